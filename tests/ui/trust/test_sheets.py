"""The trust sheet and the proxy sheet, answered with real keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QLineEdit, QPushButton

from klearstack_desktop.model.certificate import ServerCertificate, shown_fingerprint
from klearstack_desktop.review.obstacles import ProxyQuestion, TrustQuestion
from klearstack_desktop.ui.trust.proxy_sheet import ProxySheet
from klearstack_desktop.ui.trust.sheet import TrustSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

REASON = "The certificate of tenant.example is self-signed: nobody vouches for it."
MET = ServerCertificate(
    host="tenant.example",
    port=8443,
    der=b"new",
    subject="tenant.example, Acme <b>Retail</b>",
    issuer="Acme CA",
    valid_from=datetime(2026, 3, 1, tzinfo=UTC),
    valid_until=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    names=("tenant.example", "files.tenant.example"),
)
OLD = replace(MET, der=b"old", issuer="Old CA")
PROXY = ProxyQuestion("The proxy proxy.example:3128 asks.", "proxy.example:3128", can_remember=True)


def shown(qtbot: QtBot, sheet: QDialog) -> None:
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.open()
    sheet.activateWindow()


@pytest.fixture
def sheet(qtbot: QtBot) -> TrustSheet:
    sheet = TrustSheet(TrustQuestion(REASON, MET))
    shown(qtbot, sheet)
    return sheet


def texts(sheet: QDialog) -> list[str]:
    labels = [label for label in sheet.findChildren(QLabel) if label.isVisible()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    return [label.text() for label in labels]


def press(sheet: QDialog, *keys: Qt.Key) -> None:
    for key in keys:
        focused = sheet.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


class TestTrustSheet:
    def test_it_shows_what_is_to_be_compared(self, sheet: TrustSheet) -> None:
        seen = texts(sheet)
        assert REASON in seen
        assert "tenant.example:8443" in seen
        assert "tenant.example, Acme <b>Retail</b>\nfiles.tenant.example" in seen
        assert {"Acme CA", "1 March 2026", "31 December 9999"} <= set(seen)
        assert found(sheet, QLabel, "trustFingerprint").text() == shown_fingerprint(MET.sha256)

    def test_a_careless_enter_trusts_nobody(self, sheet: TrustSheet, qtbot: QtBot) -> None:
        with qtbot.waitSignal(sheet.rejected):
            press(sheet, Qt.Key.Key_Return)

    def test_esc_trusts_nobody(self, sheet: TrustSheet, qtbot: QtBot) -> None:
        with qtbot.waitSignal(sheet.rejected):
            press(sheet, Qt.Key.Key_Escape)

    def test_it_cannot_be_trusted_before_it_was_compared(self, sheet: TrustSheet) -> None:
        trust = found(sheet, QPushButton, "trustButton")
        compared = found(sheet, QCheckBox, "trustCompared")
        assert not trust.isEnabled()
        compared.click()
        assert trust.isEnabled()
        compared.click()
        assert not trust.isEnabled()

    def test_it_is_trusted_by_keys_alone(self, sheet: TrustSheet, qtbot: QtBot) -> None:
        found(sheet, QCheckBox, "trustCompared").setFocus()
        with qtbot.waitSignal(sheet.accepted):
            press(sheet, Qt.Key.Key_Space)
            found(sheet, QPushButton, "trustButton").setFocus()
            press(sheet, Qt.Key.Key_Space)

    def test_the_fingerprint_is_copied_in_one_line(self, sheet: TrustSheet) -> None:
        found(sheet, QPushButton, "copyFingerprintButton").click()
        pasted = QApplication.clipboard().text()
        assert pasted.replace(":", "").lower() == MET.sha256
        assert len(pasted) == 95

    def test_a_screen_reader_hears_names_with_values(self, sheet: TrustSheet) -> None:
        spoken = found(sheet, QLabel, "trustFingerprint").accessibleName()
        assert spoken.startswith("SHA-256 fingerprint: ")

    def test_a_change_is_shown_side_by_side(self, qtbot: QtBot) -> None:
        sheet = TrustSheet(TrustQuestion(REASON, MET, OLD.sha256, OLD))
        shown(qtbot, sheet)
        now = found(sheet, QLabel, "trustFingerprint")
        before = found(sheet, QLabel, "acceptedFingerprint")
        assert before.text() == shown_fingerprint(OLD.sha256)
        assert before.y() == now.y()
        assert before.x() < now.x()
        assert {"Old CA", "Acme CA", "Accepted before", "Shown now"} <= set(texts(sheet))
        strong = [x.text() for x in sheet.findChildren(QLabel) if x.property("role") == "strong"]
        assert strong == ["Acme CA"], "what differs stands out"

    def test_an_old_one_that_is_not_known_any_more_has_its_fingerprint(self, qtbot: QtBot) -> None:
        sheet = TrustSheet(TrustQuestion(REASON, MET, OLD.sha256))
        shown(qtbot, sheet)
        before = found(sheet, QLabel, "acceptedFingerprint")
        assert before.text() == shown_fingerprint(OLD.sha256)
        assert texts(sheet).count("—") == 4

    def test_a_proxy_on_the_way_is_named(self, qtbot: QtBot) -> None:
        sheet = TrustSheet(TrustQuestion(REASON, replace(MET, proxy="proxy.example:3128")))
        shown(qtbot, sheet)
        assert any("proxy.example:3128: a proxy that reads along" in text for text in texts(sheet))

    def test_long_names_are_shown_whole(self, qtbot: QtBot) -> None:
        long = replace(MET, subject="Acme Retail Private Limited " * 12, issuer="A" * 300)
        sheet = TrustSheet(TrustQuestion(REASON * 4, long, OLD.sha256, OLD))
        shown(qtbot, sheet)
        assert sheet.width() < 800
        for label in sheet.findChildren(QLabel):
            if label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.text()


class TestProxySheet:
    @pytest.fixture
    def sheet(self, qtbot: QtBot) -> ProxySheet:
        sheet = ProxySheet(PROXY)
        shown(qtbot, sheet)
        return sheet

    def test_it_is_filled_with_keys_alone(self, sheet: ProxySheet, qtbot: QtBot) -> None:
        QTest.keyClicks(sheet.focusWidget(), " eve ")
        press(sheet, Qt.Key.Key_Tab)
        QTest.keyClicks(sheet.focusWidget(), "p@ss:word ")
        with qtbot.waitSignal(sheet.accepted):
            press(sheet, Qt.Key.Key_Return)
        assert (sheet.user, sheet.password, sheet.remember) == ("eve", "p@ss:word ", False)

    def test_the_password_is_hidden(self, sheet: ProxySheet) -> None:
        edit = found(sheet, QLineEdit, "proxyPasswordEdit")
        assert edit.echoMode() is QLineEdit.EchoMode.Password

    @pytest.mark.parametrize(("user", "words"), [("", "type the user"), ("a:b", "colon")])
    def test_a_user_that_cannot_be_is_said(self, sheet: ProxySheet, user: str, words: str) -> None:
        QTest.keyClicks(sheet.focusWidget(), user)
        press(sheet, Qt.Key.Key_Return)
        assert sheet.isVisible()
        assert words in found(sheet, QLabel, "proxyProblem").text()

    def test_without_a_keychain_nothing_can_be_remembered(self, qtbot: QtBot) -> None:
        sheet = ProxySheet(replace(PROXY, can_remember=False))
        shown(qtbot, sheet)
        assert not found(sheet, QCheckBox, "proxyRememberBox").isEnabled()
