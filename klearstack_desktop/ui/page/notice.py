"""What stands on an empty sheet: that the page is on its way, or why it is not there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

_WIDTH: Final = 320
_PADDING: Final = 16


class PageNotice(QFrame):
    """One sentence and, where it helps, a way to try again.

    Signals:
        retry_requested: the button was pressed.
    """

    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageNotice")
        self.setProperty("card", True)
        self._sentence = QLabel()
        self._sentence.setObjectName("pageNoticeText")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._retry = QPushButton("Try again")
        self._retry.setObjectName("retryPageButton")
        self._retry.setAccessibleName("Try again to load this page")
        self._retry.clicked.connect(self.retry_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        column.setSpacing(_PADDING // 2)
        column.addWidget(self._sentence)
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFixedWidth(_WIDTH)
        self.hide()

    def say(self, sentence: str, *, can_retry: bool) -> None:
        """Show a sentence, plain text, with or without the button."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self._retry.setVisible(can_retry)
        self.show()
