"""Tries the whole fault matrix and writes what was found into ``docs/reliability.md``.

python -m tests.faults --long --write
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from tests.faults.fault_proxy import FaultProxy
from tests.faults.faults import Fault, Kind
from tests.faults.matrix import Cell, Matrix, Result, cells, each_fault_once
from tests.results import RELIABILITY, circumstances, table, write_between
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCUMENTS = len(Kind) * len(Fault) * 2


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a command says what it does


def tried(wanted: Iterable[Cell]) -> list[Result]:
    """Return the results of cells, tried one after the other on one server."""
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "server").mkdir()
        with (
            ServerProcess(folder / "server", documents=DOCUMENTS) as server,
            FaultProxy(server.url) as proxy,
        ):
            matrix = Matrix(server, proxy, folder)
            for cell in wanted:
                result = matrix.try_cell(cell)
                results.append(result)
                _say(f"{cell}: {result.words}{' BROKEN' if result.broken else ''}")
    return results


def described(results: list[Result], command: str, took: timedelta) -> str:
    """Return the results as they stand in the documentation."""
    broken = [f"- {result.cell}: {words}" for result in results for words in result.broken]
    return "\n\n".join(
        (
            circumstances(command, took),
            f"**{len(results)} cells, {len(broken)} promises broken.**",
            "Alone:",
            _grid(results, is_restarted=False),
            "Killed as the fault struck, and started again:",
            _grid(results, is_restarted=True),
            *broken,
        )
    )


def _grid(results: list[Result], *, is_restarted: bool) -> str:
    found = {r.cell: r.words for r in results if r.cell.is_restarted is is_restarted}
    rows = [
        (fault.value, *(found.get(Cell(fault, kind, is_restarted), "") for kind in Kind))
        for fault in Fault
    ]
    return table(("fault", *(kind.value for kind in Kind)), rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="every cell, not each fault once")
    parser.add_argument("--write", action="store_true", help="write into docs/reliability.md")
    wishes = parser.parse_args()
    began = monotonic()
    results = tried(cells() if wishes.long else each_fault_once())
    command = f"python -m tests.faults{' --long' if wishes.long else ''} --write"
    text = described(results, command, timedelta(seconds=monotonic() - began))
    _say(text)
    if wishes.write:
        write_between(RELIABILITY, "fault matrix", text)
    return 1 if any(result.broken for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
