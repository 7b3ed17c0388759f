"""What becomes of a table when cells of a spreadsheet are pasted into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.line_items.headings import mapping_of
from klearstack_desktop.model.line_items.rows import inserted, with_values

if TYPE_CHECKING:
    from collections.abc import Collection

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.line_items.numbers import CellNumbers
    from klearstack_desktop.model.line_items.rows import Rows
    from klearstack_desktop.model.line_items.tsv import Cells


@dataclass(frozen=True, slots=True)
class Pasted:
    """A table after cells were pasted into it.

    Attributes:
        rows: all rows.
        filled: the cells that were pasted into, by row and column.
        deed: what was done, for the Edit menu.
        words: what people must know of it: how columns were mapped, what did not fit; may be empty.
    """

    rows: Rows
    filled: tuple[tuple[int, int], ...]
    deed: str
    words: str = ""


def pasted(
    table: Table, cells: Cells, chosen: Collection[tuple[int, int]], numbers: CellNumbers
) -> Pasted | None:
    """Return a table with cells pasted into it, or None where there is nothing to paste.

    A first row that names columns is a row of headings: the others go below each other from the
    first chosen row on, each cell into the column it is meant for. Else the block begins at the
    first chosen cell. Rows that do not fit are added; columns that do not fit are left out. One
    cell alone goes into all that are chosen.

    Args:
        table: with the draft laid over.
        cells: what is pasted.
        chosen: the chosen cells by row and column; where there are none the rows are added at the
            end.
        numbers: how numbers are read and written.
    """
    if not cells or not table.columns:
        return None
    top = min((row for row, _column in chosen), default=len(table.rows))
    left = min((column for _row, column in chosen), default=0)
    if len(cells) == 1 and len(cells[0]) == 1 and chosen:
        return _everywhere(table, cells[0][0], chosen, numbers)
    mapping = mapping_of(cells[0], table.columns) if len(cells) > 1 else None
    if mapping is not None:
        body, targets, words = cells[1:], mapping.targets, mapping.words
    else:
        width = max(map(len, cells))
        columns = range(left, left + width)
        targets = tuple(c if c < len(table.columns) else None for c in columns)
        body, words = cells, _left_out(targets.count(None))
    missing = max(0, top + len(body) - len(table.rows))
    if missing:
        table = replace(table, rows=inserted(table, len(table.rows), missing))
    values = [
        (top + line, target, text)
        for line, texts in enumerate(body)
        for target, text in zip(targets, texts, strict=False)
        if target is not None
    ]
    deed = f"paste of {len(body)} {'row' if len(body) == 1 else 'rows'}"
    return _filled(table, values, numbers, deed, words)


def _everywhere(
    table: Table, text: str, chosen: Collection[tuple[int, int]], numbers: CellNumbers
) -> Pasted:
    count = len(chosen)
    deed = f"paste into {count} {'cell' if count == 1 else 'cells'}"
    values = [(row, column, text) for row, column in sorted(chosen)]
    return _filled(table, values, numbers, deed, "")


def _filled(
    table: Table, texts: list[tuple[int, int, str]], numbers: CellNumbers, deed: str, words: str
) -> Pasted:
    values = [
        (row, column, numbers.meant(column, text, table.rows[row][column].value))
        for row, column, text in texts
    ]
    places = tuple((row, column) for row, column, _text in texts)
    return Pasted(with_values(table.rows, values), places, deed, words)


def _left_out(count: int) -> str:
    if not count:
        return ""
    noun = "column" if count == 1 else "columns"
    return f"{count} {noun} did not fit and {'was' if count == 1 else 'were'} left out"
