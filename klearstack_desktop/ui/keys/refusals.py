"""Which keys no action may have, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from klearstack_desktop.ui.action_specs import MENUS, Scope

if TYPE_CHECKING:
    from PySide6.QtCore import QKeyCombination

_NONE: Final = Qt.KeyboardModifier.NoModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier
_META: Final = Qt.KeyboardModifier.MetaModifier

_OF_WIDGETS: Final = frozenset(
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
_TURN_PAGES: Final = frozenset({Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
_CLIPBOARD: Final = frozenset({Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X})
_OF_MACOS: Final = frozenset(
    {
        Qt.Key.Key_Q,
        Qt.Key.Key_W,
        Qt.Key.Key_H,
        Qt.Key.Key_M,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Space,
    }
)
_LAST_KEY_THAT_WRITES: Final = 0x01000000
"""Qt numbers keys that write something by their character, all others from here on."""


def refusal(key: QKeyCombination, scope: Scope, platform: str) -> str:
    """Return why no action may have a key, in a sentence; empty where one may.

    Args:
        key: one key with its modifiers.
        scope: where it would work.
        platform: as ``sys.platform`` names it.
    """
    return (
        _of_system(key, platform)
        or _of_widgets(key, scope)
        or _of_menus(key, platform)
        or _of_writing(key, scope, platform)
    )


def _of_system(key: QKeyCombination, platform: str) -> str:
    modifiers, pressed = key.keyboardModifiers(), key.key()
    if platform == "darwin":
        if modifiers == _CONTROL and pressed in _OF_MACOS:
            return "macOS needs this key for itself."
        return ""
    if modifiers & _META:
        return "The system needs its own key for itself."
    switches = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_F4}
    if modifiers & _ALT and pressed in switches | {Qt.Key.Key_Space}:
        return "The system needs this key for its windows."
    return ""


def _of_widgets(key: QKeyCombination, scope: Scope) -> str:
    modifiers, pressed = key.keyboardModifiers(), key.key()
    is_bare = modifiers in {_NONE, _SHIFT}
    if is_bare and pressed in _OF_WIDGETS:
        return "This key belongs to the field, list or button that has the focus."
    if modifiers == _ALT and pressed == Qt.Key.Key_Down:
        return "This key opens the list of a field."
    if is_bare and pressed in _TURN_PAGES and scope is not Scope.PAGE:
        return "This key turns the page from a field."
    if modifiers == _CONTROL and pressed in _CLIPBOARD:
        return "This key belongs to the clipboard."
    return ""


def _of_menus(key: QKeyCombination, platform: str) -> str:
    if platform == "darwin" or key.keyboardModifiers() != _ALT:
        return ""
    titles = [title for title in MENUS if ord(title[0]) == key.key()]
    return f"This key opens the menu {titles[0]}." if titles else ""


def _of_writing(key: QKeyCombination, scope: Scope, platform: str) -> str:
    modifiers = key.keyboardModifiers()
    if key.key() >= _LAST_KEY_THAT_WRITES:
        return ""
    if modifiers in {_NONE, _SHIFT} and scope is not Scope.PAGE:
        return "A bare key writes into the field: it can be used in the page pane only."
    if platform == "win32" and modifiers & _CONTROL and modifiers & _ALT:
        return "On Windows this is AltGr, which writes."
    if platform == "darwin" and modifiers & _ALT and not modifiers & (_CONTROL | _META):
        return "On macOS the Option key writes."
    return ""
