"""The comment offers what was written before: by key, by button, one choice at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from klearstack_desktop.model.comments import CommentOffer
from klearstack_desktop.ui.decision.comment_box import CommentBox
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

OFFERS = (
    CommentOffer("Approved: 3 checked", "template"),
    CommentOffer("two\nlines", "approved today"),
)


@pytest.fixture
def box(qtbot: QtBot) -> CommentBox:
    box = CommentBox()
    box.setAccessibleName("Comment")
    box.set_offers(lambda: OFFERS)
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    box.setFocus()
    return box


def press_in_list(key: Qt.Key) -> None:
    popup = QApplication.activePopupWidget()
    assert popup is not None, "no list is open"
    QTest.keyClick(popup.windowHandle(), key)


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_a_key_opens_the_list_and_enter_takes_the_marked_one(
    box: CommentBox, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    chosen: list[str] = []
    accepted: list[None] = []
    box.offer_chosen.connect(chosen.append)
    box.accepted.connect(lambda: accepted.append(None))
    QTest.keyClick(box, key, modifiers)
    assert box.is_open()
    press_in_list(Qt.Key.Key_Down)
    press_in_list(Qt.Key.Key_Return)
    assert not box.is_open()
    assert chosen == ["two\nlines"]
    assert accepted == [], "Enter chose and did not leave the comment"


def test_esc_closes_the_list_and_leaves_what_is_typed(box: CommentBox) -> None:
    chosen: list[str] = []
    box.offer_chosen.connect(chosen.append)
    QTest.keyClicks(box, "mine")
    QTest.keyClick(box, Qt.Key.Key_F4)
    press_in_list(Qt.Key.Key_Escape)
    assert (box.is_open(), box.value(), chosen) == (False, "mine", [])
    assert box.hasFocus()


def test_the_button_says_what_it_opens(box: CommentBox) -> None:
    button = found(box, QToolButton, "commentHistoryButton")
    assert button.accessibleName() == "Earlier comments"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.accessibleName() == "Earlier comments"
    press_in_list(Qt.Key.Key_Escape)


def test_nothing_is_offered_where_nothing_can_be_written(box: CommentBox) -> None:
    box.setReadOnly(True)
    QTest.keyClick(box, Qt.Key.Key_F4)
    assert not box.is_open()
    assert not found(box, QToolButton, "commentHistoryButton").isVisible()
    box.setReadOnly(False)
    box.set_offers(tuple)
    QTest.keyClick(box, Qt.Key.Key_F4)
    assert not box.is_open()


def test_a_long_comment_leaves_the_button_its_room(box: CommentBox) -> None:
    box.resize(260, 60)
    box.show_value("word " * 60)
    button = found(box, QToolButton, "commentHistoryButton")
    assert box.viewport().geometry().right() < button.geometry().left()
