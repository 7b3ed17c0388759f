"""The editors of the field panel: text on one line, and text on several.

A line break in a value of one line is drawn as a space and kept as it is; the tooltip shows it.
"""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget

from klearstack_desktop.ui.fields.value_editor import ValueEditor

EDITOR_HEIGHT = 28
"""Height of an editor of one line, in pixels."""

_AROUND = 10
"""Border and padding of an `AreaEditor` above and below, as the style sheet has them."""

_UNLIMITED = 2**31 - 1


class LineEditor(ValueEditor, QLineEdit):
    """Text on one line; anything may be typed into it.

    Figures are of one width, because the font of the application is set so.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(_UNLIMITED)
        # What is dropped is a file for the window, not a path for an invoice.
        self.setAcceptDrops(False)
        self.textEdited.connect(self._take)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(120, EDITOR_HEIGHT)

    def selectAll(self) -> None:  # noqa: N802 - Qt's own name
        """Select the whole text with the cursor at its start, which stays in sight."""
        length = len(self.text().encode("utf-16-le")) // 2
        self.setSelection(length, -length)

    def caret(self) -> int:
        """Return how many characters stand before the cursor."""
        return self.cursorPosition()

    def set_caret(self, position: int) -> None:
        """Put the cursor behind so many characters, nothing selected."""
        self.setCursorPosition(position)

    def _write(self, value: str) -> None:
        position = self.cursorPosition()
        is_all_selected = self.hasSelectedText() and self.selectedText() == self.text()
        self.setText(value)
        if not self.hasFocus():
            self._rewind()
        elif is_all_selected:
            self.selectAll()
        else:
            self.setCursorPosition(position)

    def _rewind(self) -> None:
        if self.cursorPosition() or self.hasSelectedText():
            self.setCursorPosition(0)

    def _is_fixed(self) -> bool:
        return self.isReadOnly()

    def _standard_menu(self) -> QMenu:
        return self.createStandardContextMenu()


class AreaEditor(ValueEditor, QPlainTextEdit):
    """Text on several lines: Enter accepts, Shift+Enter makes a new line, Tab goes on.

    Args:
        parent: the row it stands in.
        max_lines: the height grows with the text up to that many lines.
    """

    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, max_lines: int = 3) -> None:
        super().__init__(parent)
        self._max_lines = max_lines
        self._is_showing = False
        self._height = EDITOR_HEIGHT
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.viewport().setAcceptDrops(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._on_text_changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def sizeHint(self) -> QSize:
        """As many lines as the text has, up to the most."""
        return QSize(120, self._height)

    def minimumSizeHint(self) -> QSize:
        """The height is what the text needs; the width gives way."""
        return QSize(40, self._height)

    def caret(self) -> int:
        """Return how many characters stand before the cursor."""
        return self.textCursor().position()

    def set_caret(self, position: int) -> None:
        """Put the cursor behind so many characters, nothing selected."""
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def _write(self, value: str) -> None:
        position = self.textCursor().position()
        self._is_showing = True
        try:
            self.setPlainText(value)
        finally:
            self._is_showing = False
        if self.hasFocus():
            self.set_caret(position)
        self._fit()

    def _rewind(self) -> None:
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _is_fixed(self) -> bool:
        return self.isReadOnly()

    def _standard_menu(self) -> QMenu:
        return self.createStandardContextMenu()

    def _on_text_changed(self) -> None:
        if not self._is_showing:
            self._take(_with_line_ends_of(self.value(), self._typed()))

    def _typed(self) -> str:
        # toPlainText turns no-break spaces into spaces, which would change a value behind our back.
        raw = self.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def settle(self) -> None:
        """Take the size that it was given, and with it the height that its text needs.

        A hidden widget is told of its size only when it is shown.
        """
        if not self.isVisible():
            self.ensurePolished()
            for part in (self, self.viewport()):
                QApplication.sendEvent(part, QResizeEvent(part.size(), QSize()))

    def _lines(self) -> int:
        """Return how many lines the text has, or that they are more than the most."""
        layout, block, lines = self.document().documentLayout(), self.document().firstBlock(), 0
        while block.isValid() and lines <= self._max_lines:
            # Asked for its place it is broken into lines; otherwise only when it is painted.
            layout.blockBoundingRect(block)
            lines += block.lineCount()
            block = block.next()
        return lines

    def _fit(self) -> None:
        needed = self._lines()
        lines = max(1, min(self._max_lines, needed))
        # A document that fits to the pixel would show a scroll bar all the same.
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if needed > self._max_lines
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        height = max(EDITOR_HEIGHT, lines * self.fontMetrics().lineSpacing() + _AROUND)
        if height != self._height:
            self._height = height
            self.updateGeometry()
            self.height_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break the text into another number of lines."""
        super().resizeEvent(event)
        self._fit()


FieldEditor: TypeAlias = LineEditor | AreaEditor
"""What a row of the panel may hold."""


def _with_line_ends_of(before: str, edited: str) -> str:
    """Give an edited text the line ends that the text had before."""
    had_only_crlf = "\r\n" in before and before.count("\n") == before.count("\r\n")
    return edited.replace("\n", "\r\n") if had_only_crlf else edited
