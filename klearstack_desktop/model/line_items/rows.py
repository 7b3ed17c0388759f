"""What can be done to the rows of a table: pure functions from rows to rows.

Rows that an operation does not touch stay the same objects, so that whoever shows them can tell.
Rows are counted from 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from klearstack_desktop.model.document import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.line_items.place import CellPlace

Rows: TypeAlias = tuple[Row, ...]


def new_row(table: Table) -> Row:
    """Return an empty row; its cells travel in the form in which the rest of the table came."""
    pattern = table.rows[0] if table.rows else None
    return Row(
        tuple(
            pattern[column].blank() if pattern else Cell("") for column in range(len(table.columns))
        )
    )


def inserted(table: Table, at: int, count: int = 1) -> Rows:
    """Return the rows with some empty ones put in before a place."""
    return (*table.rows[:at], *(new_row(table) for _ in range(count)), *table.rows[at:])


def duplicated(rows: Rows, chosen: Iterable[int]) -> Rows:
    """Return the rows with copies of some of them put in below the last of these.

    A copy stands nowhere on the page, and takes no key of the row over that is no column: it may
    be the row's own number.
    """
    numbers = sorted(chosen)
    copies = tuple(
        Row(tuple(replace(cell.blank(), value=cell.value) for cell in rows[number]))
        for number in numbers
    )
    below = numbers[-1] + 1
    return (*rows[:below], *copies, *rows[below:])


def deleted(rows: Rows, chosen: Iterable[int]) -> Rows:
    """Return the rows without some of them."""
    gone = set(chosen)
    return tuple(row for number, row in enumerate(rows) if number not in gone)


def moved(rows: Rows, chosen: Iterable[int], step: int) -> Rows:
    """Return the rows with some of them moved together up (-1) or down (1) by one place.

    Rows that lie apart keep their distance; where one of them is at the end already, none moves.
    """
    numbers = sorted(chosen, reverse=step > 0)
    if not numbers or not 0 <= numbers[0] + step < len(rows):
        return rows
    ordered = list(rows)
    for number in numbers:
        ordered[number], ordered[number + step] = ordered[number + step], ordered[number]
    return tuple(ordered)


def with_values(rows: Rows, values: Iterable[tuple[int, int, str]]) -> Rows:
    """Return the rows with the values of some cells replaced: row, column, value."""
    changed: dict[int, list[Cell]] = {}
    for number, column, value in values:
        if rows[number][column].value != value or number in changed:
            cells = changed.setdefault(number, list(rows[number].cells))
            cells[column] = replace(cells[column], value=value)
    if not changed:
        return rows
    return tuple(
        replace(row, cells=tuple(changed[number])) if number in changed else row
        for number, row in enumerate(rows)
    )


def with_cell(rows: Rows, number: int, column: int, cell: Cell) -> Rows:
    """Return the rows with one cell replaced."""
    cells = list(rows[number].cells)
    cells[column] = cell
    return (*rows[:number], replace(rows[number], cells=tuple(cells)), *rows[number + 1 :])


def filled_down(rows: Rows, chosen: Iterable[tuple[int, int]]) -> Rows:
    """Return the rows with cells filled from above.

    Of each column that cells are chosen of, the topmost one goes into the others; where it is the
    only one, the cell above goes into it, as spreadsheets have it.

    Args:
        rows: the rows.
        chosen: cells by row and column.
    """
    columns: dict[int, list[int]] = {}
    for number, column in sorted(chosen):
        columns.setdefault(column, []).append(number)
    values = []
    for column, numbers in columns.items():
        first, others = numbers[0], numbers[1:]
        if not others:
            first, others = first - 1, [first]
        if first >= 0:
            values += [(number, column, rows[first][column].value) for number in others]
    return with_values(rows, values)


def followed(
    places: frozenset[CellPlace], table: str, before: Rows, after: Rows
) -> frozenset[CellPlace]:
    """Return where cells stand after an operation; what is gone or says otherwise is left out.

    Args:
        places: cells of any tables.
        table: the one whose rows were changed.
        before: its rows, in which the places were.
        after: its rows now.
    """
    mine = [place for place in places if place.table == table]
    if not mine or before is after:
        return places
    numbers = {id(row): number for number, row in enumerate(after)}
    kept = {place for place in places if place.table != table}
    for place in mine:
        if place.column is None or place.row >= len(before):
            continue
        row = before[place.row]
        if place.row < len(after) and after[place.row] is row:
            kept.add(place)
            continue
        # A row whose cells were edited is another object, but stands where it stood.
        number = numbers.get(id(row), place.row if len(before) == len(after) else len(after))
        if number < len(after) and after[number][place.column] == row[place.column]:
            kept.add(replace(place, row=number))
    return frozenset(kept)


def place_now(place: CellPlace, before: Rows, after: Rows) -> CellPlace:
    """Return where a cell stands after rows were inserted, deleted or moved.

    Args:
        place: where it stood.
        before: the rows in which it stood there.
        after: the rows now.
    """
    row = before[place.row] if place.row < len(before) else None
    number = next((n for n, other in enumerate(after) if other is row), place.row)
    return replace(place, row=number)
