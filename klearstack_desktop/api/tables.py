"""Tables in and out: a list with one object a row, each cell an object or a bare value (0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from klearstack_desktop.api.fieldobject import read_field_object
from klearstack_desktop.api.values import as_text
from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.jsontext import pairs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.model.changes import TableChange
    from klearstack_desktop.model.jsontext import Json

NO_BOX = [0, 0, 0, 0]
_EMPTY_TABLES = frozenset({"line_items", "table", "tables"})


def is_table(name: str, value: Json) -> bool:
    """Whether a value is a table; an empty list is one only under a name that tables have."""
    if not isinstance(value, list):
        return False
    return all(isinstance(row, dict) for row in value) and (
        bool(value) or name.lower() in _EMPTY_TABLES
    )


def read_table(name: str, value: Sequence[Mapping[str, Json]]) -> Table:
    """Return a table with the columns in the order in which they are first seen."""
    columns: dict[str, None] = {}
    for row in value:
        columns.update((key, None) for key, cell in row.items() if _is_column(key, cell))
    return Table(name, tuple(columns), tuple(_row(row, tuple(columns)) for row in value))


def _is_column(key: str, cell: Json) -> bool:
    return not key.startswith("_") and _cell(cell) is not None


def _row(row: Mapping[str, Json], columns: tuple[str, ...]) -> Row:
    cells: dict[str, Cell] = {}
    extras: dict[str, Any] = {}
    for key, value in pairs_of(row):
        cell = None if key.startswith("_") else _cell(value)
        if cell is None or key in cells:
            extras[_free(key, {**cells, **extras})] = value
        else:
            cells[key] = cell
    absent = Cell("", is_bare=True, is_absent=True)
    return Row(tuple(cells.get(column, absent) for column in columns), extras)


def _cell(value: Json) -> Cell | None:
    """Return a cell, or None where the value is neither a bare value nor a cell object."""
    bare = as_text(value)
    if bare is not None:
        return Cell(bare, is_bare=True)
    found = read_field_object(value)
    if found is None or found.text is None:
        return None
    return Cell(found.text, found.box, found.page, found.confidence, extras=dict(found.rest))


def written(change: TableChange) -> list[dict[str, Json]]:
    """Return a whole table in the shape in which it came (ASSUMED, section 0.3)."""
    return [_written_row(change.columns, row) for row in change.rows]


def _written_row(columns: Sequence[str], row: Row) -> dict[str, Json]:
    cells = {
        column: _written_cell(cell)
        for column, cell in zip(columns, row, strict=True)
        if cell.value or not cell.is_absent
    }
    return {**cells, **row.extras}


def _written_cell(cell: Cell) -> Json:
    if cell.is_bare:
        return cell.value
    written_cell: dict[str, Json] = {
        "_value": cell.value,
        "_coordinates": cell.box.corners() if cell.box is not None else NO_BOX,
    }
    if cell.confidence is not None:
        written_cell["_confidence"] = cell.confidence
    if cell.page is not None:
        written_cell["_page_index"] = cell.page
    return {**written_cell, **cell.extras}


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """Return a name under which nothing stands yet: ``name``, ``name (2)``, ``name (3)``."""
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name} ({count})"
    return free
