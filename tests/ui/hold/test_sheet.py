"""Putting aside with keys alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QRadioButton, QWidget

from klearstack_desktop.ui.hold.sheet import HoldSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SUNDAY = date(2026, 11, 22)


class Asked:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(800, 600)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.sheet = HoldSheet(self.window)
        self.chosen: list[tuple[date, str]] = []
        self.off: list[bool] = []
        self.sheet.chosen.connect(lambda day, reason: self.chosen.append((day, reason)))
        self.sheet.taken_off.connect(lambda: self.off.append(True))

    def open_for(self, today: date, reason: str = "", *, is_on_hold: bool = False) -> None:
        with self.qtbot.waitExposed(self.sheet):
            self.sheet.open_for(today, reason, is_on_hold=is_on_hold)

    def press(self, key: Qt.Key) -> None:
        focused = self.sheet.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked(qtbot)


def test_enter_holds_until_tomorrow(asked: Asked) -> None:
    asked.open_for(SUNDAY)
    asked.press(Qt.Key.Key_Return)
    assert asked.chosen == [(date(2026, 11, 23), "")]
    assert not asked.sheet.isVisible()


@pytest.mark.parametrize("today", [SUNDAY + timedelta(days=more) for more in range(7)])
def test_each_day_is_offered_once(asked: Asked, today: date) -> None:
    asked.open_for(today)
    choices = asked.sheet.findChildren(QRadioButton)
    offered = [each.text().rpartition(", ")[2] for each in choices if each.isVisible()]
    assert offered[0] == f"{today + timedelta(days=1):%a %d %b}"
    assert f"{today + timedelta(days=7):%a %d %b}" in offered
    assert any(day.startswith("Mon") for day in offered)
    assert len(offered) == len(set(offered))


def test_the_arrow_keys_choose_and_the_reason_is_typed(asked: Asked) -> None:
    asked.open_for(SUNDAY)
    asked.press(Qt.Key.Key_Down)
    reason = found(asked.sheet, QLineEdit, "holdReason")
    reason.setFocus()
    QTest.keyClicks(reason, "waits for the order")
    asked.press(Qt.Key.Key_Return)
    assert asked.chosen == [(date(2026, 11, 29), "waits for the order")]


def test_a_day_is_typed(asked: Asked) -> None:
    asked.open_for(SUNDAY)
    day = found(asked.sheet, QLineEdit, "holdDay")
    day.setFocus()
    QTest.keyClicks(day, "2026-12-24")
    asked.press(Qt.Key.Key_Return)
    assert asked.chosen == [(date(2026, 12, 24), "")]


@pytest.mark.parametrize("typed", ["2026-11-22", "2026-01-01", "2029-01-01", "some day"])
def test_a_day_that_cannot_be_is_said_to_be_none(asked: Asked, typed: str) -> None:
    asked.open_for(SUNDAY)
    day = found(asked.sheet, QLineEdit, "holdDay")
    day.setFocus()
    QTest.keyClicks(day, typed)
    asked.press(Qt.Key.Key_Return)
    assert asked.chosen == []
    assert found(asked.sheet, QLabel, "holdMessage").isVisible()
    assert asked.sheet.focusWidget() is day
    asked.press(Qt.Key.Key_Escape)
    assert not asked.sheet.isVisible()


def test_what_is_on_hold_can_be_taken_off(asked: Asked) -> None:
    asked.open_for(SUNDAY)
    off = found(asked.sheet, QPushButton, "takeOffButton")
    assert not off.isVisible()
    asked.press(Qt.Key.Key_Escape)
    asked.open_for(SUNDAY, "a question", is_on_hold=True)
    assert found(asked.sheet, QLineEdit, "holdReason").text() == "a question"
    off.setFocus()
    asked.press(Qt.Key.Key_Space)
    assert asked.off == [True]
    assert asked.chosen == []
