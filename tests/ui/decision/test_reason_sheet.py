"""A rejection sends what was typed, or the reason that was chosen, and never nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.decision import REJECT_REASONS
from klearstack_desktop.ui.decision.reason_sheet import REJECT, ReasonSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Window(QWidget):
    """A field, a card below it, and the sheet over both."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.card = QLineEdit(), QLabel("card")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addStretch(1)
        column.addWidget(self.card)
        self.card.setFixedHeight(60)
        self.resize(460, 640)
        self.sheet = ReasonSheet(self, REJECT, above=self.card)
        self.sent: list[str] = []
        self.sheet.reason_given.connect(self.sent.append)
        self.text = found(self, QPlainTextEdit, "rejectReason")

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, modifiers)

    def type_text(self, text: str) -> None:
        QTest.keyClicks(self.text, text)

    def chosen(self) -> list[int]:
        rows = (
            found(self, QPushButton, f"rejectReason:{number}")
            for number in range(1, len(REJECT_REASONS) + 1)
        )
        return [number for number, row in enumerate(rows, start=1) if row.isChecked()]


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.field.setFocus()
    window.sheet.open_sheet()
    return window


def test_it_opens_in_the_text_and_leaves_the_card_in_sight(window: Window) -> None:
    assert window.sheet.isVisible()
    assert window.text.hasFocus()
    assert not window.sheet.geometry().intersects(window.card.geometry())
    window.resize(500, 700)
    QApplication.sendPostedEvents()
    assert not window.sheet.geometry().intersects(window.card.geometry())
    assert window.rect().contains(window.sheet.geometry())


def test_a_digit_chooses_and_enter_sends_the_reason(window: Window) -> None:
    window.key(Qt.Key.Key_3)
    assert window.chosen() == [3]
    window.key(Qt.Key.Key_4, Qt.KeyboardModifier.KeypadModifier)
    assert window.chosen() == [4]
    assert window.text.toPlainText() == ""
    window.key(Qt.Key.Key_Return)
    assert window.sent == [REJECT_REASONS[3]]
    assert not window.sheet.isVisible()


@pytest.mark.parametrize(
    "typed",
    [
        "see mail of 3 May",
        "12 boxes missing",
        "3",
        " leading and trailing ",
        "10 % less",
        "0815",
        "4x4 pallets",
    ],
)
def test_what_is_typed_is_sent_as_it_was_typed(window: Window, typed: str) -> None:
    window.type_text(typed)
    window.key(Qt.Key.Key_Enter)
    expected = REJECT_REASONS[2] if typed == "3" else typed
    assert window.sent == [expected]


def test_digits_are_text_once_something_else_was_typed(window: Window) -> None:
    window.type_text("room 7")
    assert window.chosen() == []
    window.key(Qt.Key.Key_Return)
    assert window.sent == ["room 7"]


def test_an_input_method_continues_after_a_digit(window: Window) -> None:
    window.key(Qt.Key.Key_3)
    event = QInputMethodEvent()
    event.setCommitString("個足りない")
    QApplication.sendEvent(window.text, event)
    assert window.text.toPlainText() == "3個足りない"
    assert window.chosen() == []


def test_a_rejection_needs_a_reason(window: Window) -> None:
    window.key(Qt.Key.Key_Return)
    assert window.sent == []
    assert "needs a reason" in found(window, QLabel, "rejectMessage").text()
    window.type_text("   ")
    window.key(Qt.Key.Key_Return)
    assert window.sent == []
    assert window.sheet.isVisible()


def test_a_reason_is_chosen_with_the_mouse_and_sent_with_the_button(window: Window) -> None:
    QTest.mouseClick(found(window, QPushButton, "rejectReason:9"), Qt.MouseButton.LeftButton)
    assert window.text.hasFocus()
    assert window.sent == []
    QTest.mouseClick(found(window, QPushButton, "rejectSendButton"), Qt.MouseButton.LeftButton)
    assert window.sent == ["Not an invoice"]


def test_emptying_the_text_offers_the_reasons_again(window: Window) -> None:
    window.key(Qt.Key.Key_2)
    window.type_text("x")
    row = found(window, QPushButton, "rejectReason:5")
    assert not row.isEnabled()
    window.text.selectAll()
    window.key(Qt.Key.Key_Delete)
    assert row.isEnabled()
    window.key(Qt.Key.Key_5)
    assert window.chosen() == [5]


def test_escape_closes_and_keeps_what_was_typed_for_this_document(window: Window) -> None:
    window.type_text("half a sen")
    window.key(Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()
    assert window.field.hasFocus()
    assert window.sent == []
    window.sheet.open_sheet()
    assert window.text.toPlainText() == "half a sen"
    window.sheet.close_sheet()
    window.sheet.open_sheet()
    assert window.text.toPlainText() == ""


def test_shift_enter_makes_a_line(window: Window) -> None:
    window.type_text("one")
    window.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    window.type_text("two")
    window.key(Qt.Key.Key_Return)
    assert window.sent == ["one\ntwo"]


def test_a_held_enter_sends_nothing(window: Window) -> None:
    window.type_text("reason")
    repeat = QKeyEvent(
        QEvent.Type.KeyPress,
        Qt.Key.Key_Return,
        Qt.KeyboardModifier.NoModifier,
        "\r",
        autorep=True,
    )
    QApplication.sendEvent(window.text, repeat)
    assert window.sent == []


def test_tab_stays_within_the_sheet_and_enter_presses_its_buttons(window: Window) -> None:
    window.type_text("reason")
    visited = []
    for _ in range(3):
        window.key(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused.objectName())
    assert visited == ["rejectCancelButton", "rejectSendButton", "rejectReason"]
    window.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    window.key(Qt.Key.Key_Return)
    assert window.sent == ["reason"]
    window.sheet.open_sheet()
    window.key(Qt.Key.Key_Tab)
    window.key(Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()


def test_a_digit_pressed_for_one_document_is_no_text_for_the_next(window: Window) -> None:
    window.key(Qt.Key.Key_1)
    QApplication.clipboard().setText("pasted with the mouse")
    window.text.paste()
    window.text.selectAll()
    window.key(Qt.Key.Key_Delete)
    window.key(Qt.Key.Key_Escape)
    window.sheet.close_sheet()
    window.sheet.open_sheet()
    window.type_text("wrong")
    assert window.text.toPlainText() == "wrong"


def test_it_stays_in_place_when_the_minimised_window_comes_back_larger(window: Window) -> None:
    window.showMinimized()
    QApplication.processEvents()
    window.resize(700, 800)
    window.showNormal()
    for _turn in range(2):
        QApplication.processEvents()
    assert window.sheet.isVisible()
    assert window.sheet.geometry().right() == window.rect().right() - 8
    assert not window.sheet.geometry().intersects(window.card.geometry())
    assert window.card.y() - window.sheet.geometry().bottom() < 20
