"""The line items below the fields: heading, grid and what the lines add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from klearstack_desktop.model.fieldmap import readable_label
from klearstack_desktop.ui.fields.line_grid import LineGrid
from klearstack_desktop.ui.fields.line_items_model import LineItemsModel
from klearstack_desktop.ui.fields.row import SIDE, SIDE_OF_BAR
from klearstack_desktop.ui.fields.sums import sum_in_words
from klearstack_desktop.ui.fields.text import ElidedLabel

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Row, Table


class LineItems(QWidget):
    """Shows one table of the document and says what a person does to its rows.

    ``rows_edited`` carries the table's name and all rows as they should be, on each change of a
    cell's text. ``row_selected`` carries the box of a row and its page (from 1), each or None.
    ``cell_entered`` carries where the cell is that the focus came to (a QRect in the widget).
    """

    rows_edited = Signal(str, object)
    row_selected = Signal(object, object)
    cell_entered = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lineItemsPanel")
        self._subtotal = ""
        self._model = LineItemsModel()
        self._model.setParent(self)
        self._grid = LineGrid(self._model, self)
        self._heading = QLabel(self)
        self._heading.setProperty("role", "heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._insert = _link("+ row", "insertRowButton", "Insert a row below", self)
        self._delete = _link("delete row", "deleteRowButton", "Delete the row", self)
        self._dot = QLabel("·", self)
        self._dot.setProperty("role", "small")
        self._sum = ElidedLabel(self, pixel_size=12)
        self._sum.setObjectName("lineItemsSum")
        self._lay_out()
        self._insert.clicked.connect(self.insert_row)
        self._delete.clicked.connect(self.delete_row)
        self._model.rows_edited.connect(self._on_rows_edited)
        self._grid.row_entered.connect(self._on_row_entered)
        self._grid.cell_entered.connect(self._on_cell_entered)
        self.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._heading)
        top.addStretch(1)
        for widget in (self._insert, self._dot, self._delete):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 4, SIDE_OF_BAR, 8)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._grid)
        column.addWidget(self._sum)

    def show_table(self, table: Table | None, is_read_only: bool, *, subtotal: str = "") -> None:
        """Show a table, or show again the one that is open after anything about it changed.

        Only what differs is touched: the current cell, the scroll position and an open cell editor
        stay.

        Args:
            table: with the draft laid over; None hides the line items.
            is_read_only: cells can be read and copied only.
            subtotal: the sub-total as it stands in its field.
        """
        self._subtotal = subtotal
        self._model.show_table(table, is_read_only=is_read_only)
        self.setVisible(table is not None and bool(table.columns))
        self._heading.setText(readable_label(table.name).upper() if table else "")
        for widget in (self._insert, self._dot, self._delete):
            widget.setVisible(not is_read_only)
        self._say_sum()

    def commit(self) -> None:
        """Gather what is being typed into a cell; every change was already said as it was typed."""
        self._grid.commit()

    @property
    def row_in_focus(self) -> int | None:
        """The row that the focus is in, from 0; None where it is elsewhere."""
        focus = QApplication.focusWidget()
        is_here = focus is not None and (focus is self._grid or self._grid.isAncestorOf(focus))
        row = self._grid.currentIndex().row()
        return row if is_here and row >= 0 else None

    def focus_grid(self) -> None:
        """Give the focus to the cell that had it last, else to the first."""
        if not self._grid.currentIndex().isValid():
            self._grid.setCurrentIndex(self._model.index(0, 0))
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert_row(self) -> None:
        """Insert an empty row below the current one, or at the end, and go to its first cell."""
        if self._model.is_read_only or not self._model.columnCount():
            return
        current = self._grid.currentIndex().row()
        row = self._model.insert_below(current if current >= 0 else self._model.rowCount() - 1)
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self._grid.setCurrentIndex(self._model.index(row, 0))

    def delete_row(self) -> None:
        """Delete the current row; nothing happens where no row is current."""
        row = self._grid.currentIndex().row()
        if not self._model.is_read_only and row >= 0:
            self._model.delete(row)

    def _on_rows_edited(self, rows: tuple[Row, ...]) -> None:
        self._say_sum()
        self.rows_edited.emit(self._model.table.name, rows)

    def _on_row_entered(self, number: int) -> None:
        row = self._model.row_at(number)
        self.row_selected.emit(row.box if row else None, row.page if row else None)

    def _on_cell_entered(self) -> None:
        area = self._grid.cell_area()
        self.cell_entered.emit(area.translated(self._grid.pos()))

    def _say_sum(self) -> None:
        table = self._model.table
        words = sum_in_words(table.columns, table.rows, self._subtotal)
        self._sum.set_text(words.text, words.tone)


def _link(text: str, name: str, tooltip: str, parent: QWidget) -> QPushButton:
    link = QPushButton(text, parent)
    link.setObjectName(name)
    link.setAccessibleName(tooltip)
    link.setToolTip(tooltip)
    link.setProperty("kind", "link")
    link.setProperty("weight", "quiet")
    # A press on a link must not take the focus, and with it the current cell, from the grid.
    link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return link
