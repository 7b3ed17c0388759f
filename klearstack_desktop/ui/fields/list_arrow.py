"""The arrow at the end of a line of text that has a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter

from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QLineEdit

_ROOM: Final = 24
_OVERLAP: Final = 6


def leave_room_for_arrow(line: QLineEdit) -> None:
    """Let no text run under the arrow."""
    line.setTextMargins(0, 0, _ROOM - _OVERLAP, 0)


def is_on_arrow(line: QLineEdit, event: QMouseEvent) -> bool:
    """Whether the arrow is what is pressed."""
    return event.position().x() >= line.width() - _ROOM


def paint_arrow(line: QLineEdit) -> None:
    """Draw the arrow behind the text; call it while the line is painted."""
    painter = QPainter(line)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(current_theme().text))
    middle = QRect(line.width() - _ROOM, 0, _ROOM, line.height()).center()
    painter.drawPolygon([middle + QPoint(-4, -2), middle + QPoint(4, -2), middle + QPoint(0, 3)])
