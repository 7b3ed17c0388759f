"""Where something stands in a document: in a field, or in its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.model.document import FieldKey


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell of a table, or a row of it.

    Attributes:
        table: the name of the table.
        row: from 0.
        column: from 0, or None for the row as a whole.
    """

    table: str
    row: int
    column: int | None = None


Spot: TypeAlias = "FieldKey | CellPlace"
"""What a reviewer can be at: a field, or a cell of the line items."""


def in_reading_order(places: Iterable[CellPlace | None]) -> list[CellPlace]:
    """Return cells row by row, each row from left to right; what is no cell is left out."""
    cells = [place for place in places if place is not None]
    return sorted(cells, key=lambda cell: (cell.table, cell.row, cell.column or 0))
