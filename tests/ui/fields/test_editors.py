"""Editors speak of what a person did, and keep what nobody touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from klearstack_desktop.ui.fields.choice_editor import ChoiceEditor
from klearstack_desktop.ui.fields.editors import AreaEditor, LineEditor
from tests.ui.fields.reviewing import press, type_text

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.fields.editors import FieldEditor


# Said by the offscreen platform of every menu and list.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def popup_key(key: Qt.Key) -> None:
    """Press a key the way it comes from the system while a list is open."""
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup.windowHandle(), key)


def shown(qtbot: QtBot, editor: FieldEditor) -> list[str]:
    """Show an editor with the focus; return the list that its edits are written to."""
    edits: list[str] = []
    qtbot.addWidget(editor)
    editor.edited.connect(edits.append)
    editor.show()
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    editor.setFocus()
    return edits


def test_a_pasted_text_keeps_its_line_breaks_on_one_line(qtbot: QtBot) -> None:
    editor = LineEditor()
    edits = shown(qtbot, editor)
    QGuiApplication.clipboard().setText("4500\n0123")
    editor.paste()
    assert edits == ["4500\n0123"]
    assert editor.value() == "4500\n0123"
    assert "\n" not in editor.displayText()


def test_an_edited_area_keeps_what_qt_would_change(qtbot: QtBot) -> None:
    editor = AreaEditor()
    editor.show_value("10\u00a0000 kg\r\nDock 4")
    edits = shown(qtbot, editor)
    QTest.keyClick(editor, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    type_text("x")
    assert edits == ["10\u00a0000 kg\r\nDock 4x"]


def test_an_area_with_line_feeds_gets_no_carriage_returns(qtbot: QtBot) -> None:
    editor = AreaEditor()
    editor.show_value("one\ntwo")
    edits = shown(qtbot, editor)
    press(Qt.Key.Key_Delete)
    assert edits == ["ne\ntwo"]


@pytest.mark.parametrize("kind", [LineEditor, AreaEditor])
def test_an_input_method_is_heard_when_it_commits(
    qtbot: QtBot, kind: type[LineEditor | AreaEditor]
) -> None:
    editor = kind()
    edits = shown(qtbot, editor)
    composing = QInputMethodEvent("にほ", [])
    QApplication.sendEvent(editor, composing)
    assert edits == []
    committed = QInputMethodEvent()
    committed.setCommitString("日本")
    QApplication.sendEvent(editor, committed)
    assert edits == ["日本"]


@pytest.mark.parametrize("kind", [LineEditor, AreaEditor])
def test_the_context_menu_offers_no_undo(qtbot: QtBot, kind: type[LineEditor | AreaEditor]) -> None:
    editor = kind()
    shown(qtbot, editor)
    type_text("abc")
    QApplication.sendEvent(
        editor,
        QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, editor.rect().center(), editor.pos()),
    )
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    names = [action.objectName() for action in menu.actions()]
    menu.close()
    assert "edit-paste" in names
    assert not {"edit-undo", "edit-redo"} & set(names)


def test_a_menu_does_not_end_the_visit_to_a_field(qtbot: QtBot) -> None:
    editor = LineEditor()
    said: list[str] = []
    shown(qtbot, editor)
    editor.entered.connect(lambda: said.append("entered"))
    editor.left.connect(lambda: said.append("left"))
    menu = QMenu(editor)
    menu.addAction("Paste")
    menu.popup(editor.mapToGlobal(editor.rect().center()))
    menu.close()
    editor.setFocus()
    assert said == []


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier),
    ],
)
def test_a_choice_is_picked_from_the_list_by_keys(
    qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    editor = ChoiceEditor(("EUR", "USD", "GBP"))
    editor.show_value("USD")
    edits = shown(qtbot, editor)
    accepted: list[bool] = []
    editor.accepted.connect(lambda: accepted.append(True))
    QTest.keyClick(editor, key, modifiers)
    assert editor.is_open()
    popup_key(Qt.Key.Key_Down)
    popup_key(Qt.Key.Key_Return)
    assert not editor.is_open()
    assert (editor.value(), edits) == ("GBP", ["GBP"])
    assert accepted == [], "the open list takes Enter first"
    press(Qt.Key.Key_Return)
    assert accepted == [True]


def test_a_list_has_a_name_of_its_own(qtbot: QtBot) -> None:
    editor = ChoiceEditor(("EUR", "USD"))
    editor.setObjectName("field:currency")
    editor.setAccessibleName("Currency")
    shown(qtbot, editor)
    press(Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.objectName() == "choices:field:currency"
    assert popup.accessibleName() == "Choices: Currency"
    popup.close()


def test_an_open_list_takes_escape_and_changes_nothing(qtbot: QtBot) -> None:
    editor = ChoiceEditor(("EUR", "USD"))
    editor.show_value("USD")
    edits = shown(qtbot, editor)
    editor.open_list()
    popup_key(Qt.Key.Key_Escape)
    assert not editor.is_open()
    assert (editor.value(), edits) == ("USD", [])


def test_a_choice_takes_any_other_value_and_completes_nothing(qtbot: QtBot) -> None:
    editor = ChoiceEditor(("EUR", "USD"))
    edits = shown(qtbot, editor)
    type_text("E")
    press(Qt.Key.Key_Down)
    assert (editor.text(), edits) == ("E", ["E"])
    type_text("uro?")
    assert editor.value() == "Euro?"


def test_a_press_on_the_arrow_opens_the_list(qtbot: QtBot) -> None:
    editor = ChoiceEditor(("EUR", "USD"))
    shown(qtbot, editor)
    arrow = editor.rect().center()
    arrow.setX(editor.width() - 8)
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton, pos=arrow)
    assert editor.is_open()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_a_read_only_choice_opens_nothing(qtbot: QtBot) -> None:
    editor = ChoiceEditor(("EUR", "USD"))
    editor.setReadOnly(True)
    shown(qtbot, editor)
    press(Qt.Key.Key_F4)
    assert not editor.is_open()
