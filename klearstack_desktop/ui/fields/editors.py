"""The editors of the field panel: text on one line, and text on several.

All of them keep four promises. They refuse no keystroke. They speak of an edit only when a person
changed the text, never when a program did. A value that nobody edited comes back as the very string
that was put in, even where Qt cannot hold it. Undo belongs to the document, so they have none.

A line break in a value of one line is drawn as a space and kept as it is; the tooltip shows it.
"""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from klearstack_desktop.ui.fields.text import plain_tooltip

EDITOR_HEIGHT = 28
"""Height of an editor of one line, in pixels."""

_UNLIMITED = 2**31 - 1
_LONG = 24
_ACCEPT_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_HISTORY_ACTIONS = frozenset({"edit-undo", "edit-redo"})
_HISTORY_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
# Opening a menu or a list, or going to another window, does not end the visit to a field.
_PASSING = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})


def is_accept_key(event: QKeyEvent) -> bool:
    """Whether a key is one of the two Enter keys, alone."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _ACCEPT_KEYS and modifiers == Qt.KeyboardModifier.NoModifier


def is_history_key(event: QKeyEvent) -> bool:
    """Whether a key means undo or redo, which the document answers and no editor does."""
    return any(event.matches(standard) for standard in _HISTORY_KEYS)


def popup_without_history(menu: QMenu, event: QContextMenuEvent) -> None:
    """Show an editor's context menu less undo and redo."""
    for action in menu.actions():
        if action.objectName() in _HISTORY_ACTIONS:
            menu.removeAction(action)
    if menu.actions() and menu.actions()[0].isSeparator():
        menu.removeAction(menu.actions()[0])
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(event.globalPos())


