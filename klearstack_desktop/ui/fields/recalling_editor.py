"""An editor of free text that offers what was written there before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent

from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_ACCEPT_KEYS = frozenset({Qt.Key.Key_Right, Qt.Key.Key_End})
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_EDGE = 8


class RecallingEditor(LineEditor):
    """Shows the rest of a value seen before, muted, behind the cursor.

    Right or End at the end of the text takes it. Everything else leaves what is typed as it is: an
    offer is no text, is not sent, and is gone with the next key that it does not fit.

    Args:
        parent: the row it stands in.
    """

    keys_in_words = "Right takes the value that is offered"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: tuple[str, ...] = ()
        self._is_typing = False
        self.textEdited.connect(self._note_typing)

    def set_known(self, values: Sequence[str]) -> None:
        """Offer other values, the likeliest first."""
        if tuple(values) != self._known:
            self._known = tuple(values)
            self.update()

    def offer(self) -> str:
        """Return the rest that stands behind the cursor; empty where there is none.

        It begins where the typed text ends, and only while a person is typing there.
        """
        return self._offered()[len(self.text()) :]

    def _offered(self) -> str:
        text = self.text()
        is_at_end = self.cursorPosition() == len(text) and not self.hasSelectedText()
        if not (self._is_typing and is_at_end and text.strip() and self.hasFocus()):
            return ""
        start = text.casefold()
        fitting = (
            value
            for value in self._known
            if len(value) > len(text) and value[: len(text)].casefold() == start
        )
        offered = next(fitting, "")
        # Behind the cursor is before the text where that runs from right to left.
        return "" if any(bidirectional(letter) in _RIGHT_TO_LEFT for letter in offered) else offered

    def _note_typing(self) -> None:
        self._is_typing = True
        self.update()

    def _write(self, value: str) -> None:
        self._is_typing = False
        super()._write(value)

    def _take_offer(self, value: str) -> None:
        self._is_typing = False
        self.setText(value)
        self._take(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the offer on Right and End; every other key means what it always means."""
        alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_asking = event.key() in _ACCEPT_KEYS and alone == Qt.KeyboardModifier.NoModifier
        if is_asking and not self.isReadOnly() and (value := self._offered()):
            self._take_offer(value)
            event.accept()
            return
        is_removing = event.key() in {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}
        super().keyPressEvent(event)
        if is_removing:
            # Who takes letters away does not want them back.
            self._is_typing = False
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the offer behind the text."""
        super().paintEvent(event)
        rest = self.offer()
        if not rest:
            return
        start = self.cursorRect().center().x() + 1
        room = QRect(start, 0, self.width() - _EDGE - start, self.height())
        if room.width() < _EDGE:
            return
        painter = QPainter(self)
        painter.setPen(QColor(current_theme().muted))
        shown = painter.fontMetrics().elidedText(rest, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown
        )
