from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QVBoxLayout, QWidget

from klearstack_desktop.ui.actions import Actions
from klearstack_desktop.ui.palette.binding import PaletteBinding
from klearstack_desktop.ui.palette.offering import Offer
from klearstack_desktop.ui.palette.ranking import Command
from klearstack_desktop.ui.palette.sheet import PaletteSheet
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

CONTROL = Qt.KeyboardModifier.ControlModifier


class Window(QWidget):
    """A window with the real table of actions, an editor and the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(900, 600)
        self.actions_done: list[str] = []
        self.table = Actions(self)
        for action in self.table:
            name = action.objectName().removeprefix("action:")
            action.triggered.connect(lambda _checked, name=name: self._note(name))
        # As in the real window while nothing is captured.
        self.table["leave_capture"].setEnabled(False)
        self.editor = QLineEdit()
        QVBoxLayout(self).addWidget(self.editor)
        self.had_focus: QWidget | None = None
        self.sheet = PaletteSheet(self, self.editor.setFocus)
        self.binding = PaletteBinding(self.table, self.sheet)
        self.box = found(self, QLineEdit, "paletteBox")
        self.list = found(self, QListView, "paletteList")

    def _note(self, name: str) -> None:
        if name != "palette":
            self.actions_done.append(name)
            self.had_focus = QApplication.focusWidget()

    def chosen(self) -> str:
        return str(self.list.currentIndex().data())


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.editor.setFocus()
    return made


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_K, CONTROL), (Qt.Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier)],
)
def test_both_keys_open_it_and_escape_gives_the_focus_back(
    window: Window, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    press(key, modifiers)
    assert window.sheet.isVisible()
    assert QApplication.focusWidget() is window.box
    press(Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()
    assert QApplication.focusWidget() is window.editor
    assert window.actions_done == []


def test_enter_does_what_is_chosen_with_the_focus_where_it_was(window: Window) -> None:
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.box, "zoom in")
    press(Qt.Key.Key_Return)
    assert window.actions_done == ["zoom_in"]
    assert window.had_focus is window.editor
    assert not window.sheet.isVisible()


def test_what_was_used_last_stands_first_the_next_time(window: Window) -> None:
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.box, "outbox")
    press(Qt.Key.Key_Enter)
    press(Qt.Key.Key_K, CONTROL)
    assert window.chosen() == "Outbox…"
    press(Qt.Key.Key_Return)
    assert window.actions_done == ["outbox", "outbox"]


def test_arrows_and_tab_move_and_go_round(window: Window) -> None:
    press(Qt.Key.Key_K, CONTROL)
    first = window.chosen()
    press(Qt.Key.Key_Up)
    last = window.chosen()
    assert last != first
    press(Qt.Key.Key_Down)
    assert window.chosen() == first
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert window.chosen() == first
    press(Qt.Key.Key_PageUp)
    assert window.chosen() == first
    for _ in range(20):
        press(Qt.Key.Key_PageDown)
    assert window.chosen() == last


def test_what_cannot_be_done_says_why_and_is_not_done(window: Window) -> None:
    window.table["undo"].setEnabled(False)
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.box, "undo")
    said = window.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "There is nothing to undo." in said
    press(Qt.Key.Key_Return)
    assert window.actions_done == []
    assert window.sheet.isVisible()


def test_keys_and_menu_are_said_beside_each_command(window: Window) -> None:
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.box, "save corr")
    said = window.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Save corrections, Document, Ctrl+S"


def test_what_fits_nothing_says_so_and_enter_does_nothing(window: Window) -> None:
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.box, "qqqq")
    assert not window.list.isVisible()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    assert window.actions_done == []
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.editor


def test_a_click_elsewhere_closes_it_and_the_focus_stays_there(window: Window) -> None:
    other = QLineEdit(window)
    other.show()
    press(Qt.Key.Key_K, CONTROL)
    other.setFocus()
    assert not window.sheet.isVisible()
    assert QApplication.focusWidget() is other


def test_the_focus_is_not_lost_where_its_widget_has_gone(window: Window) -> None:
    gone = QLineEdit(window)
    gone.show()
    gone.setFocus()
    press(Qt.Key.Key_K, CONTROL)
    gone.hide()
    press(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.editor


class Lamp:
    """A part of the window with two commands, one of which can be done."""

    def __init__(self) -> None:
        self.is_lit = False

    @property
    def says(self) -> str:
        return "lit" if self.is_lit else "dark"

    def offers(self) -> Iterator[Offer]:
        why_lit, why_dark = ("It is lit.", "") if self.is_lit else ("", "It is dark.")
        yield Offer(Command("lamp: on", "Light the lamp", "Lamp", why_not=why_lit), self.switch)
        yield Offer(Command("lamp: off", "Put out the lamp", "Lamp", why_not=why_dark), self.switch)

    def switch(self) -> None:
        self.is_lit = not self.is_lit


def test_what_a_part_of_the_window_offers_is_done_and_remembered(window: Window) -> None:
    lamp = Lamp()
    window.binding.set_offerings(lamp)
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(window.box, "light lamp")
    press(Qt.Key.Key_Return)
    assert lamp.says == "lit"
    assert QApplication.focusWidget() is window.editor
    press(Qt.Key.Key_K, CONTROL)
    assert window.chosen() == "Light the lamp", "what was used last stands first"
    press(Qt.Key.Key_Return)
    assert lamp.says == "lit", "what cannot be done now is not done"
    QTest.keyClicks(window.box, "put lamp")
    press(Qt.Key.Key_Return)
    assert lamp.says == "dark"
    assert window.actions_done == []


def test_it_goes_with_a_window_that_is_minimised(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = QWidget(window)
    QVBoxLayout(window).addWidget(room)
    window.resize(900, 600)
    sheet = PaletteSheet(room, room.setFocus)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    sheet.open_sheet((), ())
    window.showMinimized()
    QApplication.processEvents()
    window.showNormal()
    QApplication.processEvents()
    assert not sheet.isVisible()
