"""Where something stands in the tables of a document."""

from __future__ import annotations

from dataclasses import dataclass


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
