"""The notice bar: says things without taking the focus or moving the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.notice_bar import Notice, NoticeAction, NoticeBar
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Page:
    """A page area with an editor that has the focus, and a bar over it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.host = QWidget()
        self.host.resize(900, 400)
        self.editor = QLineEdit()
        QVBoxLayout(self.host).addWidget(self.editor)
        self.bar = NoticeBar(self.host)
        qtbot.addWidget(self.host)
        with qtbot.waitExposed(self.host):
            self.host.show()
        self.host.activateWindow()
        self.editor.setFocus()

    @property
    def text(self) -> str:
        return found(self.bar, QLabel, "noticeText").text()

    def button(self, name: str) -> QPushButton:
        return found(self.bar, QPushButton, name)


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page(qtbot)


def test_a_notice_floats_over_the_page_and_leaves_the_focus(page: Page) -> None:
    before = page.editor.geometry()
    page.bar.show_notice(Notice("Page 3 cannot be shown."))
    assert page.bar.isVisible()
    assert page.editor.geometry() == before
    assert page.editor.hasFocus()


def test_text_is_never_markup(page: Page) -> None:
    page.bar.show_notice(Notice("<b>Hello</b>"))
    assert found(page.bar, QLabel, "noticeText").textFormat() is Qt.TextFormat.PlainText
    assert page.text == "<b>Hello</b>"


def test_repeats_are_counted(page: Page) -> None:
    for _ in range(3):
        page.bar.show_notice(Notice("KlearStack cannot be reached."))
    assert page.text == "KlearStack cannot be reached. (3×)"
    page.bar.dismiss()
    assert not page.bar.isVisible()
    page.bar.show_notice(Notice("KlearStack cannot be reached."))
    assert page.text == "KlearStack cannot be reached."


def test_an_earlier_notice_waits_and_comes_back(page: Page, qtbot: QtBot) -> None:
    page.bar.show_notice(Notice("Not saved: the disk is full.", Tone.BAD))
    page.bar.show_notice(Notice("12 new documents.", Tone.NEUTRAL))
    assert page.text == "12 new documents."
    assert found(page.bar, QLabel, "noticeCount").text() == "1 more"
    page.bar.dismiss()
    assert page.text == "Not saved: the disk is full."
    with qtbot.waitSignal(page.bar.closed):
        page.bar.dismiss()


def test_a_notice_that_is_no_longer_true_is_withdrawn(page: Page) -> None:
    page.bar.show_notice(Notice("Offline."))
    page.bar.show_notice(Notice("Page 3 cannot be shown."))
    page.bar.withdraw("Offline.")
    assert page.text == "Page 3 cannot be shown."
    page.bar.dismiss()
    assert page.bar.current() is None


def test_an_action_runs_once_and_closes(page: Page) -> None:
    runs: list[str] = []
    again = NoticeAction("Try again", lambda: runs.append("again"))
    other = NoticeAction("Work offline", lambda: runs.append("offline"))
    page.bar.show_notice(Notice("Offline.", actions=(again, other)))
    QTest.mouseClick(page.button("noticeAction:1"), Qt.MouseButton.LeftButton)
    assert runs == ["offline"]
    assert not page.bar.isVisible()


def test_details_are_copied_on_request(page: Page) -> None:
    page.bar.show_notice(Notice("Refused."))
    assert not page.button("noticeCopyButton").isVisible()
    page.bar.show_notice(Notice("Refused by the server.", details="HTTP 500"))
    QTest.mouseClick(page.button("noticeCopyButton"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Refused by the server.\nHTTP 500"
    assert page.editor.hasFocus()


def test_esc_closes_from_inside_and_gives_the_focus_back(page: Page) -> None:
    page.host.setFocusProxy(page.editor)
    page.bar.show_notice(Notice("Refused.", details="HTTP 500"))
    close = found(page.bar, QToolButton, "noticeCloseButton")
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Escape)
    assert not page.bar.isVisible()
    assert page.editor.hasFocus()


def test_a_long_sentence_fits_and_follows_the_width_of_the_page(page: Page) -> None:
    label = found(page.bar, QLabel, "noticeText")
    page.bar.show_notice(Notice("Das Dokument konnte nicht geöffnet werden. " * 6))
    for width in (900, 500, 700):
        page.host.resize(width, 400)
        assert page.bar.geometry().right() < width
        assert label.height() >= label.heightForWidth(label.width())
