"""The sign-in sheet: the first thing a reviewer sees, and what comes back when a login expired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.signin.cancel_button import CancelButton
from klearstack_desktop.ui.signin.form import IncompleteForm, SignInForm
from klearstack_desktop.ui.signin.request import SignInRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

EXPIRED: Final = "Your login has expired."
_WIDTH: Final = 420
_LOGO_PIXELS: Final = 40


class SignInSheet(QDialog):
    """Asks where to sign in and as whom; show it with ``open()``.

    Signals:
        sign_in_requested: the sheet is filled (a SignInRequest).
        offline_requested: the reviewer wants to go on with what is on this workstation; carries the
            password as typed, which may be empty.
        demo_requested: the reviewer wants to try the program with sample invoices.
        cancel_requested: the reviewer no longer wants to wait for the sign-in under way.
        settings_requested: the reviewer wants to look at the server's settings.

    ``rejected`` says that the reviewer closed the sheet.
    """

    sign_in_requested = Signal(SignInRequest)
    offline_requested = Signal(str)
    demo_requested = Signal()
    cancel_requested = Signal()
    settings_requested = Signal()

    def __init__(self, *, can_remember: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signInSheet")
        self.setWindowTitle("Sign in")
        self.setModal(True)
        self._is_busy = False
        self._is_again = False
        self._form = SignInForm(can_remember=can_remember, parent=self)
        self._form.edited.connect(self._on_edited)
        self._form.settings_requested.connect(self.settings_requested)
        self._title = _words("title")
        self._title.setText("KlearStack Desktop")
        self._subtitle = _words("muted")
        self._subtitle.setText("Sign in to review documents.")
        self._problem = _words("problem")
        self._problem.setObjectName("signInProblem")
        # Two lines stay reserved, so that the buttons do not move when something is said.
        self._problem.setMinimumHeight(2 * self._problem.fontMetrics().height())
        self._problem.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._sign_in = QPushButton("Sign in")
        self._sign_in.setObjectName("signInButton")
        self._sign_in.setProperty("kind", "primary")
        self._sign_in.setMinimumHeight(34)
        self._sign_in.setDefault(True)
        self._sign_in.clicked.connect(self._submit)
        self._offline = QPushButton("Work offline")
        self._offline.setObjectName("offlineButton")
        self._offline.setMinimumHeight(34)
        self._offline.setToolTip("Go on with what is on this workstation until the server answers")
        self._offline.clicked.connect(self._go_offline)
        self._offline.hide()
        self._offline_for: tuple[str, ...] = ()
        self._demo = QPushButton("Try with sample invoices")
        self._demo.setObjectName("demoButton")
        self._demo.setMinimumHeight(34)
        self._demo.clicked.connect(self.demo_requested)
        self._cancel = CancelButton("Cancel")
        self._cancel.setObjectName("cancelSignInButton")
        self._cancel.setMinimumHeight(34)
        self._cancel.clicked.connect(self.cancel_requested)
        self._cancel.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        logo = QLabel()
        logo.setPixmap(
            icon("app").pixmap(QSize(_LOGO_PIXELS, _LOGO_PIXELS), self.devicePixelRatio())
        )
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(logo, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addSpacing(20)
        layout.addWidget(self._form)
        layout.addSpacing(8)
        layout.addStretch(1)
        layout.addWidget(self._problem)
        layout.addSpacing(8)
        ways = QVBoxLayout()
        ways.setSpacing(8)
        for button in (self._sign_in, self._offline, self._demo, self._cancel):
            ways.addWidget(button)
        layout.addLayout(ways)
        self._form.resized.connect(self._fit)
        self._fit()

    # What the program tells

    def prefill(self, server: str, company: str, user: str, *, remember: bool = False) -> None:
        """Put in what is known from the last time or from the command line."""
        self._form.prefill(server, company, user)
        self._form.set_remember(remember)
        self._form.focus_first_empty()

    def set_profiles(self, profiles: Sequence[Profile]) -> None:
        """Offer the servers that are known."""
        self._form.set_profiles(profiles)

    def set_no_keychain(self) -> None:
        """Say that nothing can be remembered, because this computer offers no keychain."""
        self._form.set_no_keychain()

    def show_profile(self, profile: Profile) -> None:
        """Put in what a profile says."""
        self._form.show_profile(profile)
        self._form.focus_first_empty()

    @property
    def shown_profile(self) -> Profile:
        """The known profile that is typed, else a new one with what is typed."""
        return self._form.profile or Profile(
            self._form.company.text().strip(),
            server=self._form.server.text().strip(),
            company=self._form.company.text().strip(),
            user=self._form.user.text().strip(),
            trust=self._form.trust.text().strip() or None,
        )

    def ask_again(self, server: str, company: str, user: str, why: str = EXPIRED) -> None:
        """Ask for the password only, and say why: work of this account is open."""
        self._is_again = True
        self._form.prefill(server, company, user)
        self._form.set_identity_fixed()
        self._form.password.clear()
        self._title.setText("Sign in again")
        self._subtitle.setText(f"{why} Everything you typed is kept.")
        self._demo.hide()
        self._fit()
        self._form.focus_first_empty()

    def set_busy(self, text: str | None) -> None:
        """Say what is being done, for example "Signing in…", and take no input; None ends it."""
        self._is_busy = text is not None
        self._form.setDisabled(self._is_busy)
        self._sign_in.setDisabled(self._is_busy)
        self._sign_in.setText(text or "Sign in")
        self._demo.setVisible(not self._is_busy and not self._is_again)
        self._offline.hide()
        self._cancel.setVisible(self._is_busy)
        if self._is_busy:
            self._clear_problem()
            self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._form.focus_first_empty()

    def show_problem(self, sentence: str) -> None:
        """Say in one sentence why signing in did not work; the password can be typed again."""
        self.set_busy(None)
        self._say(sentence)
        self._form.password.setFocus(Qt.FocusReason.OtherFocusReason)
        self._form.password.selectAll()

    def offer_offline(self) -> None:
        """Offer to go on without the server, as long as the account that is typed stays the same.

        Call it after `show_problem`: the next attempt withdraws the offer.
        """
        self._offline_for = self._form.account
        self._offline.show()
        self._fit()

    # What the reviewer does

    def _go_offline(self) -> None:
        self.offline_requested.emit(self._form.password.text())

    def _on_edited(self) -> None:
        if self._form.account != self._offline_for:
            self._offline.hide()
        self._clear_problem()

    def reject(self) -> None:
        """Esc stops waiting first and closes the sheet only when nothing is under way."""
        if self._is_busy:
            self.cancel_requested.emit()
        else:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Start where something is to be typed."""
        super().showEvent(event)
        self._form.focus_first_empty()

    def _submit(self) -> None:
        try:
            request = self._form.request()
        except IncompleteForm as incomplete:
            self._say(incomplete.sentence)
            self._form.mark(incomplete.edit)
            incomplete.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._clear_problem()
        self.sign_in_requested.emit(request)

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setAccessibleName(sentence)
        self._fit()

    def _clear_problem(self) -> None:
        self._say("")
        self._form.mark(None)

    def _fit(self) -> None:
        """Make the sheet as large as its words are; a size constraint forgets wrapped lines."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        width = max(_WIDTH, layout.totalMinimumSize().width())
        self.setFixedSize(width, layout.totalHeightForWidth(width))


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label
