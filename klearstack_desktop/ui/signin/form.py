"""The fields of the sign-in sheet and what may stand in them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.signin.address import AddressRefused, server_address
from klearstack_desktop.ui.signin.request import SignInRequest

_HEIGHT: Final = 30
"""Height of a field in logical pixels."""


class IncompleteForm(Exception):
    """Something is missing or refused.

    Attributes:
        sentence: what, for the reviewer.
        edit: the field that it is about.
    """

    def __init__(self, sentence: str, edit: QLineEdit) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.edit = edit


class SignInForm(QWidget):
    """Server, company, user and password, whether to remember it, and whom to trust.

    Signals:
        edited: the reviewer changed a field.
        resized: more or fewer fields are shown.
    """

    edited = Signal()
    resized = Signal()

    def __init__(self, *, can_remember: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.server = _edit("serverEdit", "Server", "https://tenant.example")
        self.company = _edit("companyEdit", "Company")
        self.user = _edit("userEdit", "User")
        self.password = _edit("passwordEdit", "Password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.trust = _edit("trustEdit", "Trusted certificate", "sha256:… or path of a PEM file")
        self.trust.setToolTip(
            "For a server whose certificate this computer does not know: its SHA-256 fingerprint, "
            "or a file with the certificates of your company."
        )
        self._remember = QCheckBox("Remember in keychain")
        self._remember.setObjectName("rememberBox")
        self._advanced = QToolButton()
        self._advanced.setObjectName("advancedButton")
        self._advanced.setText("Advanced")
        self._advanced.setProperty("kind", "flat")
        self._advanced.setCheckable(True)
        self._advanced.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._labels: dict[QLineEdit, QLabel] = {}
        self._lay_out()
        self._can_remember = can_remember
        if not can_remember:
            self._remember.setEnabled(False)
            self._remember.setText("Remember: this computer offers no keychain")
        self._advanced.toggled.connect(self._show_advanced)
        self._show_advanced(False)
        for edit in self._edits():
            edit.textEdited.connect(self._on_edited)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._add(grid, self.server, 0, 0, 2)
        self._add(grid, self.company, 3, 0, 1)
        self._add(grid, self.user, 3, 1, 1)
        self._add(grid, self.password, 6, 0, 2)
        grid.addWidget(self._remember, 9, 0, 1, 2)
        grid.addWidget(self._advanced, 10, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self._add(grid, self.trust, 11, 0, 2)
        for row in (2, 5, 8):
            grid.setRowMinimumHeight(row, 6)

    def _add(self, grid: QGridLayout, edit: QLineEdit, row: int, column: int, span: int) -> None:
        label = QLabel(edit.accessibleName())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "small")
        label.setBuddy(edit)
        self._labels[edit] = label
        grid.addWidget(label, row, column, 1, span)
        grid.addWidget(edit, row + 1, column, 1, span)

    def prefill(self, server: str, company: str, user: str) -> None:
        """Put in what is known."""
        self.server.setText(server)
        self.company.setText(company)
        self.user.setText(user)
        for edit in (self.server, self.company, self.user):
            edit.setCursorPosition(0)

    def set_identity_fixed(self) -> None:
        """Leave only the password to be typed: work of this very account is open."""
        for edit in (self.server, self.company, self.user):
            edit.setReadOnly(True)
            edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._advanced.hide()
        self._show_advanced(False)

    def set_remember(self, is_remembered: bool) -> None:
        """Tick or clear the box, where there is a keychain."""
        self._remember.setChecked(is_remembered and self._can_remember)

    def request(self) -> SignInRequest:
        """Return what was typed.

        Raises:
            IncompleteForm: a field is empty, or the address is refused.
        """
        for edit, what in (
            (self.server, "the server's address"),
            (self.company, "your company's name"),
            (self.user, "your user name"),
            (self.password, "your password"),
        ):
            if not edit.text().strip():
                raise IncompleteForm(f"Please type {what}.", edit)
        try:
            server = server_address(self.server.text())
        except AddressRefused as refused:
            raise IncompleteForm(str(refused), self.server) from refused
        return SignInRequest(
            server=server,
            company=self.company.text().strip(),
            user=self.user.text().strip(),
            password=self.password.text(),
            remember=self._remember.isChecked(),
            trust=self.trust.text().strip() or None,
        )

    def mark(self, faulty: QLineEdit | None) -> None:
        """Show which field a problem is about, or that none is."""
        for edit in self._edits():
            edit.setProperty("problem", "bad" if edit is faulty else None)
            edit.style().unpolish(edit)
            edit.style().polish(edit)

    def focus_first_empty(self) -> None:
        """Put the cursor into the first field that waits for something, else on the password."""
        empty = (edit for edit in self._edits()[:4] if not edit.text() and not edit.isReadOnly())
        edit = next(empty, self.password)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()

    def _edits(self) -> tuple[QLineEdit, ...]:
        return (self.server, self.company, self.user, self.password, self.trust)

    def _show_advanced(self, is_open: bool) -> None:
        self._advanced.setIcon(icon("chevron-down" if is_open else "chevron-right"))
        self.trust.setVisible(is_open)
        self._labels[self.trust].setVisible(is_open)
        self.resized.emit()

    def _on_edited(self) -> None:
        self.mark(None)
        self.edited.emit()


def _edit(name: str, label: str, example: str = "") -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(label)
    edit.setPlaceholderText(example)
    edit.setMinimumHeight(_HEIGHT)
    return edit
