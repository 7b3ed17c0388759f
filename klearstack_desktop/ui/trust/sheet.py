"""The trust sheet: is this certificate the one that your administrator knows?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.theme import FONT_PIXELS
from klearstack_desktop.ui.trust.description import (
    FINGERPRINT,
    LINES,
    described,
    fingerprint,
    server,
)
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from klearstack_desktop.review.obstacles import TrustQuestion

_WIDTH: Final = 520
_HEIGHT: Final = 34
"""Height of a button in logical pixels."""


class TrustSheet(QDialog):
    """Shows a certificate that is not trusted, beside the one that was if there is one.

    Show it with ``open()``; ``accepted`` says that the reviewer compared and trusts it.
    """

    def __init__(self, question: TrustQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question = question
        self._is_change = question.pin is not None
        title = "The certificate has changed" if self._is_change else "Is this your server?"
        self.setObjectName("trustSheet")
        self.setWindowTitle(title)
        self.setModal(True)
        shown = "shown now" if self._is_change else "above"
        self._compared = QCheckBox(f"The pairs {shown} are those that the administrator gave me")
        self._compared.setObjectName("trustCompared")
        self._trust = QPushButton("Trust this certificate")
        self._trust.setObjectName("trustButton")
        self._trust.setEnabled(False)
        self._trust.setAutoDefault(False)
        self._refuse = QPushButton("Do not trust")
        self._refuse.setObjectName("doNotTrustButton")
        self._refuse.setProperty("kind", "primary")
        self._refuse.setDefault(True)
        self._copy = QPushButton("Copy fingerprint")
        self._copy.setObjectName("copyFingerprintButton")
        self._copy.setIcon(icon("copy"))
        self._copy.setAutoDefault(False)
        self._compared.toggled.connect(self._trust.setEnabled)
        self._trust.clicked.connect(self.accept)
        self._refuse.clicked.connect(self.reject)
        self._copy.clicked.connect(self._copy_fingerprint)
        self._lay_out(title)
        self._refuse.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, title: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(0)
        layout.addWidget(plain_label(title, "title"))
        layout.addSpacing(8)
        reason = plain_label(self._question.reason)
        reason.setObjectName("trustReason")
        layout.addWidget(reason)
        layout.addSpacing(16)
        layout.addLayout(self._table())
        layout.addSpacing(16)
        layout.addWidget(plain_label(self._advice(), "muted"))
        layout.addSpacing(12)
        layout.addWidget(self._compared)
        layout.addSpacing(16)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._copy, None, self._trust, self._refuse):
            if button is None:
                buttons.addStretch(1)
                continue
            button.setMinimumHeight(_HEIGHT)
            buttons.addWidget(button)
        layout.addLayout(buttons)
        layout.activate()
        width = max(_WIDTH, layout.totalMinimumSize().width())
        self.setFixedSize(width, layout.totalHeightForWidth(width))

    def _table(self) -> QGridLayout:
        question = self._question
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        now = described(question.met)
        before = described(question.accepted)
        if self._is_change:
            grid.addWidget(plain_label("Accepted before", "heading", wraps=False), 0, 1)
            grid.addWidget(plain_label("Shown now", "heading", wraps=False), 0, 2)
        column = 2 if self._is_change else 1
        grid.setColumnStretch(column, 1)
        _add_row(grid, 1, "Server", {column: _value(server(question.met))})
        for row, (name, old, new) in enumerate(zip(LINES, before, now, strict=True), start=2):
            is_new = question.accepted is not None and new != old
            values = {column: _value(new, is_new=is_new)}
            if self._is_change:
                values[1] = _value(old)
            _add_row(grid, row, name, values)
        marks = {column: _fingerprint("trustFingerprint", fingerprint(question.met))}
        if self._is_change:
            marks[1] = _fingerprint(
                "acceptedFingerprint", fingerprint(question.accepted, question.pin)
            )
        _add_row(grid, len(LINES) + 2, FINGERPRINT, marks)
        return grid

    def _advice(self) -> str:
        met = self._question.met
        ask = (
            f"Ask the administrator of {server(met)} for the SHA-256 fingerprint of its"
            " certificate, by phone and not by mail, and compare. Exactly this certificate will be"
            " trusted for this server, and nothing else."
        )
        if met.proxy:
            ask += (
                f" It came through the proxy {met.proxy}: a proxy that reads along shows a"
                " certificate of its own."
            )
        return ask

    def _copy_fingerprint(self) -> None:
        QApplication.clipboard().setText(fingerprint(self._question.met).replace("\n", ":"))


def _add_row(grid: QGridLayout, row: int, name: str, values: dict[int, QLabel]) -> None:
    grid.addWidget(plain_label(name, "small", wraps=False), row, 0, Qt.AlignmentFlag.AlignTop)
    for column, value in values.items():
        value.setAccessibleName(f"{name}: {value.text()}")
        grid.addWidget(value, row, column, Qt.AlignmentFlag.AlignTop)


def _value(text: str, *, is_new: bool = False) -> QLabel:
    label = plain_label(text, "strong" if is_new else "")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _fingerprint(name: str, text: str) -> QLabel:
    label = _value(text)
    label.setObjectName(name)
    label.setWordWrap(False)
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(FONT_PIXELS)
    label.setFont(font)
    return label
