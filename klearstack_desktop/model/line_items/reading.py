"""What was read in a cell, whatever people made of it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.jsontext import as_text

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Cell, Row, Table

VALUE_KEYS: Final = ("value", "_value")
"""Under which of these the value stands in a cell that came as an object."""


def is_as_read(cell: Cell) -> bool:
    """Whether nobody changed the value of a cell since it came; one that came as nothing counts."""
    return cell.came_as == "" or _says(cell.came_as, cell.value)


def _says(came: Any, value: str) -> bool:  # noqa: ANN401 - as parsed JSON
    if isinstance(came, str):
        return came == value
    if isinstance(came, Mapping):
        if any(came.get(key) == value for key in VALUE_KEYS):
            return True
        return any(_says(part, value) for part in came.values())
    if isinstance(came, list | tuple):
        return any(_says(part, value) for part in came)
    return str(came) == value


def cell_as_read(table: Table, row: int, column: int, came: Table) -> Cell | None:
    """Return a cell as it was read, with the value and the place on the page it had then.

    Rows may have been inserted, deleted and moved since; rows that came alike keep their order.

    Args:
        table: with the draft laid over.
        row: from 0.
        column: from 0.
        came: the table without the draft.

    Returns:
        None where the row was not read but made by a person.
    """
    read = _came_as(table.rows[row])
    alike = [other for other in came.rows if _came_as(other) == read]
    before = sum(_came_as(other) == read for other in table.rows[:row])
    if before >= len(alike):
        return None
    cell = alike[before][column]
    said = cell.came_as
    if isinstance(said, Mapping):
        said = next((said[key] for key in VALUE_KEYS if key in said), None)
    value = as_text(said)
    return cell if value is None else replace(cell, value=value)


def _came_as(row: Row) -> list[Any]:
    return [cell.came_as for cell in row]