class LineEditor(QLineEdit):
    """Text on one line; anything may be typed into it.

    Figures are of one width, because the font of the application is set so.
    """

    edited = Signal(str)
    accepted = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self._at_entry = ""
        self._remark = ""
        self.setMaxLength(_UNLIMITED)
        self.textEdited.connect(self._on_text_edited)

    def value(self) -> str:
        """Return the value as it is now."""
        return self._value

    def show_value(self, value: str) -> None:
        """Show a value without speaking of an edit; the cursor stays as near as it can."""
        if not self.hasFocus():
            self._at_entry = value
        if value == self._value:
            return
        self._value = value
        position = self.cursorPosition()
        was_all_selected = (
            self.hasFocus() and self.hasSelectedText() and (self.selectedText() == self.text())
        )
        self.setText(value)
        self.setCursorPosition(min(position, len(self.text())) if self.hasFocus() else 0)
        if was_all_selected:
            self.selectAll()
        self._refresh_tooltip()

    def begin_visit(self) -> None:
        """Put the cursor at the start and remember the value that Esc brings back."""
        self._at_entry = self._value
        self.setCursorPosition(0)

    def restore(self) -> bool:
        """Bring back the value from before this visit; return whether there was anything to do.

        While text is being captured Esc means to leave that, so nothing is restored.
        """
        is_capturing = bool(self.property("capturing"))
        if is_capturing or self.isReadOnly() or self._value == self._at_entry:
            return False
        self.show_value(self._at_entry)
        self.edited.emit(self._value)
        return True

    def set_remark(self, remark: str) -> None:
        """Say something beyond the value in the tooltip, for example why it cannot be changed."""
        if remark != self._remark:
            self._remark = remark
            self._refresh_tooltip()

    def _on_text_edited(self, text: str) -> None:
        self._value = text
        self._refresh_tooltip()
        self.edited.emit(text)

    def _refresh_tooltip(self) -> None:
        self.setToolTip(_tooltip(self._value, self._remark))

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(120, EDITOR_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept on Enter, restore on Esc, leave undo to the document, let Qt do the rest."""
        if not _answer_key(self, event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the clipboard, not the undo that this editor does not have."""
        popup_without_history(self.createStandardContextMenu(), event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the field was entered."""
        super().focusInEvent(event)
        if event.reason() not in _PASSING:
            self._at_entry = self._value
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left, and show the start of a long value again."""
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.setCursorPosition(0)
            self.left.emit()


class AreaEditor(QPlainTextEdit):
    """Text on several lines: Enter accepts, Shift+Enter makes a new line, Tab goes on.

    Args:
        parent: the row it stands in.
        max_lines: the height grows with the text up to that many lines.
    """

    edited = Signal(str)
    accepted = Signal()
    entered = Signal()
    left = Signal()
    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, max_lines: int = 3) -> None:
        super().__init__(parent)
        self._value = ""
        self._at_entry = ""
        self._max_lines = max_lines
        self._is_showing = False
        self._height = EDITOR_HEIGHT
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def value(self) -> str:
        """Return the value as it is now."""
        return self._value

    def show_value(self, value: str) -> None:
        """Show a value without speaking of an edit; the cursor stays as near as it can."""
        if not self.hasFocus():
            self._at_entry = value
        if value == self._value:
            return
        position = self.textCursor().position()
        self._value = value
        self._is_showing = True
        try:
            self.setPlainText(value)
        finally:
            self._is_showing = False
        cursor = self.textCursor()
        last = self.document().characterCount() - 1
        cursor.setPosition(min(position, last) if self.hasFocus() else 0)
        self.setTextCursor(cursor)
        self._fit()

    def begin_visit(self) -> None:
        """Put the cursor at the start and remember the value that Esc brings back."""
        self._at_entry = self._value
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def restore(self) -> bool:
        """Bring back the value from before this visit; return whether there was anything to do.

        While text is being captured Esc means to leave that, so nothing is restored.
        """
        is_capturing = bool(self.property("capturing"))
        if is_capturing or self.isReadOnly() or self._value == self._at_entry:
            return False
        self.show_value(self._at_entry)
        self.edited.emit(self._value)
        return True

    def set_remark(self, remark: str) -> None:
        """Say something beyond the value in the tooltip, for example why it cannot be changed."""
        self.setToolTip(plain_tooltip(remark))

    def sizeHint(self) -> QSize:
        """As many lines as the text has, up to the most."""
        return QSize(120, self._height)

    def minimumSizeHint(self) -> QSize:
        """The height is what the text needs; the width gives way."""
        return QSize(40, self._height)

    def _on_text_changed(self) -> None:
        if self._is_showing:
            return
        edited = _with_line_ends_of(self._value, self._typed())
        if edited != self._value:
            self._value = edited
            self.edited.emit(edited)

    def _typed(self) -> str:
        # toPlainText turns no-break spaces into spaces, which would change a value behind our back.
        raw = self.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def _fit(self) -> None:
        needed = round(self.document().size().height())
        lines = max(1, min(self._max_lines, needed))
        # A document that fits to the pixel would show a scroll bar all the same.
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if needed > self._max_lines
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        around = EDITOR_HEIGHT - self.fontMetrics().lineSpacing()
        height = max(EDITOR_HEIGHT, lines * self.fontMetrics().lineSpacing() + around)
        if height != self._height:
            self._height = height
            self.updateGeometry()
            self.height_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break the text into another number of lines."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept on Enter, restore on Esc, leave undo to the document, let Qt do the rest."""
        if not _answer_key(self, event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the clipboard, not the undo that this editor does not have."""
        popup_without_history(self.createStandardContextMenu(), event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that the field was entered."""
        super().focusInEvent(event)
        if event.reason() not in _PASSING:
            self._at_entry = self._value
            self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left, and show the start of a long value again."""
        super().focusOutEvent(event)
        if event.reason() not in _PASSING:
            self.moveCursor(QTextCursor.MoveOperation.Start)
            self.left.emit()


def _answer_key(editor: FieldEditor, event: QKeyEvent) -> bool:
    """Answer the keys that all editors share; return whether this was one of them."""
    if is_accept_key(event):
        editor.accepted.emit()
        event.accept()
    elif is_history_key(event):
        event.ignore()
    elif event.key() == Qt.Key.Key_Escape:
        event.setAccepted(editor.restore())
    else:
        return False
    return True


def _tooltip(value: str, remark: str) -> str:
    is_long = len(value) > _LONG or not value.isprintable()
    return plain_tooltip("\n".join(part for part in (value if is_long else "", remark) if part))


FieldEditor: TypeAlias = LineEditor | AreaEditor
"""What a row of the panel may hold."""


def _with_line_ends_of(before: str, edited: str) -> str:
    """Give an edited text the line ends that the text had before."""
    had_only_crlf = "\r\n" in before and before.count("\n") == before.count("\r\n")
    return edited.replace("\n", "\r\n") if had_only_crlf else edited
