from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from klearstack_desktop.ui.lock.sheet import CAPS_LOCK, WRONG, LockSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Locked:
    """The sheet on screen, and what it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.sheet = LockSheet()
        qtbot.addWidget(self.sheet)
        self.sheet.set_account("priya", "Acme Ltd")
        self.sheet.begin(needs_password=True)
        self.typed: list[str] = []
        self.sheet.unlock_requested.connect(self.typed.append)
        with qtbot.waitExposed(self.sheet):
            self.sheet.show()
        self.sheet.activateWindow()
        self.sheet.focus_password()
        self.password = found(self.sheet, QLineEdit, "lockPasswordEdit")
        self.unlock = found(self.sheet, QPushButton, "unlockButton")

    def label(self, name: str) -> str:
        return found(self.sheet, QLabel, name).text()


@pytest.fixture
def locked(qtbot: QtBot) -> Locked:
    return Locked(qtbot)


def test_it_says_whose_desk_it_is_and_takes_the_password_with_enter(locked: Locked) -> None:
    assert (locked.label("lockTitle"), locked.label("lockAccount")) == ("priya", "Acme Ltd")
    assert locked.password.hasFocus()
    QTest.keyClicks(locked.password, "secret")
    QTest.keyClick(locked.password, Qt.Key.Key_Return)
    assert locked.typed == ["secret"]


def test_a_user_name_is_text_and_never_markup(locked: Locked) -> None:
    locked.sheet.set_account("<b>priya</b>", "<img src=x>")
    assert found(locked.sheet, QLabel, "lockTitle").textFormat() is Qt.TextFormat.PlainText


def test_a_wrong_password_is_said_and_gone_and_typing_takes_the_sentence_away(
    locked: Locked,
) -> None:
    QTest.keyClicks(locked.password, "wrong")
    locked.sheet.show_wrong(0.0)
    assert locked.label("lockProblem") == WRONG
    assert locked.password.text() == ""
    QTest.keyClicks(locked.password, "r")
    assert locked.label("lockProblem") == ""


def test_during_a_pause_neither_key_nor_button_asks(locked: Locked) -> None:
    locked.sheet.show_wrong(4.2)
    assert locked.unlock.text() == "Unlock in 5 s"
    QTest.keyClicks(locked.password, "secret")
    QTest.keyClick(locked.password, Qt.Key.Key_Return)
    QTest.mouseClick(locked.unlock, Qt.MouseButton.LeftButton)
    assert locked.typed == []
    locked.sheet.set_pause(0.0)
    QTest.keyClick(locked.password, Qt.Key.Key_Return)
    assert locked.typed == ["secret"]


@pytest.mark.parametrize(
    ("letter", "modifiers", "hint"),
    [
        ("A", Qt.KeyboardModifier.NoModifier, CAPS_LOCK),
        ("a", SHIFT, CAPS_LOCK),
        ("Ä", Qt.KeyboardModifier.NoModifier, CAPS_LOCK),
        ("a", Qt.KeyboardModifier.NoModifier, ""),
        ("A", SHIFT, ""),
        ("7", Qt.KeyboardModifier.NoModifier, ""),
    ],
)
def test_caps_lock_shows_by_the_letters_it_makes(
    locked: Locked, letter: str, modifiers: Qt.KeyboardModifier, hint: str
) -> None:
    QTest.sendKeyEvent(
        QTest.KeyAction.Press, locked.password, Qt.Key.Key_unknown, letter, modifiers
    )
    assert locked.label("lockCapsHint") == hint
    QTest.keyClick(locked.password, Qt.Key.Key_CapsLock)
    assert locked.label("lockCapsHint") == ""


def test_without_a_password_the_button_alone_opens(locked: Locked) -> None:
    locked.sheet.begin(needs_password=False)
    locked.sheet.focus_password()
    assert not locked.password.isVisible()
    assert locked.unlock.hasFocus()
    QTest.keyClick(locked.unlock, Qt.Key.Key_Space)
    assert locked.typed == [""]


def test_somebody_else_can_leave(locked: Locked, qtbot: QtBot) -> None:
    leave = found(locked.sheet, QPushButton, "leaveLockedButton")
    with qtbot.waitSignal(locked.sheet.leave_requested):
        QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
