"""A window with line items that keeps what was edited, as the session does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from klearstack_desktop.model.formats.customs import Customs
from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.model.line_items.numbers import numbers_of
from klearstack_desktop.ui.fields.line_grid import LineGrid
from klearstack_desktop.ui.fields.line_items import LineItems, ShownTable
from tests.ui.finding import found

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Row, Table
    from klearstack_desktop.ui.fields.line_remarks import Remarks


class Desk(QWidget):
    """Line items between two other widgets, shown again after each edit as the session does."""

    def __init__(self, table: Table, locale: str = "en_GB") -> None:
        super().__init__()
        self.before, self.after = QPushButton("before"), QPushButton("after")
        self.items = LineItems()
        column = QVBoxLayout(self)
        for widget in (self.before, self.items, self.after):
            column.addWidget(widget)
        self.resize(430, 400)
        self.edits: list[tuple[Row, ...]] = []
        self.deeds: list[str] = []
        self.numbers = numbers_of(table, Customs(), formats_of(locale))
        self.remarks: Remarks = {}
        self.items.rows_edited.connect(self._on_edited)
        self.show_again(table)
        self.grid = found(self, LineGrid, "lineItems")

    def _on_edited(self, name: str, rows: tuple[Row, ...], deed: str) -> None:
        self.edits.append(rows)
        self.deeds.append(deed)
        self.show_again(replace(self.table, name=name, rows=rows))

    def show_again(self, table: Table, *, is_read_only: bool = False) -> None:
        self.table = table
        self.items.show_table(self.shown(table, is_read_only=is_read_only))

    def shown(self, table: Table, *, is_read_only: bool = False) -> ShownTable:
        return ShownTable(table, is_read_only, self.numbers, self.remarks)

    def texts(self) -> list[list[str]]:
        model = self.grid.model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def go(self, row: int, column: int) -> None:
        self.grid.setFocus()
        self.grid.go_to(row, column)

    def place(self) -> tuple[int, int]:
        index = self.grid.currentIndex()
        return index.row(), index.column()
