"""A tool button with its words beside its icon, both in the middle."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPaintEvent, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton

_GAP: Final = 6
_PADDING: Final = 11


class ToolButton(QToolButton):
    """Measures and paints icon and words itself: Qt leaves no gap between, and room on the right.

    With another tool button style than text beside an icon it is Qt's button.
    """

    def sizeHint(self) -> QSize:
        """Return the room for icon, gap and words."""
        size = super().sizeHint()
        if self._has_words_beside_icon():
            words = self.fontMetrics().horizontalAdvance(self._words())
            size.setWidth(self.iconSize().width() + _GAP + words + 2 * _PADDING)
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the style draw the button, then put icon and words on it."""
        if not self._has_words_beside_icon():
            super().paintEvent(event)
            return
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        icon_size, words = self.iconSize(), self._words()
        width = icon_size.width() + _GAP + self.fontMetrics().horizontalAdvance(words)
        left = (self.width() - width) // 2
        top = (self.height() - icon_size.height()) // 2
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        state = QIcon.State.On if self.isChecked() else QIcon.State.Off
        self.icon().paint(
            painter,
            QRect(left, top, icon_size.width(), icon_size.height()),
            Qt.AlignmentFlag.AlignCenter,
            mode,
            state,
        )
        beside = left + icon_size.width() + _GAP
        self.style().drawItemText(
            painter,
            QRect(beside, 0, self.width() - beside, self.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
            option.palette,
            self.isEnabled(),
            words,
            QPalette.ColorRole.ButtonText,
        )

    def _has_words_beside_icon(self) -> bool:
        return self.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon

    def _words(self) -> str:
        return self.text().replace("&", "")
