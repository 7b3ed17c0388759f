"""Asked at closing, and only then, where the last edits cannot be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout

from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

_WIDTH: Final = 520
_BUTTON_HEIGHT: Final = 34


class UnwrittenSheet(QDialog):
    """Asks whether to try again, to close without the edits, or to stay; show it with ``open()``.

    Signals:
        retry_chosen: write once more, then close.
        lose_chosen: close without the edits.
        stay_chosen: do not close.
    """

    retry_chosen = Signal()
    lose_chosen = Signal()
    stay_chosen = Signal()

    def __init__(self, why: str, parent: QWidget | None = None) -> None:
        """Build the sheet.

        Args:
            why: what keeps the edits from being written, as a sentence.
            parent: the window that is being closed.
        """
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("unwrittenSheet")
        self.setWindowTitle("Your last edits are not saved")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        stay = _button("Stay", "stayButton")
        lose = _button("Close without them", "loseEditsButton")
        retry = _button("Try again", "retryWriteButton")
        retry.setProperty("kind", "primary")
        retry.setDefault(True)
        stay.clicked.connect(self.reject)
        self.rejected.connect(self.stay_chosen)
        lose.clicked.connect(lambda: self._end_with(self.lose_chosen))
        retry.clicked.connect(lambda: self._end_with(self.retry_chosen))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(12)
        layout.addWidget(plain_label("Your last edits are not saved", "title"))
        layout.addWidget(plain_label(why))
        layout.addSpacing(4)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(stay)
        buttons.addStretch(1)
        buttons.addWidget(lose)
        buttons.addWidget(retry)
        layout.addLayout(buttons)
        self.setFixedWidth(_WIDTH)
        retry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end_with(self, choice: SignalInstance) -> None:
        self.accept()
        choice.emit()


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setMinimumHeight(_BUTTON_HEIGHT)
    return button
