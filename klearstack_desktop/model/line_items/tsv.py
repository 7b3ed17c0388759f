"""Cells as spreadsheets put them on the clipboard: tabs between cells, line ends between rows.

Excel and LibreOffice put a cell in quotes that holds a tab, a line end or a quote, and double the
quotes inside it. A quote inside a cell that does not begin with one, ``5" pipe``, is only a quote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cells: TypeAlias = tuple[tuple[str, ...], ...]
"""Texts by row and column; rows may differ in length."""

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n\r]|\Z)')
_PLAIN = re.compile(r"[^\t\n\r]*")
_ROW_END = re.compile(r"\r\n|\n|\r")
_NEEDS_QUOTES = re.compile(r'[\t\n\r"]')


def read_cells(text: str) -> Cells:
    """Return the cells of a text from the clipboard; an empty text has none.

    A line end behind the last row ends it and begins no other one.
    """
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    place = 0
    while place < len(text) or row:
        cell, place = _cell_at(text, place)
        row.append(cell)
        if text.startswith("\t", place):
            place += 1
            continue
        rows.append(tuple(row))
        row = []
        end = _ROW_END.match(text, place)
        place = end.end() if end else len(text)
    return tuple(rows)


def _cell_at(text: str, place: int) -> tuple[str, int]:
    if quoted := _QUOTED.match(text, place):
        return quoted.group(1).replace('""', '"'), quoted.end()
    plain = _PLAIN.match(text, place)
    return (plain.group(), plain.end()) if plain else ("", place)


def write_cells(rows: Iterable[Sequence[str]]) -> str:
    """Return cells as a spreadsheet takes them from the clipboard, a line end behind each row."""
    return "".join("\t".join(map(_written, row)) + "\n" for row in rows)


def _written(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
