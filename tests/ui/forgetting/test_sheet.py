from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from klearstack_desktop.ui.forgetting.sheet import ForgetSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Asked:
    """The sheet on screen, and what it asked for."""

    def __init__(self, qtbot: QtBot, unsent: int = 0) -> None:
        self.sheet = ForgetSheet("priya", "Acme Ltd", unsent=unsent)
        qtbot.addWidget(self.sheet)
        self.wanted: list[str] = []
        self.sheet.export_requested.connect(lambda: self.wanted.append("export"))
        self.sheet.forget_requested.connect(lambda: self.wanted.append("forget"))
        self.sheet.leave_requested.connect(lambda: self.wanted.append("leave"))
        with qtbot.waitExposed(self.sheet):
            self.sheet.open()
        self.sheet.activateWindow()
        self.name = found(self.sheet, QLineEdit, "forgetUserEdit")

    def button(self, name: str) -> QPushButton:
        return found(self.sheet, QPushButton, f"{name}Button")

    def click(self, name: str) -> None:
        QTest.mouseClick(self.button(name), Qt.MouseButton.LeftButton)

    def words(self) -> str:
        labels = self.sheet.findChildren(QLabel)
        return " ".join(label.text() for label in labels if label.isVisible())


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked(qtbot)


def test_it_says_what_goes_and_offers_the_journal_first(asked: Asked) -> None:
    words = asked.words()
    for part in ("drafts", "journal", "pages", "keychain", "cannot be undone", "priya", "Acme Ltd"):
        assert part in words
    asked.click("saveJournal")
    assert asked.wanted == ["export"]
    asked.sheet.show_exported("journal.json")
    assert "journal.json" in asked.words()
    assert asked.name.hasFocus()


@pytest.mark.parametrize("typed", ["", "priy", "Priya", "priya2", "Acme Ltd"])
def test_without_the_users_name_nothing_is_forgotten(asked: Asked, typed: str) -> None:
    QTest.keyClicks(asked.name, typed)
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    asked.click("forgetEverything")
    assert asked.wanted == []
    assert asked.sheet.isVisible()


def test_the_users_name_makes_it_possible_and_enter_does_not_do_it(asked: Asked) -> None:
    QTest.keyClicks(asked.name, "priya")
    QTest.keyClick(asked.name, Qt.Key.Key_Return)
    assert asked.wanted == []
    asked.click("forgetEverything")
    assert asked.wanted == ["forget"]


def test_decisions_that_are_not_sent_are_counted(qtbot: QtBot) -> None:
    assert "2 decisions and saves are not sent yet" in Asked(qtbot, unsent=2).words()
    assert "not sent" not in Asked(qtbot).words()


def test_while_it_happens_there_is_no_way_back_and_afterwards_only_out(asked: Asked) -> None:
    QTest.keyClicks(asked.name, "priya")
    asked.sheet.set_busy()
    QTest.keyClick(asked.sheet, Qt.Key.Key_Escape)
    asked.click("keepEverything")
    asked.click("forgetEverything")
    assert asked.sheet.isVisible()
    assert asked.wanted == []
    asked.sheet.show_over("All of it is gone.")
    assert "All of it is gone." in asked.words()
    assert "drafts" not in asked.words()
    asked.click("keepEverything")
    assert asked.wanted == ["leave"]


def test_esc_keeps_everything(asked: Asked) -> None:
    QTest.keyClick(asked.name, Qt.Key.Key_Escape)
    assert not asked.sheet.isVisible()
    assert asked.wanted == []
