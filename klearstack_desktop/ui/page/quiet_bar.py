"""A scroll bar that keeps its room and shows nothing where there is nothing to scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollBar

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class QuietScrollBar(QScrollBar):
    """Paints itself only while it can be moved."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar, or leave the surface below as it is."""
        if self.maximum() > self.minimum():
            super().paintEvent(event)
