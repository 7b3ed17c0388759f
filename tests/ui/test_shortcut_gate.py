"""The window's keys work in every editor, and the editor's own keys never leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.fields.editors import AreaEditor, LineEditor
from klearstack_desktop.ui.shortcut_gate import ShortcutGate

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

WINDOW_KEYS = ("Ctrl+Left", "Ctrl+E", "Ctrl+Z", "Ctrl+Y", "Ctrl+Backspace", "Ctrl+K")
GREEDY_KEYS = (
    "Return",
    "Enter",
    "Tab",
    "Esc",
    "Up",
    "Down",
    "Home",
    "F2",
    "Alt+Down",
    "Ctrl+C",
    "a",
)


class Window(QWidget):
    """A window with actions on keys, and one editor."""

    gate: ShortcutGate

    def __init__(self, editor: QWidget, keys: tuple[str, ...]) -> None:
        super().__init__()
        self.editor = editor
        self.triggered: list[str] = []
        QVBoxLayout(self).addWidget(editor)
        self.keys = [QKeySequence(key) for key in keys]
        for sequence in self.keys:
            action = QAction(self)
            action.setShortcut(sequence)
            action.triggered.connect(self._noting(sequence.toString()))
            self.addAction(action)

    def _noting(self, name: str) -> Callable[[], None]:
        return lambda: self.triggered.append(name)

    def is_window_key(self, sequence: QKeySequence) -> bool:
        return sequence in self.keys


def opened(qtbot: QtBot, editor: QWidget, keys: tuple[str, ...]) -> Window:
    window = Window(editor, keys)
    qtbot.addWidget(window)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window.gate = ShortcutGate(window.is_window_key, application)
    window.destroyed.connect(window.gate.retire)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    editor.setFocus()
    return window


def press(window: Window, key: str) -> None:
    """Press a key the way it comes from the system: to the window, which looks for shortcuts."""
    handle = window.windowHandle()
    combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
    QTest.keyClick(handle, combination.key(), combination.keyboardModifiers())


EDITORS = (QLineEdit, QPlainTextEdit, QSpinBox, LineEditor, AreaEditor, QTableWidget)


@pytest.mark.parametrize("make", EDITORS)
@pytest.mark.parametrize("key", WINDOW_KEYS)
def test_a_key_of_the_window_goes_to_the_window(
    qtbot: QtBot, make: Callable[[], QWidget], key: str
) -> None:
    window = opened(qtbot, make(), WINDOW_KEYS)
    press(window, key)
    assert window.triggered == [QKeySequence(key).toString()]


@pytest.mark.parametrize("make", EDITORS)
@pytest.mark.parametrize("key", GREEDY_KEYS)
def test_a_key_of_the_editor_stays_with_it_whatever_is_bound_to_it(
    qtbot: QtBot, make: Callable[[], QWidget], key: str
) -> None:
    window = opened(qtbot, make(), GREEDY_KEYS)
    press(window, key)
    # There is no list to open in a table: what is bound to that key moves rows.
    is_of_rows = make is QTableWidget and key == "Alt+Down"
    assert window.triggered == (["Alt+Down"] if is_of_rows else [])


@pytest.mark.parametrize(("make", "is_taken"), [(QLineEdit, True), (QPlainTextEdit, False)])
def test_a_text_of_several_lines_turns_its_own_pages(
    qtbot: QtBot, make: Callable[[], QWidget], is_taken: bool
) -> None:
    window = opened(qtbot, make(), ("PgDown",))
    press(window, "PgDown")
    assert window.triggered == (["PgDown"] if is_taken else [])


def test_an_editable_combo_box_is_guarded_too(qtbot: QtBot) -> None:
    box = QComboBox()
    box.setEditable(True)
    window = opened(qtbot, box, ("Ctrl+E", "Return"))
    press(window, "Ctrl+E")
    press(window, "Return")
    assert window.triggered == ["Ctrl+E"]


def test_typing_and_moving_by_words_still_work(qtbot: QtBot) -> None:
    line = QLineEdit()
    window = opened(qtbot, line, ("Ctrl+E",))
    for key in ("a", "Space", "b"):
        press(window, key)
    assert line.text() == "a b"
    press(window, "Ctrl+Left")
    assert line.cursorPosition() == 2


def test_undo_is_never_the_editors_even_with_no_action_bound(qtbot: QtBot) -> None:
    line = QLineEdit()
    window = opened(qtbot, line, ())
    press(window, "a")
    press(window, "Ctrl+Z")
    assert line.text() == "a"


def test_other_widgets_keep_their_shortcuts(qtbot: QtBot) -> None:
    other = QWidget()
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window = opened(qtbot, other, ("C", "Return"))
    press(window, "C")
    press(window, "Return")
    assert window.triggered == ["C", "Return"]


def test_a_deleted_editor_is_forgotten(qtbot: QtBot) -> None:
    line = QLineEdit()
    window = opened(qtbot, line, ("Ctrl+E",))
    second = QLineEdit(window)
    second.show()
    line.deleteLater()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not line)
    second.setFocus()
    press(window, "Ctrl+E")
    assert window.triggered == ["Ctrl+E"]
