"""What stands in the place of the desk while it is locked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_WIDTH: Final = 400
_LOGO_PIXELS: Final = 40
_HEIGHT: Final = 34
WRONG: Final = "That is not the password that signed in."
_KEPT: Final = (
    "The desk is hidden. What you typed is kept; decisions that can still be taken back wait for"
    " you."
)
_DEMO: Final = "These are the sample invoices: they need no password."
CAPS_LOCK: Final = "Caps Lock is on."


class LockSheet(QWidget):
    """Asks for the password of the account whose desk is hidden; it shows nothing of the desk.

    Signals:
        unlock_requested: carries what was typed.
        leave_requested: somebody else wants to sign in, so the program should close.
    """

    unlock_requested = Signal(str)
    leave_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lockSheet")
        self.setAccessibleName("The desk is locked")
        self._title = plain_label("", "title")
        self._title.setObjectName("lockTitle")
        self._account = plain_label("", "muted")
        self._account.setObjectName("lockAccount")
        self._about = plain_label(_KEPT)
        self._password = QLineEdit()
        self._password.setObjectName("lockPasswordEdit")
        self._password.setAccessibleName("Password")
        self._password.setPlaceholderText("Password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setMinimumHeight(_HEIGHT)
        # Its menu would be a window of its own, and those stay away while the desk is locked.
        self._password.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._password.installEventFilter(self)
        self._password.returnPressed.connect(self._submit)
        self._password.textEdited.connect(self._on_edited)
        self._problem = plain_label("", "problem")
        self._problem.setObjectName("lockProblem")
        self._caps = plain_label("", "check")
        self._caps.setObjectName("lockCapsHint")
        self._unlock = _button("Unlock", "unlockButton")
        self._unlock.setProperty("kind", "primary")
        self._unlock.clicked.connect(self._submit)
        self._leave = _button("Sign in as somebody else", "leaveLockedButton")
        self._leave.setToolTip("Closes the program; everything typed is kept for the next start.")
        self._leave.clicked.connect(self.leave_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        logo = QLabel()
        logo.setPixmap(
            icon("app").pixmap(QSize(_LOGO_PIXELS, _LOGO_PIXELS), self.devicePixelRatio())
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._account)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(logo, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        card = QFrame()
        card.setProperty("sheet", True)
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(8)
        column.addLayout(head)
        column.addSpacing(8)
        column.addWidget(self._about)
        column.addSpacing(4)
        column.addWidget(self._password)
        # One line stays reserved for each, so that the buttons stay where they are.
        for label in (self._caps, self._problem):
            label.setMinimumHeight(label.fontMetrics().height())
            column.addWidget(label)
        column.addWidget(self._unlock)
        column.addWidget(self._leave)
        middle = QGridLayout(self)
        middle.addWidget(card, 0, 0, Qt.AlignmentFlag.AlignCenter)

    # What the program tells

    def set_account(self, user: str, company: str) -> None:
        """Say whose desk it is."""
        self._title.setText(user)
        self._account.setText(company)

    def begin(self, *, needs_password: bool) -> None:
        """Start anew: nothing typed, nothing said."""
        self._password.clear()
        for widget in (self._password, self._caps, self._problem):
            widget.setVisible(needs_password)
        self._about.setText(_KEPT if needs_password else _DEMO)
        self._caps.setText("")
        self.set_pause(0.0)
        self._say("")

    def show_wrong(self, pause: float) -> None:
        """Say that the password was wrong, and how long to wait before the next one.

        Args:
            pause: seconds.
        """
        self._password.clear()
        self._say(WRONG)
        self.set_pause(pause)

    def set_pause(self, pause: float) -> None:
        """Say how long nothing is compared; 0 ends the wait."""
        seconds = math.ceil(pause)
        self._unlock.setEnabled(seconds == 0)
        self._unlock.setText(f"Unlock in {seconds} s" if seconds else "Unlock")

    def focus_password(self) -> None:
        """Let typing begin."""
        target = self._password if self._password.isVisibleTo(self) else self._unlock
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the reviewer does

    def showEvent(self, event: QShowEvent) -> None:
        """Start where something is to be typed."""
        super().showEvent(event)
        self.focus_password()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell Caps Lock by the letters it makes: no system says it in the same way."""
        if (
            watched is self._password
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
        ):
            self._look_at(event)
        return super().eventFilter(watched, event)

    def _look_at(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self._caps.setText("")
        elif len(letter) == 1 and letter.isalpha() and letter.upper() != letter.lower():
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setText(CAPS_LOCK if letter.isupper() != has_shift else "")

    def _submit(self) -> None:
        if self._unlock.isEnabled():
            self.unlock_requested.emit(self._password.text())

    def _on_edited(self) -> None:
        self._say("")

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setAccessibleName(sentence)


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setMinimumHeight(_HEIGHT)
    return button
