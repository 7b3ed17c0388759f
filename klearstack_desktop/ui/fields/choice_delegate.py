"""How a row of an open list of choices looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

_ROW_HEIGHT = 24
_EDGE = 8
_VALUE_SHARE = 0.4


class ChoiceDelegate(QStyledItemDelegate):
    """Draws the text of a row, and muted at its end what else is said of it (`UserRole`)."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one choice; the marked one in the colours of a selection."""
        theme = current_theme()
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, QColor(theme.accent if is_marked else theme.panel))
        line = option.rect.adjusted(_EDGE, 0, -_EDGE, 0)
        metrics = option.fontMetrics
        label, value = str(index.data()), str(index.data(Qt.ItemDataRole.UserRole) or "")
        middle = Qt.AlignmentFlag.AlignVCenter
        left = int(Qt.AlignmentFlag.AlignLeft | middle)
        right = int(Qt.AlignmentFlag.AlignRight | middle)
        room = line.width()
        if value and value != label and not label.endswith(f" · {value}"):
            value = metrics.elidedText(
                value, Qt.TextElideMode.ElideRight, int(line.width() * _VALUE_SHARE)
            )
            room -= metrics.horizontalAdvance(value) + _EDGE
            painter.setPen(QColor(theme.panel if is_marked else theme.muted))
            painter.drawText(line, right, value)
        painter.setPen(QColor(theme.panel if is_marked else theme.text))
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line, left, shown)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """One line."""
        return QSize(super().sizeHint(option, index).width(), _ROW_HEIGHT)
