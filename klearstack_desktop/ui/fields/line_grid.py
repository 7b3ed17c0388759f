"""The grid of the line items: moving, choosing, editing and leaving it with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QRect,
    Qt,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from klearstack_desktop.ui.fields.line_cells import CellDelegate
from klearstack_desktop.ui.fields.line_headers import LineHeader
from klearstack_desktop.ui.fields.line_widths import LineWidths
from klearstack_desktop.ui.fields.value_editor import is_accept_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

    from klearstack_desktop.ui.fields.line_items_model import LineItemsModel

ROW_HEIGHT = 25
_MOST_ROWS = 12
# A menu or another window borrows the focus; the grid is still what keys are about.
_PASSING = frozenset(
    {
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
        Qt.FocusReason.ActiveWindowFocusReason,
    }
)


class LineGrid(QTableView):
    """A table as high as its rows; Tab goes from cell to cell and out at the ends.

    Signals:
        cell_entered: the focus is in the grid and came to another cell.
        chosen_changed: other cells are chosen, or another one is current.
        readiness_changed: keys of the grid began (True) or ended (False) to mean something: it has
            the focus and no cell is being edited.
        accepted: Enter was pressed in the current cell, before it goes on to another.
        walk_finished: Enter was pressed in the last cell that needed a person.
        copy_wanted, cut_wanted, paste_wanted, clear_wanted: by their keys.
    """

    cell_entered = Signal()
    chosen_changed = Signal()
    readiness_changed = Signal(bool)
    accepted = Signal()
    walk_finished = Signal()
    copy_wanted = Signal()
    cut_wanted = Signal()
    paste_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, model: LineItemsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._is_walking = False
        self.cells = CellDelegate(model, self)
        self.setObjectName("lineItems")
        self.setAccessibleName("Line items")
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._prepare_headers()
        self.widths = LineWidths(self, model)
        self.cells.moved.connect(self._on_cell_left)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self.chosen_changed.emit())
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._fit_height)
        self._fit_height()

    def _prepare_headers(self) -> None:
        rows = LineHeader(Qt.Orientation.Vertical, self)
        self.setVerticalHeader(rows)
        rows.setSectionsClickable(True)
        rows.setObjectName("rowNumbers")
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setAccessibleName("Row numbers")
        columns = LineHeader(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(columns)
        columns.setAccessibleName("Columns of the line items")
        columns.setMinimumSectionSize(40)
        columns.setTextElideMode(Qt.TextElideMode.ElideRight)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def _fit_height(self) -> None:
        rows = max(1, min(self._model.rowCount(), _MOST_ROWS))
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + rows * ROW_HEIGHT + below + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the column of text take what room there is."""
        super().resizeEvent(event)
        self.widths.fill()
        self._fit_height()

    # Which cells

    def chosen_cells(self) -> list[tuple[int, int]]:
        """Return the chosen cells by row and column, in reading order; else the current one."""
        # By ranges: Qt's list of all chosen indexes asks for the flags of each, twice.
        ranges: list[QItemSelectionRange] = self.selectionModel().selection().toList()
        chosen = {
            (row, column)
            for area in ranges
            for row in range(area.top(), area.bottom() + 1)
            for column in range(area.left(), area.right() + 1)
        }
        current = self.currentIndex()
        if not chosen and current.isValid():
            return [(current.row(), current.column())]
        return sorted(chosen)

    def chosen_rows(self) -> list[int]:
        """Return the rows in which cells are chosen, from the top."""
        return sorted({row for row, _column in self.chosen_cells()})

    def choose(self, cells: Iterable[tuple[int, int]], current: tuple[int, int]) -> None:
        """Choose cells and go to one of them, which comes into sight."""
        chosen = QItemSelection()
        columns: dict[int, list[int]] = {}
        for row, column in cells:
            columns.setdefault(column, []).append(row)
        for column, rows in columns.items():
            for first, last in _runs(sorted(rows)):
                top, bottom = self._model.index(first, column), self._model.index(last, column)
                if top.isValid() and bottom.isValid():
                    chosen.select(top, bottom)
        here = self._model.index(*current)
        self.selectionModel().setCurrentIndex(here, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(here)

    def choose_rows(self, rows: Iterable[int], current: tuple[int, int]) -> None:
        """Choose whole rows and go to a cell."""
        columns = range(self._model.columnCount())
        self.choose(((row, column) for row in rows for column in columns), current)

    def go_to(self, row: int, column: int) -> bool:
        """Choose one cell and go there, whichever keys are held; say if there is one."""
        target = self._model.index(row, column)
        if target.isValid():
            choose_it = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(target, choose_it)
            self.scrollTo(target)
        return target.isValid()

    def step(self, direction: int) -> bool:
        """Go down (0), to the next cell (1) or the previous one (-1); say if there is one."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        columns = self._model.columnCount()
        if direction == 0:
            row += 1
        else:
            row, column = divmod(row * columns + column + direction, columns or 1)
        return self.go_to(row, column)

    def accept(self) -> None:
        """Accept the cell and go to the next that needs a person; where none is behind it, down.

        From the last one that needed a person it goes on outside the grid.
        """
        here = (self.currentIndex().row(), self.currentIndex().column())
        is_walking = self._is_walking or self._needs_person(*here)
        self.accepted.emit()
        waiting = [
            place
            for place, remark in self._model.remarks.items()
            if remark.needs_person and place > here
        ]
        if waiting:
            self.go_to(*min(waiting))
        elif is_walking:
            self.walk_finished.emit()
        else:
            self.step(0)

    def _needs_person(self, row: int, column: int) -> bool:
        remark = self._model.remark_at(row, column)
        return remark is not None and remark.needs_person

    def _on_cell_left(self, direction: int) -> None:
        if direction == 0:
            self.accept()
        else:
            self.step(direction)

    # Keys and focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer the grid's own keys; the rest is Qt's."""
        key, modifiers = event.key(), event.modifiers()
        wanted = self._signal_for(event)
        if wanted is not None:
            wanted.emit()
        elif is_accept_key(event):
            self.accept()
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            event.setAccepted(self.step(1 if key == Qt.Key.Key_Tab else -1))
            return
        elif key == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ShiftModifier:
            current = self.currentIndex()
            self.choose_rows(self.chosen_rows(), (current.row(), current.column()))
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _signal_for(self, event: QKeyEvent) -> SignalInstance | None:
        signals = {
            QKeySequence.StandardKey.Copy: self.copy_wanted,
            QKeySequence.StandardKey.Cut: self.cut_wanted,
            QKeySequence.StandardKey.Paste: self.paste_wanted,
        }
        for standard, signal in signals.items():
            if event.matches(standard):
                return signal
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and not event.modifiers():
            return self.clear_wanted
        return None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming from the fields, start at the first cell."""
        super().focusInEvent(event)
        self.readiness_changed.emit(True)
        if event.reason() is Qt.FocusReason.TabFocusReason and self._model.rowCount():
            self.go_to(0, 0)
        self._say_cell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the keys are another widget's now, a cell editor's for example."""
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.readiness_changed.emit(False)

    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        # Where one came because it needs a person, it is settled by the time one leaves.
        self._is_walking = self._needs_person(now.row(), now.column())
        self.chosen_changed.emit()
        self._say_cell()

    def _say_cell(self) -> None:
        if self.hasFocus() and self.currentIndex().isValid():
            self.cell_entered.emit()

    def cell_area(self) -> QRect:
        """Return where the current cell is, in the grid's coordinates."""
        cell = self.visualRect(self.currentIndex())
        return QRect(self.viewport().mapTo(self, cell.topLeft()), cell.size())

    def commit(self) -> None:
        """Gather what is being typed into a cell; it stays open."""
        if self.cells.editor is not None:
            self.commitData(self.cells.editor)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.widths.measure()
            self._fit_height()


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as runs of neighbours: first and last of each."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
