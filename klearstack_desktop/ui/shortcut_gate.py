"""The one place that answers ``ShortcutOverride``: which keys a text widget keeps to itself.

Qt asks the widget with the focus first whether a key is its own before it looks for a shortcut, and
a line editor says yes to far too much: Ctrl+arrows, Ctrl+E, Ctrl+Z, Ctrl+Y, letters. The gate
answers in its place. The order of the answers:

1. a key that the window needs before anybody, Esc while text is captured, goes to the window;
2. the widget's own keys (Enter, Tab, Esc, arrows, F2, Alt+Down, F4, Home, End, Backspace, Delete,
   the clipboard, and typing) are the widget's, even if an action of the window were bound to them;
3. undo and redo are never the widget's, because undo belongs to the document;
4. a key that belongs to an action of the window goes to the window;
5. the rest stays as Qt has it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

if TYPE_CHECKING:
    from collections.abc import Callable

_GUARDED = (
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QAbstractSpinBox,
    QComboBox,
    QAbstractItemView,
)
_WITH_PAGES = (QPlainTextEdit, QTextEdit, QAbstractItemView)

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_META = Qt.KeyboardModifier.MetaModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier

# With or without Shift; any other modifier makes it another key.
_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
        Qt.Key.Key_F2,
        Qt.Key.Key_F4,
    }
)
_CLIPBOARD = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)
_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class ShortcutGate(QObject):
    """Stands before whichever text widget or item view has the focus.

    It follows the focus of the application, so editors that are made later, cell editors among
    them, need no wiring.

    Args:
        is_window_key: whether an action of the window answers to that key.
        application: whose focus to follow.
        outranks_widgets: whether a key goes to the window at the moment, whatever the widget says.
    """

    def __init__(
        self,
        is_window_key: Callable[[QKeySequence], bool],
        application: QApplication,
        outranks_widgets: Callable[[QKeySequence], bool] = lambda _key: False,
    ) -> None:
        super().__init__()
        self._application = application
        self._is_window_key = is_window_key
        self._outranks_widgets = outranks_widgets
        self._guarded: QWidget | None = None
        application.focusChanged.connect(self._on_focus_changed)
        self._on_focus_changed(None, QApplication.focusWidget())

    def retire(self) -> None:
        """Let go of the application, because the window whose keys these are is gone."""
        self._application.focusChanged.disconnect(self._on_focus_changed)
        self._on_focus_changed(None, None)

    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        # Events of a guarded widget pass through Python; only one widget at a time pays for that.
        if self._guarded is not None and isValid(self._guarded):
            self._guarded.removeEventFilter(self)
        self._guarded = now if isinstance(now, _GUARDED) else None
        if self._guarded is not None:
            self._guarded.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer ``ShortcutOverride`` and keep undo and redo from the widget."""
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride:
            return self._answer(watched, cast("QKeyEvent", event))
        if kind is QEvent.Type.KeyPress and _is_history(cast("QKeyEvent", event)):
            event.ignore()
            return True
        return False

    def _answer(self, watched: QObject, event: QKeyEvent) -> bool:
        key = QKeySequence(event.keyCombination())
        if self._outranks_widgets(key):
            event.ignore()
            return True
        is_of_rows = isinstance(watched, QAbstractItemView) and _is_alt_down(event)
        if not is_of_rows and is_widget_key(event, has_pages=isinstance(watched, _WITH_PAGES)):
            event.accept()
            return True
        if _is_history(event) or self._is_window_key(key):
            event.ignore()
            return True
        return False


def is_widget_key(event: QKeyEvent, *, has_pages: bool = False) -> bool:
    """Whether a key belongs to the text widget that has the focus, whatever the window thinks.

    Args:
        event: the key as Qt reports it.
        has_pages: the widget has several lines or rows, so turning its page is its own affair.
    """
    modifiers = event.modifiers() & ~_KEYPAD
    key = event.key()
    if modifiers in {_NONE, _SHIFT} and key in _OWN_KEYS:
        return True
    if _is_alt_down(event):
        return True
    if (
        has_pages
        and modifiers in {_NONE, _SHIFT}
        and key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
    ):
        return True
    if any(event.matches(standard) for standard in _CLIPBOARD):
        return True
    return _is_typing(event)


def _is_alt_down(event: QKeyEvent) -> bool:
    """Whether the key opens a list; in a table there is none, and rows move."""
    return event.modifiers() & ~_KEYPAD == _ALT and event.key() == Qt.Key.Key_Down


def _is_typing(event: QKeyEvent) -> bool:
    """Whether the key writes something: AltGr and Option write, Ctrl and Alt alone do not."""
    text = event.text()
    if not text or not text[0].isprintable():
        return False
    modifiers = event.modifiers()
    if sys.platform == "darwin":
        return not modifiers & (_CONTROL | _META)
    if modifiers & _META:
        return False
    # On Windows AltGr arrives as Ctrl and Alt together.
    return bool(modifiers & _CONTROL) == bool(modifiers & _ALT)


def _is_history(event: QKeyEvent) -> bool:
    return any(event.matches(standard) for standard in _HISTORY)
