from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from klearstack_desktop.model.key_choices import KeyChoices
from klearstack_desktop.ui.action_specs import ACTIONS
from klearstack_desktop.ui.keys.model import EVERYWHERE, PAGE
from klearstack_desktop.ui.settings.dialog import SettingsDialog
from klearstack_desktop.ui.settings.places import Page
from klearstack_desktop.ui.shortcut_gate import ShortcutGate
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


class Keys:
    """The dialog at its page of keys, behind the gate of the program."""

    def __init__(self, qtbot: QtBot, application: QApplication) -> None:
        self.dialog = SettingsDialog()
        qtbot.addWidget(self.dialog)
        self.page = self.dialog.keys_page
        self.wanted: list[KeyChoices] = []
        self.page.changed.connect(self.wanted.append)
        self.gate = ShortcutGate(lambda _key: True, application)
        self.dialog.turn_to(Page.KEYS)
        with qtbot.waitExposed(self.dialog):
            self.dialog.open()
        self.dialog.activateWindow()
        qtbot.waitUntil(self.dialog.isActiveWindow)

    def go_to(self, name: str, column: int = EVERYWHERE) -> None:
        row = next(row for row, spec in enumerate(ACTIONS) if spec.name == name)
        self.page.view.setCurrentIndex(self.page.model.index(row, column))
        self.page.view.setFocus()

    def shown(self, name: str, column: int = EVERYWHERE) -> str:
        row = next(row for row, spec in enumerate(ACTIONS) if spec.name == name)
        return str(self.page.model.index(row, column).data())

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.dialog.windowHandle(), key, modifiers)

    def button(self, name: str) -> QPushButton:
        return found(self.dialog, QPushButton, name)

    def message(self) -> str:
        return found(self.dialog, QLabel, "keysMessage").text()


@pytest.fixture
def keys(qtbot: QtBot, qapp: QApplication) -> Iterator[Keys]:
    made = Keys(qtbot, qapp)
    yield made
    made.gate.retire()


def test_enter_on_a_row_and_the_new_key_are_all_it_takes(keys: Keys) -> None:
    keys.go_to("save")
    keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_J, CONTROL)
    assert keys.wanted == [KeyChoices({"save": ("Ctrl+J",)})]
    assert keys.shown("save") == "Ctrl+J"
    assert "“Save corrections” has Ctrl+J" in keys.message()
    assert QApplication.focusWidget() is keys.page.view


@pytest.mark.parametrize(
    ("key", "modifiers", "said"),
    [
        (Qt.Key.Key_F5, NONE, "“Refresh” has it"),
        (Qt.Key.Key_X, NONE, "in the page pane only"),
        (Qt.Key.Key_Tab, NONE, "has the focus"),
        (Qt.Key.Key_Return, NONE, "has the focus"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "has the focus"),
        (Qt.Key.Key_Z, CONTROL, "“Undo” has it"),
    ],
)
def test_what_is_refused_changes_nothing_and_says_why(
    keys: Keys, key: Qt.Key, modifiers: Qt.KeyboardModifier, said: str
) -> None:
    keys.go_to("save")
    keys.button("changeKeyButton").click()
    keys.press(key, modifiers)
    assert said in keys.message()
    assert keys.wanted == []
    assert keys.shown("save") == "Ctrl+S"
    assert QApplication.focusWidget() is keys.page.view


def test_a_modifier_alone_is_waited_upon_and_escape_leaves(keys: Keys) -> None:
    keys.go_to("save")
    keys.button("changeKeyButton").click()
    keys.press(Qt.Key.Key_Shift, SHIFT)
    states = [keys.page.recorder.is_recording]
    keys.press(Qt.Key.Key_Escape)
    states.append(keys.page.recorder.is_recording)
    assert states == [True, False]
    assert keys.wanted == []
    assert keys.dialog.isVisible()


def test_a_second_key_is_added_and_all_are_removed(keys: Keys) -> None:
    keys.go_to("save")
    keys.button("addKeyButton").click()
    keys.press(Qt.Key.Key_F9)
    assert keys.shown("save") == "Ctrl+S, F9"
    keys.button("removeKeysButton").click()
    assert keys.shown("save") == ""
    assert keys.wanted[-1] == KeyChoices({"save": ()})


def test_a_bare_letter_is_taken_in_the_column_of_the_page(keys: Keys) -> None:
    keys.go_to("capture", PAGE)
    keys.button("changeKeyButton").click()
    keys.press(Qt.Key.Key_X)
    assert keys.shown("capture", PAGE) == "X"
    assert keys.wanted == [KeyChoices({}, {"capture": ("X",)})]


def test_one_or_all_are_reset(keys: Keys) -> None:
    keys.page.show_choices(KeyChoices({"save": ("F9",), "refresh": ("F12",)}))
    keys.go_to("save")
    keys.button("resetKeysButton").click()
    assert keys.shown("save") == "Ctrl+S"
    assert keys.wanted == [KeyChoices({"refresh": ("F12",)})]
    keys.button("resetAllKeysButton").click()
    assert keys.wanted[-1].is_empty
    assert not keys.button("resetAllKeysButton").isEnabled()


def test_a_reset_names_who_has_the_key_by_now(keys: Keys) -> None:
    keys.page.show_choices(KeyChoices({"save": ("F12",), "refresh": ("Ctrl+S",)}))
    keys.go_to("save")
    keys.button("resetKeysButton").click()
    assert "“Refresh” has it" in keys.message()


def test_who_goes_elsewhere_records_nothing(keys: Keys) -> None:
    keys.go_to("save")
    keys.button("changeKeyButton").click()
    keys.button("exportKeysButton").setFocus()
    assert not keys.page.recorder.is_recording
    assert keys.wanted == []
