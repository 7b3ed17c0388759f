"""The fields of the sign-in sheet and what may stand in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from klearstack_desktop.model.profile import is_pin
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.signin.address import AddressRefused, server_address
from klearstack_desktop.ui.signin.request import SignInRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.profile import Profile

ANOTHER_SERVER: Final = "Another server"
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
        settings_requested: the reviewer wants to look at the server's settings.
    """

    edited = Signal()
    resized = Signal()
    settings_requested = Signal()

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
        self._settings = QToolButton()
        self._settings.setObjectName("signInSettingsButton")
        self._settings.setText("Settings…")
        self._settings.setProperty("kind", "flat")
        self._settings.clicked.connect(self.settings_requested)
        self._profiles: tuple[Profile, ...] = ()
        self._chooser = QComboBox()
        self._chooser.setObjectName("profileBox")
        self._chooser.setAccessibleName("Profile")
        self._chooser.setMinimumHeight(_HEIGHT)
        self._chooser.activated.connect(self._on_chosen)
        self._shown: Profile | None = None
        self._labels: dict[QWidget, QLabel] = {}
        self._lay_out()
        self.set_profiles(())
        self._can_remember = True
        if not can_remember:
            self.set_no_keychain()
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
        self._add(grid, self._chooser, 0, 0, 2)
        self._add(grid, self.server, 3, 0, 2)
        self._add(grid, self.company, 6, 0, 1)
        self._add(grid, self.user, 6, 1, 1)
        self._add(grid, self.password, 9, 0, 2)
        grid.addWidget(self._remember, 12, 0, 1, 2)
        grid.addWidget(self._advanced, 13, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._settings, 13, 1, Qt.AlignmentFlag.AlignRight)
        self._add(grid, self.trust, 14, 0, 2)
        for row in (5, 8, 11):
            grid.setRowMinimumHeight(row, 6)
        self._grid = grid

    def _add(self, grid: QGridLayout, widget: QWidget, row: int, column: int, span: int) -> None:
        label = QLabel(widget.accessibleName())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "small")
        label.setBuddy(widget)
        self._labels[widget] = label
        grid.addWidget(label, row, column, 1, span)
        grid.addWidget(widget, row + 1, column, 1, span)

    def set_profiles(self, profiles: Sequence[Profile]) -> None:
        """Offer known servers; one alone is not worth a choice."""
        self._profiles = tuple(profiles)
        self._chooser.clear()
        self._chooser.addItems([*(profile.name for profile in self._profiles), ANOTHER_SERVER])
        is_choice = len(self._profiles) > 1
        self._chooser.setVisible(is_choice)
        self._labels[self._chooser].setVisible(is_choice)
        self._grid.setRowMinimumHeight(2, 6 if is_choice else 0)
        self._fit_chooser()
        self.resized.emit()

    def show_profile(self, profile: Profile) -> None:
        """Put in what a profile says."""
        self.prefill(profile.server, profile.company, profile.user)
        self.trust.setText(profile.trust or "")
        self._shown = profile
        self._fit_chooser(profile)

    @property
    def profile(self) -> Profile | None:
        """The known profile that the typed server and company belong to, or None."""
        chosen = self._chooser.currentIndex()
        if 0 <= chosen < len(self._profiles) and self._is_typed(self._profiles[chosen]):
            return self._profiles[chosen]
        return next(filter(self._is_typed, self._profiles), None)

    def _is_typed(self, profile: Profile) -> bool:
        try:
            server = server_address(self.server.text())
        except AddressRefused:
            return False
        return profile.is_for(server, self.company.text())

    def _fit_chooser(self, profile: Profile | None = None) -> None:
        """Let the choice say which profile the typed server and company belong to."""
        found = profile if profile in self._profiles else self.profile
        place = self._profiles.index(found) if found else len(self._profiles)
        self._chooser.setCurrentIndex(place)

    def _on_chosen(self, place: int) -> None:
        if place < len(self._profiles):
            self.show_profile(self._profiles[place])
        else:
            self.prefill("", "", "")
            self.trust.clear()
        self.password.clear()
        self._on_edited()
        self.focus_first_empty()

    def prefill(self, server: str, company: str, user: str) -> None:
        """Put in what is known."""
        self._shown = None
        self.server.setText(server)
        self.company.setText(company)
        self.user.setText(user)
        for edit in (self.server, self.company, self.user):
            edit.setCursorPosition(0)

    @property
    def account(self) -> tuple[str, ...]:
        """Server, company and user as typed."""
        return tuple(edit.text().strip() for edit in (self.server, self.company, self.user))

    def set_identity_fixed(self) -> None:
        """Leave only the password to be typed: work of this very account is open."""
        for edit in (self.server, self.company, self.user):
            edit.setReadOnly(True)
            edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in (self._advanced, self._settings, self._chooser, self._labels[self._chooser]):
            widget.hide()
        self._show_advanced(False)

    def set_no_keychain(self) -> None:
        """Say that nothing can be remembered, because this computer offers no keychain."""
        self._can_remember = False
        self._remember.setChecked(False)
        self._remember.setEnabled(False)
        self._remember.setText("Remember: this computer offers no keychain")

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
            trust=self._trust_for(server),
            profile=self.profile,
        )

    def _trust_for(self, server: str) -> str | None:
        """Return what was typed or, where nobody touched it, what is known of that very server.

        A pin holds for one host and port: it neither moves to another server when the address is
        typed over, nor is it lost when the address of a known server is typed instead of chosen.
        """
        typed = self.trust.text().strip() or None
        shown = self._shown
        is_touched = typed != (shown.trust if shown is not None else None)
        if is_touched or (shown is not None and shown.is_for(server, shown.company)):
            return typed
        same_server = (known for known in self._profiles if known.is_for(server, known.company))
        found = self.profile or next(same_server, None)
        if found is not None:
            return found.trust
        return None if typed is not None and is_pin(typed) else typed

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
        self._fit_chooser()
        self.mark(None)
        self.edited.emit()


def _edit(name: str, label: str, example: str = "") -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(label)
    edit.setPlaceholderText(example)
    edit.setMinimumHeight(_HEIGHT)
    return edit
