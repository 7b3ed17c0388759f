"""Where the cells of the line items stand on the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import default_column_map
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.ui.page.boxes import BoxState, PageBox

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Row, Table

_MOST_SAID = 60
_CLICK = "Click to go to it"


class LineBoxes:
    """Keeps the boxes of rows that did not change, because a table may have thousands.

    Every cell can be clicked; only the row that is current is drawn.
    """

    def __init__(self) -> None:
        self._name = ""
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._cells: list[tuple[PageBox, ...]] = []

    def take(self, table: Table | None) -> None:
        """Take the table as it is now; None for none."""
        if table is None:
            self._rows, self._cells = (), []
            return
        if (table.name, table.columns) != (self._name, self._columns):
            self._name, self._columns, self._rows, self._cells = table.name, table.columns, (), []
        before, known = self._rows, self._cells
        self._rows = table.rows
        self._cells = [
            known[number]
            if number < len(before) and before[number] is row
            else self._boxes_of(number, row)
            for number, row in enumerate(table.rows)
        ]

    def are_of(self, table: Table) -> bool:
        """Whether it has taken this very table."""
        return self._rows is table.rows and (self._name, self._columns) == (
            table.name,
            table.columns,
        )

    def boxes(self, current: CellPlace | None) -> tuple[PageBox, ...]:
        """Return all boxes; those of the current row are drawn, and one is around it."""
        number = current.row if current else -1
        quiet = [box for place, row in enumerate(self._cells) if place != number for box in row]
        row = self._rows[number] if 0 <= number < len(self._rows) else None
        if row is None or row.box is None:
            return tuple(quiet)
        cells = [replace(box, is_quiet=False) for box in self._cells[number]]
        said = " · ".join(filter(None, (cell.value for cell in row)))[:_MOST_SAID]
        place = CellPlace(self._name, number)
        words = (f"Row {number + 1}", said, BoxState.LINE, _CLICK)
        around = PageBox(place, row.page or 1, row.box, *words)
        return (*quiet, *cells, around)

    def _boxes_of(self, number: int, row: Row) -> tuple[PageBox, ...]:
        page = row.page or 1
        return tuple(
            PageBox(
                CellPlace(self._name, number, column),
                cell.page or page,
                cell.box,
                f"{default_column_map().describe(self._columns[column]).label}, row {number + 1}",
                cell.value,
                BoxState.LINE,
                _CLICK,
                is_quiet=True,
            )
            for column, cell in enumerate(row)
            if cell.box is not None
        )
