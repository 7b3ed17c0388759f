"""The table of figures, for the terminal and for ``docs/measurements.md``."""

from __future__ import annotations

import os
import platform
import re
import textwrap
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.figure import Figure

MEASUREMENTS: Final = Path(__file__).parent.parent / "docs" / "measurements.md"

_HEADER: Final = ("figure", "value", "against", "ratio", "aim", "met", "note")
_MET: Final = {True: "yes", False: "NO", None: "not run"}
_PACKAGES: Final = ("PySide6-Essentials", "Pillow", "qasync", "requests")
_TERMINAL: Final = 100
_MET_WIDTH: Final = 7
_INDENT: Final = " " * (_MET_WIDTH + 2)


def row(figure: Figure) -> str:
    """Return what stands on the terminal for a figure: name, figures below it, note below them."""
    name, value, against, ratio, aim, met, note = _cells(figure)
    lines = [f"{met:>{_MET_WIDTH}}  {name}"]
    if value:
        lines.append(f"{_INDENT}{value:>14} {against:>14} {ratio:>9}   {aim}")
    lines += textwrap.wrap(note, _TERMINAL, initial_indent=_INDENT, subsequent_indent=_INDENT)
    return "\n".join(lines)


def heading() -> str:
    """Return the line above the rows on the terminal."""
    return f"{'met':>{_MET_WIDTH}}  {'value':>14} {'against':>14} {'ratio':>9}   aim"


def write(module: str, command: str, figures: Sequence[Figure]) -> None:
    """Put the figures of a module into the page of measurements."""
    text = MEASUREMENTS.read_text(encoding="utf-8")
    MEASUREMENTS.write_text(written(text, module, command, figures), encoding="utf-8")


def written(text: str, module: str, command: str, figures: Sequence[Figure]) -> str:
    """Return a page with the figures of a module between its markers, put there if need be."""
    begin, end = f"<!-- figures: {module} -->", f"<!-- end of figures: {module} -->"
    block = "\n".join([begin, *_table(command, figures), end])
    if begin not in text:
        return f"{text.rstrip()}\n\n{block}\n"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    return pattern.sub(lambda _found: block, text, count=1)


def machine() -> str:
    """Return what the figures were measured on."""
    parts = [f"{os.cpu_count()} cores", _processor(), _memory(), _system()]
    return ", ".join(part for part in parts if part)


def versions() -> str:
    """Return the versions of what takes part."""
    packages = (f"{package} {metadata.version(package)}" for package in _PACKAGES)
    return ", ".join([f"Python {platform.python_version()}", *packages])


def _table(command: str, figures: Iterable[Figure]) -> list[str]:
    today = datetime.now(UTC).date().isoformat()
    return [
        f"`{command}`, {today}; {machine()}; {versions()}.",
        "",
        f"| {' | '.join(_HEADER)} |",
        f"| {' | '.join(['---'] * len(_HEADER))} |",
        *(f"| {' | '.join(_cells(figure))} |" for figure in figures),
    ]


def _cells(figure: Figure) -> tuple[str, ...]:
    cells = (
        figure.name,
        _number(figure.value, figure.unit),
        _number(figure.against, figure.unit),
        _number(figure.ratio, ""),
        figure.aim,
        "stated" if figure.met is None and figure.value is not None else _MET[figure.met],
        figure.note,
    )
    return tuple(cell.replace("|", "/") for cell in cells)


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{digits} {unit}".strip()


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return " ".join(found[1].split()) if found else platform.processor()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return ""
    return f"{size / 2**30:.0f} GiB"


def _system() -> str:
    # What a distribution adds to the number says nothing here.
    release = re.match(r"\d+(\.\d+)*", platform.release())
    return f"{platform.system()} {release[0] if release else platform.release()}"
