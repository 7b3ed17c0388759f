"""Editors that show a value as people here write it, and keep it as the document does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)

from klearstack_desktop.model.formats.forms import Meaning
from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.fields.value_editor import is_passing
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.formats.forms import Form

_EDGE = 8
_BETWEEN = 12
_LEAST_HINT = 28


class FormEditor(LineEditor):
    """A line whose text is one thing and whose value another; a form leads from one to the other.

    What is typed stays as it was typed while the focus is there, and a word beside it says how it
    is understood. Then the value is shown again in the form of the locale. Without a form, and for
    whatever the form cannot read, text and value are the same.

    Args:
        parent: the row it stands in.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: Form | None = None
        self._meaning = Meaning("")
        self._last_shown: tuple[Form, str, str] | None = None

    @property
    def form(self) -> Form | None:
        """What leads from values to texts; None where they are the same."""
        return self._form

    def set_form(self, form: Form | None) -> None:
        """Show and read values by another form; what is being typed stays."""
        if form == self._form:
            return
        is_typing = self.hasFocus() and self.text() != self.shown(self.value())
        self._form = form
        if not is_typing:
            self._rewrite()
            self._explain()
        self._refresh_tooltip()

    def hint(self) -> Meaning:
        """Return what stands beside the text at the moment; its ``said`` is empty for nothing."""
        return self._meaning

    def shown(self, value: str) -> str:
        """Return the text that stands in the editor for a value."""
        form, last = self._form, self._last_shown
        if form is None:
            return value
        if last is None or last[0] is not form or last[1] != value:
            # One showing of a value asks for its text several times.
            self._last_shown = last = (form, value, form.shown(value))
        return last[2]

    def put(self, value: str) -> None:
        """Take a value that a person picked, and show it, all of it selected."""
        self._set_hint(self._form.explained(value) if self._form else Meaning(value))
        if self.text() != self.shown(value):
            self.setText(self.shown(value))
        super()._take(value)
        self.selectAll()

    def begin_visit(self) -> None:
        """Show the value in the form of the locale, whatever was typed before, from its start."""
        self._rewrite()
        self._explain()
        super().begin_visit()

    def restore(self) -> bool:
        """Bring back the value from before this visit, and its text."""
        was_restored = super().restore()
        has_other_text = self.text() != self.shown(self.value())
        if has_other_text and not self.isReadOnly() and not self.property("capturing"):
            self._rewrite()
            was_restored = True
        if was_restored:
            self._explain()
        return was_restored

    def _take(self, value: str) -> None:
        """Take a text that a person made."""
        meaning = self._form.meant(value) if self._form else Meaning(value)
        is_plain = meaning.said == value and not meaning.is_doubtful
        self._set_hint(Meaning(meaning.value) if is_plain else meaning)
        super()._take(meaning.value)

    def _write(self, value: str) -> None:
        super()._write(self.shown(value))
        self._explain()

    def _rewrite(self) -> None:
        text = self.shown(self.value())
        if text != self.text():
            super()._write(text)

    def _explain(self) -> None:
        """Say how the value is understood as it stands there, while a person looks at it."""
        is_asked = self._form is not None and self.hasFocus()
        form = self._form
        self._set_hint(form.explained(self.value()) if form and is_asked else Meaning(""))

    def _set_hint(self, meaning: Meaning) -> None:
        if meaning == self._meaning:
            return
        self._meaning = meaning
        self.update()
        if meaning.is_doubtful and self.hasFocus():
            words = f"means {meaning.said}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _long_value(self) -> str:
        value = self.value()
        return f"Kept as {value}" if self.shown(value) != value else super()._long_value()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say how the value is understood."""
        super().focusInEvent(event)
        if not is_passing(event):
            self._explain()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the value in the form of the locale again."""
        if not is_passing(event):
            self._rewrite()
            self._set_hint(Meaning(""))
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show on Enter what was understood, should the focus stay."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.isAccepted():
            self._rewrite()
            self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw how the text is understood beside it, where there is room."""
        super().paintEvent(event)
        if not self._meaning.said:
            return
        room = self._room_for_hint()
        if room.width() < _LEAST_HINT:
            return
        theme, doubt = current_theme(), self._meaning.is_doubtful
        painter = QPainter(self)
        painter.setPen(QColor(theme.check if doubt else theme.muted))
        metrics, said = painter.fontMetrics(), self._meaning.said
        # Colour never stands alone: what could be misunderstood says that it "means" something.
        ways = (f"means {said}", f"= {said}") if doubt else (said, self._meaning.brief or said)
        elided = metrics.elidedText(ways[-1], Qt.TextElideMode.ElideRight, room.width())
        fitting = (words for words in ways if metrics.horizontalAdvance(words) <= room.width())
        words = next(fitting, elided)
        painter.drawText(room, int(self._hint_side() | Qt.AlignmentFlag.AlignVCenter), words)

    def _hint_side(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignRight

    def _room_for_hint(self) -> QRect:
        """Return the part of the line that the text leaves free."""
        text = self.fontMetrics().horizontalAdvance(self.displayText())
        margins = self.textMargins()
        start = _EDGE + margins.left() + text + _BETWEEN
        return QRect(start, 0, self.width() - margins.right() - _EDGE - start, self.height())
