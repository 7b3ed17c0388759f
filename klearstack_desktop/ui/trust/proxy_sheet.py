"""The sheet that asks who signs in to a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from klearstack_desktop.review.obstacles import ProxyQuestion

_WIDTH: Final = 400
_FIELD_HEIGHT: Final = 30
_BUTTON_HEIGHT: Final = 34


class ProxySheet(QDialog):
    """Asks for user and password of a proxy; show it with ``open()``."""

    def __init__(self, question: ProxyQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("proxySheet")
        self.setWindowTitle("Proxy")
        self.setModal(True)
        self._user = _edit("proxyUserEdit", "User of the proxy")
        self._password = _edit("proxyPasswordEdit", "Password of the proxy")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._remember = QCheckBox("Remember in keychain")
        self._remember.setObjectName("proxyRememberBox")
        self._remember.setEnabled(question.can_remember)
        self._problem = plain_label("", "problem")
        self._problem.setObjectName("proxyProblem")
        self._connect = QPushButton("Connect")
        self._connect.setObjectName("proxyConnectButton")
        self._connect.setProperty("kind", "primary")
        self._connect.setDefault(True)
        self._cancel = QPushButton("Cancel")
        self._cancel.setObjectName("proxyCancelButton")
        self._connect.clicked.connect(self._submit)
        self._cancel.clicked.connect(self.reject)
        self._lay_out(question)

    def _lay_out(self, question: ProxyQuestion) -> None:
        reason = plain_label(question.reason)
        reason.setObjectName("proxyReason")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(4)
        layout.addWidget(reason)
        layout.addSpacing(8)
        for edit in (self._user, self._password):
            label = plain_label(edit.accessibleName(), "small")
            label.setBuddy(edit)
            layout.addWidget(label)
            layout.addWidget(edit)
        layout.addWidget(self._remember)
        layout.addWidget(self._problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self._cancel, self._connect):
            button.setMinimumHeight(_BUTTON_HEIGHT)
            buttons.addWidget(button)
        layout.addLayout(buttons)
        self.setMinimumWidth(_WIDTH)

    @property
    def user(self) -> str:
        """The user name, as typed."""
        return self._user.text().strip()

    @property
    def password(self) -> str:
        """The password, as typed."""
        return self._password.text()

    @property
    def remember(self) -> bool:
        """Whether the keychain is to keep both."""
        return self._remember.isChecked()

    def _submit(self) -> None:
        if not self.user:
            self._problem.setText("Please type the user name.")
            self._user.setFocus(Qt.FocusReason.OtherFocusReason)
        elif ":" in self.user:
            self._problem.setText("A user name for a proxy cannot hold a colon.")
            self._user.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.accept()


def _edit(name: str, label: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setAccessibleName(label)
    edit.setMinimumHeight(_FIELD_HEIGHT)
    return edit
