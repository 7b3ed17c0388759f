"""One cell of the line items: how it is drawn, and how it is edited in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.fields.value_editor import is_accept_key
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from klearstack_desktop.ui.fields.line_items_model import LineItemsModel

_MARK = 8.0
_FRAME = 2.0
_TICK = (QPointF(-10, 6), QPointF(-7, 9), QPointF(-3, 3))
_TICK_WIDTH = 1.5

_Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Edits a cell in place; each change of text is in the model at once, Esc takes it back.

    What is typed is understood as people here write, and kept as the document does. The editor goes
    on showing what was typed until it is left.
    """

    moved = Signal(int)
    """Emitted when a key leaves the cell: 0 for Enter, 1 to the next cell, -1 to the previous."""

    def __init__(self, model: LineItemsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._before = ""
        self.editor: LineEditor | None = None
        self.capturing: tuple[int, int] | None = None
        """Row and column of the cell that captured text goes to."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw a cell; what is said about it has a soft colour and a mark in its corner.

        What was accepted has a tick instead.
        """
        remark = self._model.remark_at(index.row(), index.column())
        rect = QRectF(option.rect)
        is_selected = QStyle.StateFlag.State_Selected in option.state
        theme = current_theme()
        is_accepted = remark is not None and remark.tone is Tone.GOOD
        if remark is not None and not is_selected and not is_accepted:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), remark.tone.soft(theme))
        super().paint(painter, option, index)
        is_target = self.capturing == (index.row(), index.column())
        if is_target or QStyle.StateFlag.State_HasFocus in option.state:
            line = Qt.PenStyle.DashLine if is_target else Qt.PenStyle.SolidLine
            painter.setPen(QPen(QColor(theme.accent), _FRAME, line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            half = _FRAME / 2
            painter.drawRect(rect.adjusted(half, half, -half, -half - 1))
        corner = rect.topRight()
        if remark is not None and is_accepted:
            painter.setPen(QPen(remark.tone.ink(theme), _TICK_WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([corner + step for step in _TICK]))
        elif remark is not None:
            mark = (corner, corner - QPointF(_MARK, 0), corner + QPointF(0, _MARK))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(remark.tone.ink(theme))
            painter.drawPolygon(QPolygonF(mark))

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
        self._before = self._value(index)
        self.editor = editor
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        """Cover the whole cell."""
        editor.setGeometry(option.rect)

    def _forget_editor(self) -> None:
        self.editor = None

    def _value(self, index: _Index) -> str:
        return self._model.table.rows[index.row()][index.column()].value

    def _meant(self, index: _Index, text: str) -> str:
        return self._model.numbers.meant(index.column(), text, self._before)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Show the cell's value, unless it is what the editor means already."""
        if isinstance(editor, LineEditor) and (
            not editor.value() or self._meant(index, editor.value()) != self._value(index)
        ):
            editor.show_value(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Take what was typed, in the document's own form."""
        if isinstance(editor, LineEditor):
            model.setData(index, self._meant(index, editor.value()))

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
