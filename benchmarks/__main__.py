"""Measures: ``python -m benchmarks [--quick] [--json] [--write] [MODULE...]``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from threading import Lock, Timer
from typing import TYPE_CHECKING, Final

from benchmarks import table
from benchmarks.figure import broken, not_run, read_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.figure import Figure

TIMED: Final = (
    "benchmarks.opening",
    "benchmarks.decoding",
    "benchmarks.start",
    "benchmarks.queue_at_scale",
    "benchmarks.reading",
    "benchmarks.long_list",
    "benchmarks.painting",
    "benchmarks.choosing",
    "benchmarks.examining",
    "benchmarks.line_items",
    "benchmarks.field_panel",
    "benchmarks.page",
    "benchmarks.stalls",
)
"""The modules that measure times: one after the other."""

COUNTED: Final = (
    "benchmarks.memory",
    "benchmarks.traffic",
    "benchmarks.keystrokes",
)
"""The modules whose figures no other work changes: side by side, after the others."""

QUICK_SECONDS: Final = 48.0
_QUICK_MODULE_SECONDS: Final = 20.0
_MODULE_SECONDS: Final = 3600.0
_NO_KEYCHAIN: Final = "keyring.backends.fail.Keyring"
"""Whoever measures shall find nothing in a keychain afterwards, and be asked by none meanwhile."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; return 1 if something broke, else 0."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if unknown := set(options.modules) - set(map(_short, (*TIMED, *COUNTED))):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    run_all = _Run(options)
    for module in run_all.wanted(TIMED):
        run_all.measure(module)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        # As a list, so that what goes wrong here is raised here.
        list(pool.map(run_all.measure, run_all.wanted(COUNTED)))
    return int(run_all.is_broken)


class _Run:
    """One run of the benchmarks, as the command line wants it."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._end = time.monotonic() + QUICK_SECONDS
        self._output = Lock()
        self.is_broken = False
        if not options.json:
            print(table.heading())  # noqa: T201 - its output

    def wanted(self, modules: Iterable[str]) -> list[str]:
        """Return which of the modules are there and asked for."""
        named = self._options.modules
        return [
            module
            for module in modules
            if find_spec(module) and (not named or _short(module) in named)
        ]

    def measure(self, module: str) -> None:
        """Measure a module and print its figures as they come."""
        options = self._options
        limit = _MODULE_SECONDS
        if options.quick:
            limit = min(_QUICK_MODULE_SECONDS, self._end - time.monotonic())
        found = []
        for figure in run(module, limit, quick=options.quick):
            found.append(figure)
            self.is_broken = self.is_broken or figure.is_broken
            with self._output:
                print(figure.line() if options.json else table.row(figure), flush=True)  # noqa: T201 - its output
        if options.write:
            command = f"python -m benchmarks {'--quick ' * options.quick}{_short(module)}"
            with self._output:
                table.write(_short(module), command, found)


def run(module: str, limit: float, *, quick: bool = False) -> Iterator[Figure]:
    """Measure a module in a process of its own, figure by figure.

    Args:
        module: its full name.
        limit: seconds after which the process is ended; what it said until then counts.
        quick: make so few runs that all modules end within a minute.
    """
    if limit <= 0:
        yield not_run(_short(module), "", "no time was left of a quick run")
        return
    command = [sys.executable, "-m", "benchmarks.run_one", module, *(["--quick"] * quick)]
    with (
        # Ours, so that nothing is left of a process that has to be ended.
        tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as scratch,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints,
        subprocess.Popen(  # noqa: S603 - ourselves
            command,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            encoding="utf-8",
            env={**os.environ, "TMPDIR": scratch, "PYTHON_KEYRING_BACKEND": _NO_KEYCHAIN},
        ) as process,
    ):
        timer = Timer(limit, process.kill)
        timer.start()
        try:
            yield from _spoken(process)
            code = process.wait()
        finally:
            is_late = not timer.is_alive()
            timer.cancel()
            process.kill()
        if is_late:
            yield not_run(_short(module), "", f"not done after {limit:.0f} s")
        elif code != 0:
            complaints.seek(0)
            last = (complaints.read().strip().splitlines() or ["it said nothing"])[-1]
            yield broken(_short(module), f"ended with code {code}: {last}")


def _spoken(process: subprocess.Popen[str]) -> Iterator[Figure]:
    for line in process.stdout or ():
        try:
            yield read_line(line)
        except ValueError:
            # Somebody's print: worth a look, but no figure.
            sys.stderr.write(line)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure.")
    parser.add_argument("--quick", action="store_true", help="few runs; ends within 50 s")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each figure")
    parser.add_argument(
        "--write", action="store_true", help=f"put the tables into {table.MEASUREMENTS.name}"
    )
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help=", ".join(map(_short, (*TIMED, *COUNTED)))
    )
    return parser


def _short(module: str) -> str:
    return module.rpartition(".")[2]


if __name__ == "__main__":
    sys.exit(main())
