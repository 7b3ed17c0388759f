"""Tables in and out: a list with one object a row, each cell an object or a bare value (0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api.fieldobject import PARTS, read_field_object
from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.jsontext import Number, as_text, is_number, object_of, pairs_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.model.changes import TableChange
    from klearstack_desktop.model.geometry import Box
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
        columns.update((key, None) for key, cell in pairs_of(row) if _is_column(key, cell))
    return Table(name, tuple(columns), tuple(_row(row, tuple(columns)) for row in value))


def _is_column(key: str, cell: Json) -> bool:
    return not key.startswith("_") and _cell(cell) is not None


def _row(row: Mapping[str, Json], columns: tuple[str, ...]) -> Row:
    cells: dict[str, Cell] = {}
    extras: list[tuple[str, Json]] = []
    for key, value in pairs_of(row):
        cell = None if key.startswith("_") else _cell(value)
        if cell is None or key in cells:
            extras.append((key, value))
        else:
            cells[key] = cell
    absent = Cell("", is_bare=True, is_absent=True)
    return Row(tuple(cells.get(column, absent) for column in columns), object_of(extras))


def _cell(value: Json) -> Cell | None:
    """Return a cell, or None where the value is neither a bare value nor a cell object."""
    bare = as_text(value)
    if bare is not None:
        return Cell(bare, is_bare=True, came_as=value)
    found = read_field_object(value)
    if found is None or found.text is None:
        return None
    return Cell(found.text, found.box, found.page, found.confidence, came_as=value)


def written(change: TableChange) -> list[dict[str, Json]]:
    """Return a whole table in the shape in which it came (ASSUMED, section 0.3)."""
    return [_written_row(change.columns, row) for row in change.rows]


def _written_row(columns: Sequence[str], row: Row) -> dict[str, Json]:
    cells = [
        (column, _written_cell(cell))
        for column, cell in zip(columns, row, strict=True)
        if cell.value or not cell.is_absent
    ]
    return object_of([*cells, *pairs_of(row.extras)])


def _written_cell(cell: Cell) -> Json:
    if cell.is_bare:
        return _written_value(cell.value, cell.came_as)
    came = read_field_object(cell.came_as)
    if came is None:
        return _new_cell(cell)
    is_moved = came.box != cell.box
    pairs: list[tuple[str, Json]] = []
    missing = {"value", "box"} if is_moved else {"value"}
    for key, value in pairs_of(cell.came_as):
        part = PARTS.get(key)
        if part == "value" and part in missing:
            pairs.append((key, _written_value(cell.value, value)))
        elif part == "box" and part in missing:
            pairs.append((key, _written_box(cell.box)))
        else:
            pairs.append((key, value))
        missing.discard(part or "")
    if "value" in missing and cell.value:
        pairs.append(("_value", cell.value))
    if "box" in missing:
        pairs.append(("_coordinates", _written_box(cell.box)))
    return object_of(pairs)


def _new_cell(cell: Cell) -> dict[str, Json]:
    new = {"_value": cell.value, "_coordinates": _written_box(cell.box)}
    parts = {"_confidence": cell.confidence, "_page_index": cell.page}
    return new | {key: part for key, part in parts.items() if part is not None}


def _written_value(text: str, came_as: Json) -> Json:
    """Return a value as it came; an edited number stays a number while it reads as one."""
    if as_text(came_as) == text:
        return came_as
    is_numeric = isinstance(came_as, int | Number) and not isinstance(came_as, bool)
    return Number(text) if is_numeric and is_number(text) else text


def _written_box(box: Box | None) -> list[int]:
    return NO_BOX if box is None else box.corners()
