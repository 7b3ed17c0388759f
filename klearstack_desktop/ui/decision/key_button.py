"""A button that says its key in small letters beside its name."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.theme import Theme, current_theme

_GAP = 5
_PADDING = 8
_HEIGHT = 32
_HINT_PIXELS = 11


class KeyButton(QPushButton):
    """Shows ``Approve Ctrl+⏎``; Space presses it, Enter never does.

    Args:
        name: what it does.
        kind: the look of the style sheet: ``approve``, ``reject`` or empty.
    """

    pressed_by = Signal(bool)
    """Emitted for a press; True if it came from a pointer."""

    def __init__(self, name: str, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._hint = ""
        self._kind = kind
        self._is_by_mouse = False
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", kind)
        self.clicked.connect(lambda: self.pressed_by.emit(self._is_by_mouse))

    def set_hint(self, keys: str) -> None:
        """Show the keys of the action, as the system writes them."""
        self._hint = keys
        self.updateGeometry()
        self.update()

    def set_name(self, name: str) -> None:
        """Let the button say that it does something else; `set_enabled` tells the rest."""
        if name != self._name:
            self._name = name
            self.setAccessibleName(name)
            self.updateGeometry()
            self.update()

    def hint(self) -> str:
        """Return the keys that are shown."""
        return self._hint

    def set_enabled(self, *, is_enabled: bool, reason: str = "") -> None:
        """Enable the button, or disable it and say why."""
        self.setEnabled(is_enabled)
        named = f"{self._name} ({self._hint})" if self._hint else self._name
        # A reason may name a field, and the tenant names the fields.
        self.setToolTip(plain_tooltip(reason or named))
        self.setAccessibleDescription(reason)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(_HINT_PIXELS)
        font.setBold(False)
        return font

    def sizeHint(self) -> QSize:
        """Room for name and keys."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._name) + 2 * _PADDING
        if self._hint:
            width += _GAP + QFontMetrics(self._small()).horizontalAdvance(self._hint)
        return QSize(width + 2, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The name must be readable; the keys go below it."""
        name = QFontMetrics(self.font()).horizontalAdvance(self._name) + 2 * _PADDING
        keys = QFontMetrics(self._small()).horizontalAdvance(self._hint) + 8
        return QSize(max(name, keys) + 2, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Let the style draw the button, then write on it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        self._write(painter)

    def _write(self, painter: QPainter) -> None:
        """Write the keys beside the name, or below it where the button is narrow."""
        name_ink, hint_ink = self._inks(current_theme())
        name_width = QFontMetrics(self.font()).horizontalAdvance(self._name)
        hint_width = QFontMetrics(self._small()).horizontalAdvance(self._hint)
        width = name_width + (_GAP + hint_width if self._hint else 0)
        left = (self.width() - width) // 2
        if left >= _PADDING - 3:
            name_room = QRect(left, 0, name_width + 2, self.height())
            hint_room = QRect(left + name_width + _GAP, 1, hint_width + 2, self.height())
        else:
            name_room = QRect(0, 2, self.width(), 16)
            hint_room = QRect(0, 16, self.width(), 13)
        painter.setPen(QColor(name_ink))
        painter.setFont(self.font())
        painter.drawText(name_room, Qt.AlignmentFlag.AlignCenter, self._name)
        painter.setPen(QColor(hint_ink))
        painter.setFont(self._small())
        painter.drawText(hint_room, Qt.AlignmentFlag.AlignCenter, self._hint)

    def _inks(self, theme: Theme) -> tuple[str, str]:
        """Return the colours of name and keys."""
        if not self.isEnabled():
            return theme.muted, theme.muted
        if self._kind == "approve":
            return theme.on_good, theme.on_good
        if self._kind == "reject":
            return theme.bad, theme.muted
        return theme.text, theme.muted

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember that it is a pointer that presses."""
        self._is_by_mouse = True
        try:
            super().mouseReleaseEvent(event)
        finally:
            self._is_by_mouse = False
