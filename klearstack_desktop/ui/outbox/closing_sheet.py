"""Asked at closing, and only then, where something has not been sent yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout

from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH: Final = 520
_BUTTON_HEIGHT: Final = 34
_ADVICE: Final = (
    "It is safe on this workstation. If you leave it for the next start, you see it then before"
    " it goes out."
)


class ClosingSheet(QDialog):
    """Asks whether to wait, to leave for the next start, or to stay; show it with ``open()``.

    Signals:
        wait_chosen: close as soon as everything is sent.
        leave_chosen: close now.
        stay_chosen: do not close.
    """

    wait_chosen = Signal()
    leave_chosen = Signal()
    stay_chosen = Signal()

    def __init__(self, unsent: int, why: str = "", parent: QWidget | None = None) -> None:
        """Build the sheet.

        Args:
            unsent: how many saves and decisions are not with the service yet.
            why: what holds them up, as a sentence; may be empty.
            parent: the window that is being closed.
        """
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("closingSheet")
        self.setWindowTitle("Not everything is sent yet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._title = plain_label("", "title")
        self._why = plain_label(why)
        self._why.setVisible(bool(why))
        self._busy = QProgressBar()
        self._busy.setAccessibleName("Sending")
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._stay = _button("Stay", "stayButton")
        self._leave = _button("Leave for the next start", "leaveUnsentButton")
        self._wait = _button("Wait until all is sent", "waitUnsentButton")
        self._wait.setProperty("kind", "primary")
        self._wait.setDefault(True)
        self._stay.clicked.connect(self.reject)
        self.rejected.connect(self.stay_chosen)
        self._leave.clicked.connect(self._on_leave)
        self._wait.clicked.connect(self._on_wait)
        self._lay_out()
        self.set_unsent(unsent)
        self._wait.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_unsent(self, count: int) -> None:
        """Say how many are left."""
        things = "1 decision or save is" if count == 1 else f"{count} decisions and saves are"
        self._title.setText(f"{things} not sent yet")

    def _on_wait(self) -> None:
        self._busy.show()
        self._wait.setEnabled(False)
        self._leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self.wait_chosen.emit()

    def _on_leave(self) -> None:
        self.accept()
        self.leave_chosen.emit()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._why)
        layout.addWidget(plain_label(_ADVICE, "muted"))
        layout.addWidget(self._busy)
        layout.addSpacing(4)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._stay)
        buttons.addStretch(1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._wait)
        layout.addLayout(buttons)
        self.setFixedWidth(_WIDTH)


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setMinimumHeight(_BUTTON_HEIGHT)
    return button
