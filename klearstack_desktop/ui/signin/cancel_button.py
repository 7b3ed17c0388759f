"""A button that stops what is under way, and that Enter does not press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class CancelButton(QPushButton):
    """Has the focus while something is under way that Enter began.

    Whoever presses Enter twice, or holds it, must not stop what the first press began. Space, Esc
    and the pointer stop it.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        # Else the dialog takes the button with the focus for the one that Enter means.
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to whatever the button lies on."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)
