"""What every editor of a value does alike, whichever of Qt's text widgets it is.

Editors keep four promises. They refuse no keystroke. They speak of an edit only when a person
changed the text, never when a program did. A value that nobody edited comes back as the very string
that was put in, even where Qt cannot hold it. Undo belongs to the document, so they have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence

from klearstack_desktop.ui.fields.text import plain_tooltip, set_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu, QWidget

    class _TextWidget(QWidget):
        """What an editor brings besides being a widget."""

        _write: Callable[[str], None]
        """Put a value into the widget and leave the cursor as near as it can be."""
        _rewind: Callable[[], None]
        """Put the cursor at the start, nothing selected."""
        caret: Callable[[], int]
        """Return how many characters stand before the cursor."""
        set_caret: Callable[[int], None]
        """Put the cursor behind so many characters, nothing selected."""
        _is_fixed: Callable[[], bool]
        """Whether the text can be read and copied only."""
        selectAll: Callable[[], None]  # noqa: N815 - Qt's own name
        """Select the whole text."""
        _standard_menu: Callable[[], QMenu]
        """Make Qt's context menu."""
else:
    _TextWidget = object

_LONG = 24
_ACCEPT_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HISTORY_ACTIONS = frozenset({"edit-undo", "edit-redo"})
_HISTORY_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
# Opening a menu or a list, or going to another window, does not end the visit to a field.
_PASSING = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})
_BY_TAB = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})


class ValueEditor(_TextWidget):
    """The half of an editor that stands before ``QLineEdit`` or ``QPlainTextEdit``.

    ``edited`` carries the whole value on each change of text by a person; ``accepted`` comes with
    Enter; ``entered`` and ``left`` with the focus, but not for a menu, a list or another window.
    """

    edited = Signal(str)
    accepted = Signal()
    entered = Signal()
    left = Signal()

    keys_in_words = ""
    """What the keys of this kind of editor do, for screen readers."""

    _value = ""
    _at_entry = ""
    _remark = ""

    def value(self) -> str:
        """Return the value as it is now."""
        return self._value

    def show_value(self, value: str) -> None:
        """Show a value without speaking of an edit; the cursor stays as near as it can."""
        if not self.hasFocus():
            self._at_entry = value
        if value != self._value:
            self._value = value
            self._write(value)
            self._refresh_tooltip()

    def begin_visit(self) -> None:
        """Put the cursor at the start and remember the value that Esc brings back."""
        self._at_entry = self._value
        self._rewind()

    def restore(self) -> bool:
        """Bring back the value from before this visit; return whether there was anything to do.

        While text is being captured Esc means to leave that, so nothing is restored.
        """
        is_capturing = bool(self.property("capturing"))
        if is_capturing or self._is_fixed() or self._value == self._at_entry:
            return False
        self.show_value(self._at_entry)
        self.edited.emit(self._value)
        return True

    def set_remark(self, remark: str) -> None:
        """Say something beyond the value in the tooltip, for example why it cannot be changed."""
        if remark != self._remark:
            self._remark = remark
            self._refresh_tooltip()

    def _take(self, value: str) -> None:
        """Take what a person made of the text."""
        if value != self._value:
            self._value = value
            self._refresh_tooltip()
            self.edited.emit(value)

    def _refresh_tooltip(self) -> None:
        parts = (self._long_value(), self._remark)
        set_tooltip(self, plain_tooltip("\n".join(part for part in parts if part)))

    def _long_value(self) -> str:
        """Return what the tooltip says of the value: all of it where it may not be in sight."""
        is_long = len(self._value) > _LONG or not self._value.isprintable()
        return self._value if is_long else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept on Enter, restore on Esc, leave undo to the document, let Qt do the rest."""
        if is_accept_key(event):
            self.accepted.emit()
            event.accept()
        elif any(event.matches(standard) for standard in _HISTORY_KEYS):
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            event.setAccepted(self.restore())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the clipboard, not the undo that this editor does not have."""
        menu = self._standard_menu()
        for action in menu.actions():
            if action.objectName() in _HISTORY_ACTIONS:
                menu.removeAction(action)
        if menu.actions() and menu.actions()[0].isSeparator():
            menu.removeAction(menu.actions()[0])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the field was entered."""
        super().focusInEvent(event)
        if event.reason() in _BY_TAB:
            self.selectAll()
        if not is_passing(event):
            self._at_entry = self._value
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left, and show the start of a long value again."""
        super().focusOutEvent(event)
        if not is_passing(event):
            self._rewind()
            self.left.emit()


def is_passing(event: QFocusEvent) -> bool:
    """Whether the focus comes and goes without a visit to a field beginning or ending."""
    return event.reason() in _PASSING


def is_accept_key(event: QKeyEvent) -> bool:
    """Whether a key is one of the two Enter keys, alone."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _ACCEPT_KEYS and modifiers == Qt.KeyboardModifier.NoModifier
