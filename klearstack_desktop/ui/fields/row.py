"""One field of the panel: its label, its editor, its chip, and a sentence below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.findings import Findings
from klearstack_desktop.ui.chips import Chip, Tone, paint_chip_in
from klearstack_desktop.ui.fields.editors import EDITOR_HEIGHT, AreaEditor
from klearstack_desktop.ui.fields.findings import Note, note_on, verdict_on
from klearstack_desktop.ui.fields.kinds import editor_for
from klearstack_desktop.ui.fields.note_label import NoteLabel
from klearstack_desktop.ui.fields.text import CHANGES_OF_TEXT, plain_tooltip
from klearstack_desktop.ui.fields.text_line import TextLine

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

    from klearstack_desktop.model.document import Field
    from klearstack_desktop.model.finding import Finding

SIDE = 12
"""Margin at the left and right of the panel, in pixels."""

SIDE_OF_BAR = 2
"""Margin at the right, in pixels; the room of the scroll bar, used or not, comes on top of it."""

GAP = 8
CHIP_WIDTH = 66
_NOTE_GAP = 2
REPEATED_NAME = "This name occurs more than once in the document; only the first can be changed"


_NOTE_ROLES = {
    Tone.NEUTRAL: "small",
    Tone.CHECK: "check",
    Tone.BAD: "problem",
    Tone.GOOD: "good",
    Tone.ACCENT: "small",
}


class FieldRow(QWidget):
    """Shows one field and says what a person does to it.

    The row keeps its editor through every update: the text is touched only when the document's
    value really changed and is not an echo of what was just typed.

    Attributes:
        field: the field as it was shown last.
        key: names it, in this document and in the next one that has such a field.
        chip: what its chip shows; a press on it asks for the value that was read.
        chip_room: where the chip stands in the row.
    """

    edited = Signal(object, str)
    accepted = Signal(object)
    entered = Signal(object)
    left = Signal(object)
    revert_requested = Signal(object)
    fix_pressed = Signal(object)
    height_changed = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.key = field.key
        self.editor = editor_for(field, self)
        self.chip = Chip("")
        self._label = TextLine(Qt.AlignmentFlag.AlignRight)
        self._label_hint = self._chip_hint = ""
        self.fix_keys = ""
        self._note_label: NoteLabel | None = None
        self._verdict = verdict_on(field, Draft(), Findings())
        self._shown: tuple[Field, bool, str, str | None, tuple[Finding, ...]] | None = None
        self._note = Note()
        self._reserved = 0
        self._is_capturing = False
        self._label_width = 120
        self._label_room = self.chip_room = QRect()
        self._placed: tuple[QSize, int, int, NoteLabel | None] | None = None
        self._echoes: list[str] = []
        self.serve()
        self.editor.setAccessibleName(field.label)
        self.editor.edited.connect(self._on_edited)
        self.editor.accepted.connect(lambda: self.accepted.emit(self.key))
        self.editor.entered.connect(self._on_entered)
        self.editor.left.connect(self._on_left)
        if isinstance(self.editor, AreaEditor):
            self.editor.height_changed.connect(self.height_changed)

    @property
    def looks_as_drawn(self) -> bool:
        """Whether it looks now as it does in a picture that was drawn while it was hidden.

        Text of several lines takes its place only when it is shown.
        """
        return not (self.editor.hasFocus() or isinstance(self.editor, AreaEditor))

    def serve(self) -> None:
        """Be the row of the field from now on: it speaks, and its editor is found by its name."""
        self.blockSignals(False)
        occurrence = f":{self.field.occurrence}" if self.field.occurrence else ""
        self._be_found_as(f"field:{self.field.key.name}{occurrence}")

    def retire(self) -> None:
        """Be nobody's row for a while: nothing is found under its name, and it says nothing.

        So a row that goes cannot speak for the document that comes.
        """
        self.blockSignals(True)
        self._be_found_as("")

    def _be_found_as(self, name: str) -> None:
        self.editor.setObjectName(name)
        if self._note_label is not None:
            self._note_label.be_found_as(name)

    def suits(self, field: Field) -> bool:
        """Whether the row's editor is the one that the field needs."""
        known = self.field.definition
        return field.key == self.key and (field.definition is known or field.definition == known)

    def show_field(
        self,
        field: Field,
        draft: Draft,
        findings: Findings,
        *,
        read_only_reason: str,
        is_new: bool,
        was: str | None = None,
    ) -> None:
        """Show a field as it is now.

        Args:
            field: the field with the draft laid over.
            draft: knows which fields were accepted.
            findings: what is found in the document.
            read_only_reason: why the field cannot be changed; empty where it can.
            is_new: another document's field: nothing of what was typed before counts.
            was: what the field said before another person changed it; None where nobody did.
        """
        shown = (field, draft.accepts(field), read_only_reason, was, findings.of(self.key))
        if shown == self._shown and not is_new:
            return
        self._shown = shown
        self.field = field
        if self._label.set_text(field.label, Tone.NEUTRAL):
            self.update(self._label_room)
        if is_new:
            self._echoes.clear()
            self._reserved = 0
        self._show_value(field.value)
        if is_new:
            self.editor.begin_visit()
        reason = REPEATED_NAME if field.occurrence and not read_only_reason else read_only_reason
        self._set_read_only(reason)
        self._verdict = verdict_on(field, draft, findings)
        self._show_chip()
        # Where nothing can be changed nobody is asked to.
        note = Note() if read_only_reason else note_on(field, draft, findings, was=was)
        self._show_note(note)

    def _show_value(self, value: str) -> None:
        if value == self.editor.value():
            self._echoes.clear()
        elif value in self._echoes:
            # An older key press has come round while a newer one is on its way.
            del self._echoes[: self._echoes.index(value) + 1]
        else:
            self._echoes.clear()
            self.editor.show_value(value)

    def _set_read_only(self, reason: str) -> None:
        is_read_only = bool(reason)
        if self.editor.isReadOnly() != is_read_only:
            self.editor.setReadOnly(is_read_only)
            _restyle(self.editor)
        self.editor.set_remark(reason)
        self._label_hint = f"{self.field.label}: {reason}" if reason else ""

    def set_capturing(self, *, is_capturing: bool) -> bool:
        """Mark the field as the one that captured text goes to, or not; say if that is new."""
        if self._is_capturing == is_capturing:
            return False
        self._is_capturing = is_capturing
        self.editor.setProperty("capturing", is_capturing)
        _restyle(self.editor)
        self._show_chip()
        return True

    def _show_chip(self) -> None:
        if self._is_capturing:
            chip = Chip("capture", Tone.ACCENT)
            self._chip_hint = "Text that you capture on the page comes here"
        else:
            chip = self._verdict.chip
            hint = "\nPress to bring that back" if self._can_revert else ""
            self._chip_hint = self._verdict.explanation + hint
        if chip != self.chip:
            self.chip = chip
            self.update(self.chip_room)

    @property
    def _can_revert(self) -> bool:
        return self.field.is_changed and not self.editor.isReadOnly()

    def _show_note(self, note: Note) -> None:
        self._note = note
        problem = note.tone.value if note.text else ""
        if (self.editor.property("problem") or "") != problem:
            self.editor.setProperty("problem", problem)
            _restyle(self.editor)
        shown = note
        if not note.text and self._reserved and self.field.is_changed:
            # The line stays while the field is being edited, so that nothing moves under the hands.
            shown = Note(f"Was read as {self.field.original_value or 'empty'}")
        self._describe(f"{shown.text}. {shown.fix.words}" if shown.fix else shown.text)
        if self._note_label is None and not shown.text:
            return
        label = self._note_label or self._make_note_label()
        needs_height = label.text() != shown.text
        if needs_height:
            label.setText(shown.text)
        needs_height |= label.set_fix(shown.fix, self.fix_keys)
        if label.property("role") != _NOTE_ROLES[shown.tone]:
            label.setProperty("role", _NOTE_ROLES[shown.tone])
            _restyle(label)
        is_hidden = not shown.text and not self._reserved
        if label.isHidden() != is_hidden:
            label.setHidden(is_hidden)
            needs_height = True
        if needs_height:
            self.height_changed.emit()

    def _describe(self, note: str) -> None:
        parts = (note or self._verdict.explanation, self.editor.keys_in_words)
        description = ". ".join(part for part in parts if part)
        if self.editor.accessibleDescription() != description:
            self.editor.setAccessibleDescription(description)

    def _make_note_label(self) -> NoteLabel:
        label = NoteLabel(self.editor.objectName(), self)
        label.fix_pressed.connect(self.fix_pressed)
        label.hide()
        self._note_label = label
        return label

    def arrange(self, width: int, label_width: int) -> int:
        """Take a width and a width of the label column, in pixels; return the height needed.

        A column of no width shows no label.
        """
        self._label_width = label_width
        height = self._editor_height()
        if self._note_label is not None and not self._note_label.isHidden():
            height += max(self._note_label.heightForWidth(self._note_width(width)), self._reserved)
            height += _NOTE_GAP
        return height

    def _editor_height(self) -> int:
        return max(EDITOR_HEIGHT, self.editor.sizeHint().height())

    def _note_width(self, width: int) -> int:
        return max(width - SIDE - SIDE_OF_BAR - self._label_width - GAP, 40)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts where they belong."""
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Put the parts where they belong in the present size."""
        editor_height = self._editor_height()
        place = (self.size(), self._label_width, editor_height, self._note_label)
        if place == self._placed:
            return
        self._placed = place
        width = self.width()
        start = SIDE + self._label_width + GAP
        editor_width = max(width - start - GAP - CHIP_WIDTH - SIDE_OF_BAR, 40)
        self._label_room = QRect(SIDE, 0, self._label_width, EDITOR_HEIGHT)
        self._label.lay_out(self._label_room, self.font(), self)
        self.editor.setGeometry(start, 0, editor_width, editor_height)
        if isinstance(self.editor, AreaEditor):
            self.editor.settle()
        self.chip_room = QRect(start + editor_width + GAP, 0, CHIP_WIDTH, EDITOR_HEIGHT)
        self.update()
        if self._note_label is not None:
            below = editor_height + _NOTE_GAP
            self._note_label.setGeometry(
                QRect(start, below, self._note_width(width), self.height() - below)
            )

    def sizeHint(self) -> QSize:
        """One editor and its surroundings."""
        return QSize(400, EDITOR_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw label and chip; as widgets of their own they would double what a panel paints."""
        painter = QPainter(self)
        if self._label_width:
            self._label.paint(painter, self._label_room, self.font(), self)
        if self.chip.text:
            paint_chip_in(painter, self.chip_room, self.chip, self.font())

    def changeEvent(self, event: QEvent) -> None:
        """Take another font."""
        if event.type() in CHANGES_OF_TEXT:
            self._label.forget()
        super().changeEvent(event)

    def hint_at(self, place: QPoint) -> str:
        """Return what is to be said of a place of the row; empty where there is nothing."""
        if self.chip_room.contains(place):
            return self._chip_hint
        if self._label_room.contains(place):
            return self._label_hint or (self._label.text if self._label.is_elided else "")
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the value that was read when the chip is pressed, else give the editor focus."""
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and self.chip.text and self.chip_room.contains(event.position().toPoint()):
            if self._can_revert:
                self.revert_requested.emit(self.key)
        else:
            self.editor.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()

    def _on_edited(self, value: str) -> None:
        self._echoes.append(value)
        self.edited.emit(self.key, value)

    def _on_entered(self) -> None:
        label = self._note_label
        self._reserved = label.height() if label is not None and not label.isHidden() else 0
        self.entered.emit(self.key)

    def _on_left(self) -> None:
        self._reserved = 0
        self._show_note(self._note)
        self.left.emit(self.key)


def explained(ground: QWidget, event: QEvent) -> bool:
    """Explain the label or the chip of a row under the pointer; return whether that was asked.

    Rows leave it to what they lie on: an ``event`` of their own would be told of all that befalls
    them, dozens of times for each document that is opened.

    Args:
        ground: what the rows lie on.
        event: one of its events.
    """
    if not isinstance(event, QHelpEvent) or event.type() is not QEvent.Type.ToolTip:
        return False
    below = ground.childAt(event.pos())
    hint = below.hint_at(below.mapFrom(ground, event.pos())) if isinstance(below, FieldRow) else ""
    QToolTip.showText(event.globalPos(), plain_tooltip(hint), ground)
    return True


def _restyle(widget: QWidget) -> None:
    """Let the style sheet see a changed property; before the first showing it does so by itself."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
