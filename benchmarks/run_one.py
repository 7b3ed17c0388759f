"""Measures one module in this process: ``python -m benchmarks.run_one MODULE [--quick]``.

A process of its own gives each a clean heap, and lets the others go on when it dies.
"""

from __future__ import annotations

import importlib
import logging
import os
import sys
import traceback
from typing import TYPE_CHECKING

from benchmarks.figure import broken, reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure


def needs_offscreen() -> bool:
    """Whether there is no display that Qt could draw on."""
    return sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def figures_of(module: str, *, quick: bool) -> Iterator[Figure]:
    """Measure a module; what breaks becomes a figure that could not be run."""
    try:
        yield from importlib.import_module(module).figures(quick=quick)
    except Exception as error:  # noqa: BLE001 - whatever breaks a measurement, the others go on
        traceback.print_exc()
        yield broken(module.rpartition(".")[2], reason(error))


def main() -> None:
    """Print the figures of the named module, one line of JSON each."""
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("benchmarks").setLevel(logging.INFO)
    if needs_offscreen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for figure in figures_of(sys.argv[1], quick="--quick" in sys.argv[2:]):
        print(figure.line(), flush=True)  # noqa: T201 - its output


if __name__ == "__main__":
    main()
