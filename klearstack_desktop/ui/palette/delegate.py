"""How a command looks in the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from klearstack_desktop.ui.palette.model import HIT
from klearstack_desktop.ui.palette.ranking import Hit
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

ROW_HEIGHT: Final = 28
_SIDE: Final = 10
_GAP: Final = 12
_MENU_WIDTH: Final = 84
_BAR: Final = 3


class CommandDelegate(QStyledItemDelegate):
    """Text with the letters that were meant, menu, and keys or why it cannot be done."""

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All rows are of one height."""
        return QSize(option.rect.width(), ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one command; the chosen one has a bar beside its colour."""
        hit = index.data(HIT)
        if not isinstance(hit, Hit):
            return
        theme, room = current_theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, QColor(theme.accent_soft))
            painter.fillRect(
                QRect(room.left(), room.top(), _BAR, room.height()), QColor(theme.accent)
            )
        command = hit.command
        muted = QColor(theme.muted)
        ink = muted if command.why_not else QColor(theme.text)
        inner = room.adjusted(_SIDE, 0, -_SIDE, 0)
        aside = command.why_not or command.keys
        metrics = QFontMetrics(option.font)
        width = min(metrics.horizontalAdvance(aside) + 2, inner.width() // 2)
        right = QRect(inner.right() - width + 1, inner.top(), width, inner.height())
        painter.setFont(option.font)
        painter.setPen(muted if command.why_not else QColor(theme.text))
        elided = metrics.elidedText(aside, Qt.TextElideMode.ElideRight, width)
        painter.drawText(right, _flags(Qt.AlignmentFlag.AlignRight), elided)
        menu = QRect(inner.left(), inner.top(), _MENU_WIDTH, inner.height())
        painter.setPen(muted)
        painter.drawText(menu, _flags(Qt.AlignmentFlag.AlignLeft), command.menu)
        left = menu.right() + 1
        text = QRect(left, inner.top(), right.left() - _GAP - left, inner.height())
        _write(painter, text, hit, option.font, ink)
        painter.restore()


def _write(painter: QPainter, room: QRect, hit: Hit, font: QFont, ink: QColor) -> None:
    """Write the text, the letters that were meant in bold and underlined."""
    meant = QFont(font)
    meant.setBold(True)
    meant.setUnderline(True)
    painter.setPen(ink)
    painter.setClipRect(room)
    left = room.left()
    for place, letter in enumerate(hit.command.text):
        used = meant if place in hit.letters else font
        width = QFontMetrics(used).horizontalAdvance(letter)
        painter.setFont(used)
        cell = QRect(left, room.top(), width + 2, room.height())
        painter.drawText(cell, _flags(Qt.AlignmentFlag.AlignLeft), letter)
        left += width


def _flags(side: Qt.AlignmentFlag) -> int:
    return int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
