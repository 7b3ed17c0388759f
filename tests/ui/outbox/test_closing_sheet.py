from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from klearstack_desktop.ui.outbox.closing_sheet import ClosingSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def shown(qtbot: QtBot, unsent: int = 2) -> ClosingSheet:
    sheet = ClosingSheet(unsent, "KlearStack cannot be reached.")
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitExposed(sheet)
    return sheet


def test_enter_waits_and_the_sheet_stays_until_all_is_sent(qtbot: QtBot) -> None:
    sheet = shown(qtbot)
    with qtbot.waitSignal(sheet.wait_chosen):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)
    assert sheet.isVisible()
    sheet.set_unsent(1)
    assert "1 decision or save is not sent yet" in [
        label.text() for label in sheet.findChildren(QLabel)
    ]


def test_one_may_still_leave_while_waiting(qtbot: QtBot) -> None:
    sheet = shown(qtbot)
    qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)
    leave = sheet.findChild(QPushButton, "leaveUnsentButton")
    assert sheet.focusWidget() is leave
    with qtbot.waitSignal(sheet.leave_chosen), qtbot.assertNotEmitted(sheet.stay_chosen):
        qtbot.keyClick(leave, Qt.Key.Key_Space)
    assert not sheet.isVisible()


def test_escape_stays(qtbot: QtBot) -> None:
    sheet = shown(qtbot)
    with qtbot.waitSignal(sheet.stay_chosen), qtbot.assertNotEmitted(sheet.leave_chosen):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


@pytest.mark.parametrize("name", ["stayButton", "leaveUnsentButton"])
def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot, name: str) -> None:
    sheet = shown(qtbot)
    button = found(sheet, QPushButton, name)
    button.setFocus()
    with qtbot.waitSignal(button.clicked), qtbot.assertNotEmitted(sheet.wait_chosen):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert not sheet.isVisible()
