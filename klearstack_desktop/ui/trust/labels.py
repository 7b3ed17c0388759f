"""Labels of the sheets: what a server or a proxy says is text, never markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def plain_label(text: str, role: str = "", *, wraps: bool = True) -> QLabel:
    """Return a label; `role` is one of the style sheet's."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    label.setProperty("role", role)
    return label
