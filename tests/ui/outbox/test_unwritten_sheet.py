from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from klearstack_desktop.ui.outbox.unwritten_sheet import UnwrittenSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def shown(qtbot: QtBot) -> UnwrittenSheet:
    sheet = UnwrittenSheet("The disk is full.")
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.waitExposed(sheet)
    return sheet


def test_enter_tries_again(qtbot: QtBot) -> None:
    sheet = shown(qtbot)
    with qtbot.waitSignal(sheet.retry_chosen), qtbot.assertNotEmitted(sheet.stay_chosen):
        qtbot.keyClick(sheet.focusWidget(), Qt.Key.Key_Return)


def test_escape_stays(qtbot: QtBot) -> None:
    sheet = shown(qtbot)
    with qtbot.waitSignal(sheet.stay_chosen), qtbot.assertNotEmitted(sheet.lose_chosen):
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_edits_are_lost_only_by_the_button_that_says_so(qtbot: QtBot, key: Qt.Key) -> None:
    sheet = shown(qtbot)
    lose = found(sheet, QPushButton, "loseEditsButton")
    lose.setFocus()
    with qtbot.waitSignal(sheet.lose_chosen), qtbot.assertNotEmitted(sheet.retry_chosen):
        qtbot.keyClick(lose, key)
