"""All fields of a document, one below the other, under the headings of their groups."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from klearstack_desktop.model.fieldmap import FieldGroup
from klearstack_desktop.ui.fields.arrangement import arranged
from klearstack_desktop.ui.fields.row import SIDE, FieldRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
_MOST_SPARE = 300
"""So many rows are kept that the open document has no field for; the next one may have it."""


class FieldList(QWidget):
    """Keeps one row for each field and places them itself, which is fast for hundreds of them.

    Args:
        outfitter: gives the editors what they need to know beyond their field.
        parent: the panel.
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
        self.fix_keys = ""
        self._rows: dict[FieldKey, FieldRow] = {}
        self._spare: dict[FieldKey, FieldRow] = {}
        self._foreseen: dict[FieldKey, Field] = {}
        self._making = QTimer(self, singleShot=True, interval=0)
        self._making.timeout.connect(self._make_some)
        self._headings = {group: self._make_heading(group) for group in FieldGroup}
        self._is_placing = False
        self._widest_label = self._label_width = _LEAST_LABEL
        outfitter.changed.connect(self._fit_again)

    def _fit_again(self) -> None:
        for row in self._rows.values():
            self._outfitter.fit(row.editor, row.field)

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

    def show_fields(
        self,
        document: Document | None,
        draft: Draft,
        findings: Findings,
        *,
        read_only_reason: str,
        is_new: bool,
        was: Mapping[Place, str],
    ) -> None:
        """Show a document's fields; rows of fields that stay are kept, focus and cursor with them.

        Args:
            document: with the draft laid over, or None for nothing.
            draft: knows which fields were accepted.
            findings: what is found in the document.
            read_only_reason: why nothing can be changed; empty where it can.
            is_new: the document is another one than before.
            was: what fields said before another person changed them.
        """
        # Rows that change their height while they are filled are placed once, at the end.
        self._is_placing = True
        try:
            self._fill(
                document, draft, findings, was, read_only_reason=read_only_reason, is_new=is_new
            )
        finally:
            self._is_placing = False
        self.arrange()

    def _fill(
        self,
        document: Document | None,
        draft: Draft,
        findings: Findings,
        was: Mapping[Place, str],
        *,
        read_only_reason: str,
        is_new: bool,
    ) -> None:
        fields = arranged(document.fields) if document else ()
        wanted = {field.key: field for field in fields}
        old_order = tuple(self._rows)
        self._outfitter.take(document)
        for key, row in tuple(self._rows.items()):
            if key not in wanted or not row.suits(wanted[key]):
                self._put_aside(self._rows.pop(key))
        ordered: dict[FieldKey, FieldRow] = {}
        for key, field in wanted.items():
            known = self._rows.get(key)
            row = known or self._taken_back(field) or self._add(field)
            ordered[key] = row
            row.fix_keys = self.fix_keys
            self._outfitter.fit(row.editor, field)
            row.show_field(
                field,
                draft,
                findings,
                read_only_reason=read_only_reason,
                is_new=is_new or known is None,
                was=was.get(key),
            )
        self._rows = ordered
        if tuple(ordered) != old_order:
            self._widest_label = self._measure_labels()
            self._chain_tabs()

    def _add(self, field: Field) -> FieldRow:
        row = FieldRow(field, self)
        row.edited.connect(self.edited)
        row.accepted.connect(self.accepted)
        row.entered.connect(self.entered)
        row.left.connect(self.left)
        row.revert_requested.connect(self.revert_requested)
        row.fix_pressed.connect(self.fix_pressed)
        row.height_changed.connect(self.arrange)
        return row

    def foresee(self, fields: Iterable[Field]) -> None:
        """Make rows ahead for fields of a document that is likely to be opened, a few at a time."""
        self._foreseen = {field.key: field for field in fields}
        self._making.start()

    def _make_some(self) -> None:
        made = 0
        while self._foreseen and made < _MADE_A_TURN:
            key = next(iter(self._foreseen))
            field = self._foreseen.pop(key)
            if key not in self._rows and key not in self._spare:
                self._put_aside(self._add(field))
                made += 1
        if self._foreseen:
            self._making.start()

    def _put_aside(self, row: FieldRow) -> None:
        """Take a row out of sight; making one anew takes longer than all else that it shows."""
        # Without its signals a row that goes cannot speak for the document that comes.
        row.blockSignals(True)
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
        row.blockSignals(False)
        row.serve()
        return row

    def _chain_tabs(self) -> None:
        editors = [row.editor for row in self._rows.values()]
        for before, after in pairwise(editors):
            QWidget.setTabOrder(before, after)

    def _measure_labels(self) -> int:
        metrics = QFontMetrics(self.font())
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
            if label_width != self._label_width:
                row.place()
            if row.isHidden():
                row.show()
            top += height + _ROW_GAP
        self._label_width = label_width
        used = {row.field.group for row in self._rows.values()}
        for group, heading in self._headings.items():
            heading.setVisible(group in used)
        self.setFixedHeight(top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the rows anew when the width changed."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Place the rows with the font that the screen gives."""
        super().showEvent(event)
        self._widest_label = self._measure_labels() if self._rows else _LEAST_LABEL
        self.arrange()

    def sizeHint(self) -> QSize:
        """As high as the rows are."""
        return QSize(420, self.height())
