"""What stands in place of the list when it has no rows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyPage(QWidget):
    """One sentence that says why nothing is here, one that says what can be done, a way on.

    Signals:
        way_on: the reviewer pressed the button.
    """

    way_on = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queueEmpty")
        self.setAccessibleName("Why the list is empty")
        self._reason = _words("strong")
        self._reason.setObjectName("queueEmptyReason")
        self._advice = _words("muted")
        self._button = QPushButton(self)
        self._button.setObjectName("queueEmptyButton")
        self._button.setProperty("kind", "link")
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.way_on)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 48, 20, 20)
        layout.setSpacing(6)
        layout.addWidget(self._reason)
        layout.addWidget(self._advice)
        layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def say(self, reason: str, advice: str = "", way_on: str = "") -> None:
        """Show the sentences; the button only where there is a way on."""
        self.setAccessibleDescription(f"{reason}. {advice}".strip())
        self._reason.setText(reason)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._button.setText(way_on)
        self._button.setVisible(bool(way_on))


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
