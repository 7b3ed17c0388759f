"""All fields of a document, one below the other, under the headings of their groups."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from klearstack_desktop.model.fieldmap import FieldGroup
from klearstack_desktop.ui.fields.arrangement import arranged
from klearstack_desktop.ui.fields.list_picture import ListPicture
from klearstack_desktop.ui.fields.outfit import Usage
from klearstack_desktop.ui.fields.row import SIDE, FieldRow, explained

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, Field, FieldKey
    from klearstack_desktop.model.findings import Findings
    from klearstack_desktop.model.merge import Place
    from klearstack_desktop.ui.fields.outfit import Outfitter

_ROW_GAP = 5
_HEADING_HEIGHT = 22
_GROUP_GAP = 5
_LABEL_SHARE = 0.34
_LEAST_LABEL = 72
_MADE_A_TURN = 4
"""So many rows are made ahead between two events."""
_MOST_AHEAD = 40
"""A document with more fields is not filled in ahead: that would keep the window waiting."""
_MOST_SPARE = 300
"""So many rows are kept that the open document has no field for; the next one may have it."""


@dataclass(frozen=True, slots=True)
class ShownFields:
    """What a list of fields shows.

    Attributes:
        document: with the draft laid over.
        draft: knows which fields were accepted.
        findings: what is found in the document.
        read_only_reason: why nothing can be changed; empty where it can.
        was: what fields said before another person changed them.
    """

    document: Document
    draft: Draft
    findings: Findings
    read_only_reason: str
    was: Mapping[Place, str]


class FieldList(QWidget):
    """Keeps one row for each field and places them itself, which is fast for hundreds of them.

    A list that serves is the one that a person sees and that speaks; another one may be filled
    ahead in the meantime, and serve from one moment to the next.

    Args:
        outfitter: gives the editors what they need to know beyond their field.
        parent: the panel.

    Attributes:
        shown: what it shows as if it had just been filled, or None.
    """

    edited = Signal(object, str)
    accepted = Signal(object)
    entered = Signal(object)
    left = Signal(object)
    revert_requested = Signal(object)
    fix_pressed = Signal(object)

    def __init__(self, outfitter: Outfitter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outfitter = outfitter
        self._usage = Usage()
        self.fix_keys = ""
        self.shown: ShownFields | None = None
        self._is_serving = False
        self._rows: dict[FieldKey, FieldRow] = {}
        self._spare: dict[FieldKey, FieldRow] = {}
        self._foreseen: ShownFields | None = None
        self._missing: list[Field] = []
        self._made_for = ""
        self._making = QTimer(self, singleShot=True, interval=0)
        self._making.timeout.connect(self._go_on_foreseeing)
        self._headings = {group: self._make_heading(group) for group in FieldGroup}
        self._picture = ListPicture(self)
        self._is_placing = False
        self._placed_width = 0
        self._widest_label = _LEAST_LABEL
        self._measured_in = QFont()
        outfitter.changed.connect(self._fit_again)

    def _fit_again(self) -> None:
        self._picture.forget()
        for row in self._rows.values():
            self._outfitter.fit(row.editor, row.field, self._usage)

    def _make_heading(self, group: FieldGroup) -> QLabel:
        heading = QLabel(group.value.upper(), self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("role", "heading")
        heading.hide()
        return heading

    def rows(self) -> tuple[FieldRow, ...]:
        """Return the rows in the order of the panel."""
        return tuple(self._rows.values())

    def row(self, key: FieldKey) -> FieldRow | None:
        """Return the row of a field, or None."""
        return self._rows.get(key)

    def serve(self) -> None:
        """Be the list that a person sees."""
        self._is_serving = True
        self._foreseen = None
        for row in self._rows.values():
            row.serve()
        self.show()

    def set_capture_target(self, key: FieldKey | None) -> None:
        """Mark the field that captured text goes to; None marks none."""
        for row in self._rows.values():
            if row.set_capturing(is_capturing=row.key == key):
                self._picture.forget()

    def appear(self) -> None:
        """Paint what was drawn ahead in place of the rows that look like that."""
        rows = (row for row in self._rows.values() if row.looks_as_drawn)
        used = (heading for heading in self._headings.values() if not heading.isHidden())
        self._picture.stand_in((*rows, *used))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what was drawn ahead, if it was."""
        self._picture.paint(QPainter(self))

    def event(self, event: QEvent) -> bool:
        """Explain what is under the pointer."""
        return explained(self, event) or super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Look otherwise in other colours or letters."""
        self._picture.forget()
        super().changeEvent(event)

    def retire(self) -> None:
        """Be nobody's list for a while; it is to be hidden, once the focus is elsewhere."""
        self._is_serving = False
        self._picture.forget()
        self.shown = None
        self._made_for = ""
        for row in self._rows.values():
            row.set_capturing(is_capturing=False)
            row.retire()

    def show_fields(self, shown: ShownFields | None, *, is_new: bool) -> None:
        """Show a document's fields; rows of fields that stay are kept, focus and cursor with them.

        Args:
            shown: what is shown, or None for nothing.
            is_new: the document is another one than before.
        """
        if shown != self.shown:
            self._picture.forget()
        self.shown, self._foreseen = shown, None
        # Rows that change their height while they are filled are placed once, at the end.
        self._is_placing = True
        try:
            self._fill(shown, is_new=is_new)
        finally:
            self._is_placing = False
        self.arrange()

    def _fill(self, shown: ShownFields | None, *, is_new: bool) -> None:
        fields = arranged(shown.document.fields) if shown else ()
        wanted = {field.key: field for field in fields}
        old_order = tuple(self._rows)
        for key, row in tuple(self._rows.items()):
            if key not in wanted or not row.suits(wanted[key]):
                self._put_aside(self._rows.pop(key))
        ordered: dict[FieldKey, FieldRow] = {}
        if shown is not None:
            self._usage = self._usage.of(shown.document)
            for key, field in wanted.items():
                known = self._rows.get(key)
                ordered[key] = row = known or self._taken_back(field) or self._add(field)
                row.fix_keys = self.fix_keys
                self._outfitter.fit(row.editor, field, self._usage)
                row.show_field(
                    field,
                    shown.draft,
                    shown.findings,
                    read_only_reason=shown.read_only_reason,
                    is_new=is_new or known is None,
                    was=shown.was.get(key),
                )
        self._rows = ordered
        if tuple(ordered) != old_order:
            self._widest_label = self._measure_labels()
            self._chain_tabs()

    def _add(self, field: Field) -> FieldRow:
        row = FieldRow(field, self)
        row.edited.connect(self.edited)
        row.accepted.connect(self.accepted)
        row.entered.connect(self._on_entered)
        row.left.connect(self.left)
        row.revert_requested.connect(self.revert_requested)
        row.fix_pressed.connect(self.fix_pressed)
        row.height_changed.connect(self.arrange)
        self._take_on(row)
        return row

    def _on_entered(self, key: FieldKey) -> None:
        self._picture.step_aside()
        self.entered.emit(key)

    def _take_on(self, row: FieldRow) -> None:
        if self._is_serving:
            row.serve()
        else:
            row.retire()

    def foresee(self, shown: ShownFields) -> None:
        """Show what is likely to be wanted next, a few rows at a time; for a list that is hidden.

        Of a document with very many fields only the rows are made.
        """
        self._foreseen, self._made_for = shown, shown.document.id
        known = self._rows.keys() | self._spare.keys()
        self._missing = [field for field in shown.document.fields if field.key not in known]
        self._making.start()

    def is_made_for(self, document_id: str) -> bool:
        """Whether rows were made ahead for a document, all that it needs or some of them."""
        return self._made_for == document_id

    def _go_on_foreseeing(self) -> None:
        foreseen, turn = self._foreseen, self._missing[:_MADE_A_TURN]
        if foreseen is None:
            return
        del self._missing[:_MADE_A_TURN]
        for field in turn:
            self._put_aside(self._add(field))
        if turn:
            self._making.start()
        elif len(foreseen.document.fields) > _MOST_AHEAD:
            self._foreseen = None
        elif self.shown is not foreseen:
            self.show_fields(foreseen, is_new=True)
            self._foreseen = foreseen
            self._making.start()
        else:
            self._picture.draw()
            self._foreseen = None

    def _put_aside(self, row: FieldRow) -> None:
        """Take a row out of sight; making one anew takes longer than all else that it shows."""
        row.hide()
        row.retire()
        self._spare.pop(row.key, None)
        self._spare[row.key] = row
        while len(self._spare) > _MOST_SPARE:
            self._spare.pop(next(iter(self._spare))).deleteLater()

    def _taken_back(self, field: Field) -> FieldRow | None:
        row = self._spare.pop(field.key, None)
        if row is None:
            return None
        if not row.suits(field):
            row.deleteLater()
            return None
        self._take_on(row)
        return row

    def _chain_tabs(self) -> None:
        editors = [row.editor for row in self._rows.values()]
        for before, after in pairwise(editors):
            QWidget.setTabOrder(before, after)

    def _measure_labels(self) -> int:
        self._measured_in = self.font()
        metrics = QFontMetrics(self._measured_in)
        widths = (metrics.horizontalAdvance(row.field.label) + 2 for row in self._rows.values())
        return max(widths, default=_LEAST_LABEL)

    def arrange(self) -> None:
        """Place every heading and row for the present width, and take the height they need."""
        if self._is_placing:
            return
        self._is_placing = True
        try:
            self._place()
        finally:
            self._is_placing = False

    def _place(self) -> None:
        width = self.width()
        label_width = max(min(self._widest_label, int(width * _LABEL_SHARE)), _LEAST_LABEL)
        top = 4
        shown: FieldGroup | None = None
        for row in self._rows.values():
            group = row.field.group
            if group is not shown:
                heading = self._headings[group]
                top += _GROUP_GAP if shown else 0
                heading.setGeometry(SIDE, top, width - 2 * SIDE, _HEADING_HEIGHT)
                top += _HEADING_HEIGHT + 2
                shown = group
            height = row.arrange(width, label_width)
            row.setGeometry(0, top, width, height)
            row.place()
            if (needed := row.arrange(width, label_width)) != height:
                # Of text of several lines that is known only by now.
                height = needed
                row.setGeometry(0, top, width, height)
                row.place()
            if row.isHidden():
                row.show()
            top += height + _ROW_GAP
        self._placed_width = width
        used = {row.field.group for row in self._rows.values()}
        for group, heading in self._headings.items():
            heading.setVisible(group in used)
        self.setFixedHeight(top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the rows anew when the width changed."""
        super().resizeEvent(event)
        # Whatever is shown for the first time is told of a size, also of the one that it had.
        if event.size().width() != self._placed_width:
            self._picture.forget()
            self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Place the rows with the font that the screen gives."""
        super().showEvent(event)
        if self.font() != self._measured_in:
            self._widest_label = self._measure_labels()
            self.arrange()

    def sizeHint(self) -> QSize:
        """As high as the rows are."""
        return QSize(420, self.height())
