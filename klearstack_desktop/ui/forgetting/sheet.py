"""Asked before everything that this workstation remembers of an account is removed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.trust.labels import plain_label

_WIDTH: Final = 560
_HEIGHT: Final = 34
_GONE: Final = (
    "drafts: every correction that was not saved on the server",
    "the journal: who changed and decided what on this workstation, and when",
    "the queue and the values as they were last read, and all pages kept on the disk",
    "the keys and the password in the keychain, and who signed in here",
)
_STAYS: Final = "The documents on the server stay as they are. This cannot be undone."
_JOURNAL: Final = (
    "The journal is the only record of what was done here. Save it before it goes: the file is"
    " sealed, so that changes to it are found."
)


class ForgetSheet(QDialog):
    """Offers to save the journal, says what will be gone, and wants the user's name typed.

    Signals:
        export_requested: the journal shall be saved first.
        forget_requested: everything shall be removed now.
        leave_requested: all is over, the program should close.
    """

    export_requested = Signal()
    forget_requested = Signal()
    leave_requested = Signal()

    def __init__(
        self, user: str, company: str, *, unsent: int = 0, parent: QWidget | None = None
    ) -> None:
        """Build the sheet.

        Args:
            user: whose memory goes; what has to be typed.
            company: the tenant.
            unsent: how many saves and decisions are not with the service yet.
            parent: the window.
        """
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("forgetSheet")
        self.setWindowTitle("Forget this workstation")
        self.setModal(True)
        self._user = user
        self._is_busy = False
        self._is_over = False
        self._title = plain_label("Forget this workstation", "title")
        self._about = plain_label(
            f"This removes from this computer what it remembers of {user} at {company}:"
        )
        self._stays = plain_label(_STAYS)
        self._unsent = plain_label(_unsent_sentence(unsent), "problem")
        self._unsent.setObjectName("forgetUnsentLabel")
        self._unsent.setVisible(unsent > 0)
        self._export = _button("Save the journal…", "saveJournalButton")
        self._export.clicked.connect(self.export_requested)
        self._exported = plain_label("", "good")
        self._exported.setObjectName("journalSavedLabel")
        self._name = QLineEdit()
        self._name.setObjectName("forgetUserEdit")
        self._name.setAccessibleName("User name")
        self._name.setMinimumHeight(_HEIGHT)
        self._name.textChanged.connect(self._on_typed)
        self._name_label = plain_label(f"Type {user} to show that you mean it:")
        self._name_label.setBuddy(self._name)
        self._problem = plain_label("", "problem")
        self._problem.setObjectName("forgetProblem")
        self._busy = QProgressBar()
        self._busy.setAccessibleName("Removing")
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.hide()
        self._keep = _button("Keep everything", "keepEverythingButton")
        self._keep.clicked.connect(self.reject)
        self._forget = _button("Forget everything", "forgetEverythingButton")
        self._forget.setProperty("kind", "reject")
        self._forget.clicked.connect(self.forget_requested)
        self._problem.hide()
        self._lay_out()
        self._on_typed()
        self._fit()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(self._about)
        layout.addWidget(self._what())
        layout.addWidget(self._unsent)
        layout.addWidget(self._stays)
        layout.addSpacing(4)
        layout.addWidget(self._journal_card())
        layout.addSpacing(4)
        layout.addWidget(self._name_label)
        layout.addWidget(self._name)
        layout.addWidget(self._problem)
        layout.addWidget(self._busy)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._keep)
        buttons.addWidget(self._forget)
        layout.addLayout(buttons)

    def _what(self) -> QWidget:
        self._gone = QWidget()
        grid = QGridLayout(self._gone)
        grid.setContentsMargins(8, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, text in enumerate(_GONE):
            grid.addWidget(plain_label("•", wraps=False), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(text), row, 1)
        return self._gone

    def _journal_card(self) -> QFrame:
        self._card = QFrame()
        self._card.setProperty("card", True)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addWidget(plain_label(_JOURNAL))
        row = QHBoxLayout()
        row.addWidget(self._export)
        row.addWidget(self._exported, 1)
        column.addLayout(row)
        return self._card

    # What the program tells

    def show_exported(self, file_name: str) -> None:
        """Say that the journal is safe."""
        self._exported.setText(f"Saved as {file_name}.")
        self.show_problem("")
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong; an empty sentence takes it back."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._problem.setAccessibleName(sentence)
        self._fit()

    def set_busy(self) -> None:
        """Show that it is being done; from here there is no way back."""
        self._is_busy = True
        self._busy.show()
        self._fit()
        for widget in (self._export, self._name, self._keep, self._forget):
            widget.setEnabled(False)

    def show_over(self, sentence: str) -> None:
        """Say what is gone, and offer nothing but to leave."""
        self._is_busy, self._is_over = False, True
        for widget in (
            *(self._busy, self._card, self._unsent, self._name, self._name_label, self._problem),
            *(self._forget, self._gone, self._stays),
        ):
            widget.hide()
        self._about.setText(sentence)
        self._keep.setText("Close the program")
        self._keep.setEnabled(True)
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    # What the reviewer does

    def reject(self) -> None:
        """Esc keeps everything; while it is being removed there is nothing to take back."""
        if self._is_busy:
            return
        super().reject()
        if self._is_over:
            self.leave_requested.emit()

    def _on_typed(self) -> None:
        self._forget.setEnabled(self._name.text().strip() == self._user)

    def _fit(self) -> None:
        """Make the sheet as large as its words are; a size constraint forgets wrapped lines."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedSize(_WIDTH, layout.totalHeightForWidth(_WIDTH))


def _unsent_sentence(count: int) -> str:
    things = "1 decision or save is" if count == 1 else f"{count} decisions and saves are"
    return f"{things} not sent yet, and will never be sent."


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    # Enter in the field must not press anything here.
    button.setAutoDefault(False)
    button.setMinimumHeight(_HEIGHT)
    return button
