"""The sign-in sheet, filled with real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.ui.signin.request import SignInRequest
from klearstack_desktop.ui.signin.sheet import SignInSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Visitor:
    """A sheet on screen and what came of it."""

    def __init__(self, qtbot: QtBot, *, can_remember: bool = True) -> None:
        self.sheet = SignInSheet(can_remember=can_remember)
        qtbot.addWidget(self.sheet)
        self.requests: list[SignInRequest] = []
        self.sheet.sign_in_requested.connect(self.requests.append)

    def edit(self, name: str) -> QLineEdit:
        return found(self.sheet, QLineEdit, f"{name}Edit")

    def button(self, name: str) -> QPushButton:
        return found(self.sheet, QPushButton, f"{name}Button")

    @property
    def problem(self) -> str:
        return found(self.sheet, QLabel, "signInProblem").text()

    @property
    def focus(self) -> QWidget:
        focused = self.sheet.focusWidget()
        assert focused is not None
        return focused

    def type(self, text: str, key: Qt.Key = Qt.Key.Key_Tab) -> None:
        focused = self.focus
        QTest.keyClicks(focused, text)
        QTest.keyClick(focused, key)

    def fill(self, server: str = "https://tenant.example") -> None:
        for text in (server, "Acme Retail", "priya"):
            self.type(text)
        self.type("s3cret pass", Qt.Key.Key_Return)


@pytest.fixture
def visitor(qtbot: QtBot) -> Visitor:
    visitor = Visitor(qtbot)
    with qtbot.waitExposed(visitor.sheet):
        visitor.sheet.open()
    visitor.sheet.activateWindow()
    return visitor


def test_a_filled_sheet_is_sent_with_enter(visitor: Visitor) -> None:
    visitor.fill()
    assert visitor.requests == [
        SignInRequest("https://tenant.example", "Acme Retail", "priya", "s3cret pass")
    ]
    assert visitor.problem == ""
    assert visitor.sheet.isVisible()


def test_the_password_is_in_no_text_of_the_request(visitor: Visitor) -> None:
    visitor.fill()
    assert "s3cret" not in repr(visitor.requests[0])
    assert visitor.edit("password").echoMode() is QLineEdit.EchoMode.Password


def test_tab_visits_the_fields_in_reading_order(visitor: Visitor) -> None:
    visited = []
    for _ in range(5):
        focused = visitor.focus
        visited.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert visited == ["serverEdit", "companyEdit", "userEdit", "passwordEdit", "rememberBox"]


@pytest.mark.parametrize("missing", ["server", "company", "user", "password"])
def test_what_is_missing_is_named_and_gets_the_focus(visitor: Visitor, missing: str) -> None:
    for name in ("server", "company", "user", "password"):
        if name != missing:
            visitor.edit(name).setText("tenant.example")
    QTest.mouseClick(visitor.button("signIn"), Qt.MouseButton.LeftButton)
    assert visitor.requests == []
    assert missing in visitor.problem
    assert visitor.edit(missing).hasFocus()
    assert visitor.edit(missing).property("problem") == "bad"
    QTest.keyClicks(visitor.edit(missing), "a")
    assert visitor.problem == ""
    assert not visitor.edit(missing).property("problem")


def test_plain_http_to_another_computer_is_refused_inline(visitor: Visitor) -> None:
    visitor.fill("http://tenant.example")
    assert visitor.requests == []
    assert "read your password" in visitor.problem
    assert visitor.edit("server").hasFocus()


def test_remembering_and_trust_travel_with_the_request(visitor: Visitor) -> None:
    found(visitor.sheet, QCheckBox, "rememberBox").click()
    trust = visitor.edit("trust")
    assert not trust.isVisible()
    height = visitor.sheet.height()
    found(visitor.sheet, QToolButton, "advancedButton").click()
    assert trust.isVisible()
    assert visitor.sheet.height() > height
    QTest.keyClicks(trust, " sha256:ab ")
    visitor.edit("server").setFocus()
    visitor.fill()
    assert visitor.requests[0].remember
    assert visitor.requests[0].trust == "sha256:ab"


def test_without_a_keychain_the_box_says_so(qtbot: QtBot) -> None:
    visitor = Visitor(qtbot, can_remember=False)
    visitor.sheet.prefill("https://tenant.example", "Acme", "priya", remember=True)
    box = found(visitor.sheet, QCheckBox, "rememberBox")
    assert not box.isEnabled()
    assert not box.isChecked()
    assert "no keychain" in box.text()


def test_a_prefilled_sheet_waits_for_the_password(visitor: Visitor) -> None:
    visitor.sheet.prefill("https://tenant.example", "Acme", "priya")
    assert visitor.edit("password").hasFocus()
    visitor.type("pw", Qt.Key.Key_Enter)
    assert visitor.requests == [SignInRequest("https://tenant.example", "Acme", "priya", "pw")]


def test_while_busy_nothing_is_sent_twice_and_esc_cancels(visitor: Visitor, qtbot: QtBot) -> None:
    visitor.fill()
    visitor.sheet.set_busy("Signing in…")
    assert visitor.button("signIn").text() == "Signing in…"
    QTest.keyClick(visitor.sheet, Qt.Key.Key_Return)
    QTest.mouseClick(visitor.button("signIn"), Qt.MouseButton.LeftButton)
    assert len(visitor.requests) == 1
    with qtbot.waitSignal(visitor.sheet.cancel_requested):
        QTest.keyClick(visitor.sheet, Qt.Key.Key_Escape)
    assert visitor.sheet.isVisible()
    visitor.sheet.set_busy(None)
    assert visitor.button("signIn").isEnabled()
    with qtbot.waitSignal(visitor.sheet.rejected):
        QTest.keyClick(visitor.sheet, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    "modifiers", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier]
)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_pressed_again_does_not_stop_what_it_began(
    visitor: Visitor, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    stopped: list[bool] = []
    visitor.sheet.cancel_requested.connect(lambda: stopped.append(True))
    visitor.fill()
    visitor.sheet.set_busy("Signing in…")
    QTest.keyClick(visitor.focus, key, modifiers)
    assert not stopped
    QTest.keyClick(visitor.focus, Qt.Key.Key_Space)
    assert stopped


def test_a_refused_password_can_be_typed_again_at_once(visitor: Visitor) -> None:
    visitor.fill()
    visitor.sheet.set_busy("Signing in…")
    visitor.sheet.show_problem("User or password is <b>wrong</b>.")
    assert visitor.problem == "User or password is <b>wrong</b>."
    visitor.type("right", Qt.Key.Key_Return)
    assert visitor.requests[-1].password == "right"


def test_a_long_problem_is_shown_whole(visitor: Visitor) -> None:
    label = found(visitor.sheet, QLabel, "signInProblem")
    visitor.sheet.show_problem("Das Zertifikat ist nicht vertrauenswürdig. " * 8)
    assert label.height() >= label.heightForWidth(label.width())


def test_the_demo_is_one_click_away(visitor: Visitor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(visitor.sheet.demo_requested):
        QTest.mouseClick(visitor.button("demo"), Qt.MouseButton.LeftButton)


def test_enter_presses_the_button_that_has_the_focus(visitor: Visitor, qtbot: QtBot) -> None:
    demo = visitor.button("demo")
    demo.setFocus()
    with qtbot.waitSignal(visitor.sheet.demo_requested):
        QTest.keyClick(demo, Qt.Key.Key_Return)
    assert not visitor.problem


def test_asked_again_only_the_password_can_be_typed(visitor: Visitor) -> None:
    visitor.sheet.ask_again("https://tenant.example", "Acme", "priya")
    assert visitor.edit("password").hasFocus()
    assert not visitor.button("demo").isVisible()
    QTest.keyClicks(visitor.edit("server"), "x")
    visitor.type("pw", Qt.Key.Key_Return)
    assert visitor.requests == [SignInRequest("https://tenant.example", "Acme", "priya", "pw")]
    visitor.sheet.set_busy("Signing in…")
    visitor.sheet.set_busy(None)
    assert not visitor.button("demo").isVisible()


ACME = Profile("Acme", "https://acme.example", "Acme Ltd", "priya", trust=f"sha256:{'ab' * 32}")
TEST = Profile("Acme test", "https://test.acme.example", "Acme Ltd")


def test_one_known_server_is_no_choice(visitor: Visitor) -> None:
    visitor.sheet.set_profiles([ACME])
    assert not found(visitor.sheet, QComboBox, "profileBox").isVisible()
    visitor.sheet.show_profile(ACME)
    visitor.type("pw", Qt.Key.Key_Return)
    assert visitor.requests == [
        SignInRequest(ACME.server, "Acme Ltd", "priya", "pw", trust=ACME.trust, profile=ACME)
    ]


def test_a_known_server_is_chosen(visitor: Visitor) -> None:
    visitor.sheet.set_profiles([ACME, TEST])
    box = found(visitor.sheet, QComboBox, "profileBox")
    assert box.isVisible()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    assert visitor.edit("server").text() == "https://acme.example"
    assert visitor.edit("trust").text() == ACME.trust
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert visitor.edit("server").text() == "https://test.acme.example"
    assert visitor.edit("trust").text() == ""
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "Another server"
    assert visitor.edit("server").text() == ""


def test_the_choice_follows_what_is_typed(visitor: Visitor) -> None:
    visitor.sheet.set_profiles([ACME, TEST])
    visitor.sheet.show_profile(TEST)
    box = found(visitor.sheet, QComboBox, "profileBox")
    assert box.currentText() == "Acme test"
    server = visitor.edit("server")
    server.selectAll()
    QTest.keyClicks(server, "acme.example")
    assert box.currentText() == "Acme"
    QTest.keyClicks(server, ".org")
    assert box.currentText() == "Another server"


def test_the_settings_are_one_click_away(visitor: Visitor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(visitor.sheet.settings_requested):
        QTest.mouseClick(
            found(visitor.sheet, QToolButton, "signInSettingsButton"), Qt.MouseButton.LeftButton
        )
    visitor.sheet.prefill("https://tenant.example", "Acme", "priya")
    assert visitor.sheet.shown_profile == Profile("Acme", "https://tenant.example", "Acme", "priya")
    visitor.sheet.set_profiles([ACME, TEST])
    visitor.sheet.show_profile(ACME)
    assert visitor.sheet.shown_profile == ACME
