"""The grid of the line items: moving, editing and leaving it with the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.fields.value_editor import is_accept_key

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from klearstack_desktop.ui.fields.line_items_model import LineItemsModel

ROW_HEIGHT = 25
_MOST_ROWS = 12
_NUMBER_WIDTH = 62
_LEAST_TEXT = 96

_Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Edits a cell in place; each change of text is in the model at once, Esc takes it back."""

    moved = Signal(int)
    """Emitted when a key leaves the cell: 0 down, 1 to the next cell, -1 to the previous one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before = ""
        self.editor: LineEditor | None = None

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index
    ) -> QWidget:
        """Return a line editor over the cell."""
        editor = LineEditor(parent)
        editor.setObjectName("cellEditor")
        editor.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        editor.setAlignment(index.data(Qt.ItemDataRole.TextAlignmentRole))
        editor.edited.connect(lambda _text: self.commitData.emit(editor))
        editor.destroyed.connect(self._forget_editor)
        self._before = str(index.data(Qt.ItemDataRole.EditRole))
        self.editor = editor
        return editor

    def _forget_editor(self) -> None:
        self.editor = None

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Show the cell's value, unless it is what the editor shows already."""
        if isinstance(editor, LineEditor):
            editor.show_value(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take what was typed."""
        if isinstance(editor, LineEditor):
            model.setData(index, editor.value())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer the keys that leave a cell."""
        if event.type() is QEvent.Type.KeyPress and isinstance(watched, LineEditor):
            key = cast("QKeyEvent", event)
            if is_accept_key(key):
                return self._leave(watched, 0)
            if key.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                return self._leave(watched, 1 if key.key() == Qt.Key.Key_Tab else -1)
            if key.key() == Qt.Key.Key_Escape:
                watched.show_value(self._before)
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(watched, event)

    def _leave(self, editor: LineEditor, direction: int) -> bool:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.moved.emit(direction)
        return True


class LineGrid(QTableView):
    """A table as high as its rows; Tab goes from cell to cell and out at the ends."""

    row_entered = Signal(int)
    cell_entered = Signal()

    def __init__(self, model: LineItemsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.cells = CellDelegate(self)
        self.setObjectName("lineItems")
        self.setAccessibleName("Line items")
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setAccessibleName("Columns of the line items")
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(40)
        self.cells.moved.connect(self.step)
        self.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self._say_cell())
        for signal in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            signal.connect(self._fit_height)
        model.modelReset.connect(self._size_columns)
        self._fit_height()

    def _fit_height(self) -> None:
        rows = max(1, min(self._model.rowCount(), _MOST_ROWS))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * ROW_HEIGHT + 2)

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        metrics = header.fontMetrics()
        stretched = next(
            (c for c in range(self._model.columnCount()) if not self._model.is_number(c)), -1
        )
        for column in range(self._model.columnCount()):
            if column == stretched:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
                continue
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            least = _NUMBER_WIDTH if self._model.is_number(column) else _LEAST_TEXT
            self.setColumnWidth(column, max(least, self._widest(column), metrics.height()))

    def _widest(self, column: int) -> int:
        metrics = self.fontMetrics()
        texts = [str(self._model.headerData(column, Qt.Orientation.Horizontal))]
        texts += [row[column].value for row in self._model.table.rows[:50]]
        return min(max(metrics.horizontalAdvance(text) for text in texts) + 20, 160)

    def step(self, direction: int) -> bool:
        """Go down (0), to the next cell (1) or the previous one (-1); say if there is one."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        columns = self._model.columnCount()
        if direction == 0:
            row += 1
        else:
            row, column = divmod(row * columns + column + direction, columns or 1)
        target = self._model.index(row, column)
        if not target.isValid():
            return False
        self.setCurrentIndex(target)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes down, Tab goes on and leaves at the ends; the rest is Qt's."""
        if is_accept_key(event):
            self.step(0)
            event.accept()
        elif event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            event.setAccepted(self.step(1 if event.key() == Qt.Key.Key_Tab else -1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming from the fields, start at the first cell."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.TabFocusReason and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))
        self._say_cell()

    def _say_cell(self) -> None:
        if self.hasFocus() and self.currentIndex().isValid():
            self.cell_entered.emit()

    def cell_area(self) -> QRect:
        """Return where the current cell is, in the grid's coordinates."""
        cell = self.visualRect(self.currentIndex())
        return QRect(self.viewport().mapTo(self, cell.topLeft()), cell.size())

    def _on_row_changed(self, current: QModelIndex) -> None:
        if current.isValid():
            self.row_entered.emit(current.row())

    def commit(self) -> None:
        """Gather what is being typed into a cell; it stays open."""
        if self.cells.editor is not None:
            self.commitData(self.cells.editor)
