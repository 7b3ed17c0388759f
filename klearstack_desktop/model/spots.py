"""What stands at a field or cell of a document, and how people call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import default_column_map
from klearstack_desktop.model.line_items.place import CellPlace

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Cell, Document
    from klearstack_desktop.model.line_items.place import Spot


def cell_at(document: Document, at: CellPlace) -> Cell | None:
    """Return a cell, or None where the document has no such one."""
    table = document.table(at.table)
    if table is None or at.column is None or not 0 <= at.row < len(table.rows):
        return None
    row = table.rows[at.row]
    return row[at.column] if 0 <= at.column < len(row) else None


def value_at(document: Document, at: Spot) -> str | None:
    """Return the value of a field or cell, or None where the document has no such one."""
    found = cell_at(document, at) if isinstance(at, CellPlace) else document.by_key(at)
    return found.value if found is not None else None


def label_at(document: Document, at: Spot) -> str:
    """Return how people call a field or cell: ``Invoice date``, ``Quantity, row 3``."""
    if not isinstance(at, CellPlace):
        field = document.by_key(at)
        return field.label if field else at.name
    table = document.table(at.table)
    if table is None or at.column is None or at.column >= len(table.columns):
        return f"row {at.row + 1}"
    column = default_column_map().describe(table.columns[at.column])
    return f"{column.label}, row {at.row + 1}"
