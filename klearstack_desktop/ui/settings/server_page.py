"""The settings of a server that are single values: where it is, whom to trust, how it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from klearstack_desktop.model.profile import MEGABYTE, is_pin
from klearstack_desktop.model.role import Role
from klearstack_desktop.ui.file_dialog import ask_for_file
from klearstack_desktop.ui.settings.parts import FIELD_HEIGHT, edit, label, mark

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from klearstack_desktop.model.profile import Profile

_ROLES = {
    Role.UNKNOWN: "Not known",
    Role.CREATOR: "Creator",
    Role.APPROVER: "Approver",
    Role.ADMIN: "Admin",
}
_ABOUT_ROLES = "If nobody knows, it shows when the service refuses a decision."
_SYSTEM, _FILE, _PIN = range(3)
_TRUSTS = ("The system's certificates", "A file with CA certificates", "Exactly one certificate")
_SYSTEM_PROXY, _NO_PROXY, _THIS_PROXY = range(3)
_PROXIES = ("The system's setting", "None", "This one")
_CERTIFICATE_FILES = "Certificates (*.pem *.crt *.cer);;All files (*)"


class ServerPage(QWidget):
    """Single values of a profile.

    Signals:
        edited: something was changed by hand.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = edit("profileNameEdit", "Name of the profile")
        self._server = edit("settingsServerEdit", "Server", "https://tenant.example")
        self._company = edit("settingsCompanyEdit", "Company")
        self._user = edit("settingsUserEdit", "User")
        self._role = _choice("roleBox", "Role of the user", tuple(_ROLES.values()))
        self._trust_kind = _choice("trustKindBox", "Trusted", _TRUSTS)
        self._trust = edit("settingsTrustEdit", "Trusted certificate")
        self._choose = QPushButton("Choose…")
        self._choose.setObjectName("chooseCertificatesButton")
        self._choose.setAutoDefault(False)
        self._choose.clicked.connect(self._choose_file)
        self._proxy_kind = _choice("proxyKindBox", "Proxy", _PROXIES)
        self._proxy = edit("settingsProxyEdit", "Address of the proxy", "http://proxy.example:3128")
        self._collection = edit("collectionEdit", "Collection")
        self._document_type = edit("documentTypeEdit", "Document type")
        self._dpi = _number("boxDpiBox", "Resolution of PDF pages", 36, 1200, " dpi")
        self._limit = _number("uploadLimitBox", "Largest upload", 1, 4096, " MB")
        self._lay_out()
        for field in self.findChildren(QLineEdit):
            field.textEdited.connect(self.edited)
        for box in (self._trust_kind, self._proxy_kind):
            box.activated.connect(self._on_kind_chosen)
        self._role.activated.connect(self.edited)
        for number in (self._dpi, self._limit):
            number.valueChanged.connect(self.edited)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        fields: tuple[tuple[str, QWidget, str, QWidget], ...] = (
            ("Name", self._name, "Server", self._server),
            ("Company", self._company, "User", self._user),
            ("Role of the user", self._role, "", label(_ABOUT_ROLES, "small")),
            ("Trusted", self._trust_kind, "Certificate", _row(self._trust, self._choose)),
            ("Proxy", self._proxy_kind, "Address of the proxy", self._proxy),
            ("Collection", self._collection, "Document type of uploads", self._document_type),
            ("PDF pages are drawn at", self._dpi, "Largest upload", self._limit),
        )
        for number, (left, first, right, second) in enumerate(fields):
            row = 3 * number
            for column, (text, widget) in enumerate(((left, first), (right, second))):
                caption = label(text, "small")
                if text:
                    caption.setBuddy(widget)
                grid.addWidget(caption, row, column)
                grid.addWidget(widget, row + 1, column)
            grid.setRowMinimumHeight(row + 2, 8)
        grid.addWidget(
            label(
                "Passwords never stand in a profile. The resolution is the one that positions on"
                " PDF pages refer to.",
                "small",
            ),
            3 * len(fields),
            0,
            1,
            2,
        )
        grid.setRowStretch(3 * len(fields) + 1, 1)

    def show_profile(self, profile: Profile) -> None:
        """Show the single values of a profile."""
        for field, text in (
            (self._name, profile.name),
            (self._server, profile.server),
            (self._company, profile.company),
            (self._user, profile.user),
            (self._trust, profile.trust or ""),
            (self._proxy, profile.proxy or ""),
            (self._collection, profile.collection_name),
            (self._document_type, profile.document_type),
        ):
            field.setText(text)
            field.setCursorPosition(0)
        self._role.setCurrentIndex(list(_ROLES).index(profile.role))
        if profile.trust is None:
            self._trust_kind.setCurrentIndex(_SYSTEM)
        else:
            self._trust_kind.setCurrentIndex(_PIN if is_pin(profile.trust) else _FILE)
        if profile.proxy is None:
            self._proxy_kind.setCurrentIndex(_SYSTEM_PROXY)
        else:
            self._proxy_kind.setCurrentIndex(_THIS_PROXY if profile.proxy else _NO_PROXY)
        for number, value in (
            (self._dpi, profile.box_dpi),
            (self._limit, max(profile.upload_limit // MEGABYTE, 1)),
        ):
            number.blockSignals(True)
            number.setValue(value)
            number.blockSignals(False)
        self._fit_kinds()

    def written_to(self, profile: Profile) -> Profile:
        """Return a profile with the values that are shown here."""
        limit = self._limit.value() * MEGABYTE
        is_same_limit = self._limit.value() == max(profile.upload_limit // MEGABYTE, 1)
        return replace(
            profile,
            name=self._name.text().strip(),
            server=self._server.text().strip(),
            company=self._company.text().strip(),
            user=self._user.text().strip(),
            role=list(_ROLES)[self._role.currentIndex()],
            trust=self._shown_trust(),
            proxy=self._shown_proxy(),
            collection_name=self._collection.text().strip(),
            document_type=self._document_type.text().strip(),
            box_dpi=self._dpi.value(),
            upload_limit=profile.upload_limit if is_same_limit else limit,
        )

    def mark(self, settings: Collection[str]) -> None:
        """Mark the fields that hold something wrong."""
        for name, widget in (
            ("name", self._name),
            ("server", self._server),
            ("trust", self._trust),
            ("proxy", self._proxy),
        ):
            mark(widget, is_bad=name in settings)

    def _shown_trust(self) -> str | None:
        text = self._trust.text().strip()
        if self._trust_kind.currentIndex() == _SYSTEM:
            return None
        if self._trust_kind.currentIndex() == _PIN and not is_pin(text):
            return f"sha256:{text}"
        return text

    def _shown_proxy(self) -> str | None:
        if self._proxy_kind.currentIndex() == _SYSTEM_PROXY:
            return None
        return self._proxy.text().strip() if self._proxy_kind.currentIndex() == _THIS_PROXY else ""

    def _on_kind_chosen(self) -> None:
        self._fit_kinds()
        self.edited.emit()

    def _fit_kinds(self) -> None:
        kind = self._trust_kind.currentIndex()
        self._trust.setEnabled(kind != _SYSTEM)
        self._trust.setPlaceholderText(
            {_FILE: "path of a PEM file", _PIN: "SHA-256 fingerprint: 64 hex digits"}.get(kind, "")
        )
        self._choose.setEnabled(kind == _FILE)
        self._proxy.setEnabled(self._proxy_kind.currentIndex() == _THIS_PROXY)

    def _choose_file(self) -> None:
        ask_for_file(
            self,
            "certificatesDialog",
            "Trusted certificates",
            _CERTIFICATE_FILES,
            self._on_file_chosen,
        )

    def _on_file_chosen(self, path: Path) -> None:
        self._trust.setText(str(path))
        self.edited.emit()


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for place, widget in enumerate(widgets):
        row.addWidget(widget, 0 if place else 1)
    made.setFocusProxy(widgets[0])
    return made


def _choice(name: str, accessible: str, choices: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(accessible)
    box.addItems(choices)
    box.setMinimumHeight(FIELD_HEIGHT)
    return box


def _number(name: str, accessible: str, least: int, most: int, unit: str) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setAccessibleName(accessible)
    box.setRange(least, most)
    box.setSuffix(unit)
    box.lineEdit().setTextMargins(6, 0, 0, 0)  # the style sheet's padding does not reach it
    box.setMinimumHeight(FIELD_HEIGHT)
    return box
