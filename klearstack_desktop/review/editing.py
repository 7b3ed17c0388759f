"""Everything a reviewer can do to the values of a document."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.fieldmap import FieldKind, default_column_map
from klearstack_desktop.model.finding import CellFix, FieldFix
from klearstack_desktop.model.formats.customs import customs_of, restyled, written_as
from klearstack_desktop.model.geometry import Box, in_reading_order
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.line_items.reading import cell_as_read
from klearstack_desktop.model.line_items.rows import place_now, with_cell
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.spots import cell_at, label_at
from klearstack_desktop.model.undo import AcceptStep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.model.document import Cell, FieldKey, Row
    from klearstack_desktop.model.finding import Finding, Fix
    from klearstack_desktop.model.line_items.place import Spot
    from klearstack_desktop.model.merge import Place
    from klearstack_desktop.model.undo import UndoStack
    from klearstack_desktop.review.draft_keeper import DraftKeeper
    from klearstack_desktop.review.held_document import HeldDocument
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister

NO_TEXT_UNDER_BOX = "No text was found in that box: draw it a little larger, or type the value."
WRITTEN_ANEW = frozenset({FieldKind.DATE, FieldKind.AMOUNT, FieldKind.QUANTITY})
TYPED_MEANWHILE = "You typed into the field meanwhile, so the captured text was not put there."
NOT_READ = "This row was not read from the page: there is no value to go back to."
OFFLINE_CAPTURE = "Offline: KlearStack reads what you capture, so type the value instead."
NO_TEXT_FOR_PAGE = "KlearStack keeps no text for this page: type the value instead."


class Editing(QObject):
    """Takes edits of fields, rows and comment; each goes into undo, draft and queue.

    What is edited is the document that `session` holds: the open one, or one beside it.

    Signals:
        captured: text arrived from the page; carries the `Spot` that it went into.
        acceptance_undone: carries the `Spot` that is no longer accepted.
        problem_met: carries a `Problem` that the reviewer must be told.
    """

    captured = Signal(object)
    acceptance_undone = Signal(object)
    problem_met = Signal(object)

    def __init__(
        self,
        *,
        service: Service,
        session: HeldDocument,
        queue: DocumentQueue,
        drafts: DraftKeeper,
        tasks: TaskRegister,
    ) -> None:
        super().__init__()
        self._service = service
        self._session = session
        self._queue = queue
        self._drafts = drafts
        self._tasks = tasks
        self._run = secrets.token_hex(4)
        self._visits = itertools.count(1)
        self._visit = ""
        session.opened.connect(self._recall)
        session.closed.connect(drafts.end_visit)
        drafts.recalled.connect(self._take_history)

    def begin_visit(self, name: str) -> None:
        """Note that another place got the focus: edits until the next visit are one undo step."""
        self._drafts.end_visit()
        # Steps outlive the program, so the name of a visit must not come again in another run.
        self._visit = f"{name}#{self._run}.{next(self._visits)}"

    def set_field(self, key: FieldKey, value: str) -> None:
        """Set a field's value as a person made it; its box stays.

        What is put in at once (pasted, dropped, chosen from a list) is a step of its own, unless it
        takes back all that the visit changed. A date or a number is written anew in the document's
        own style with every key, so a whole visit to one is one step.
        """
        current = self._session.editable
        field = current.shown.by_key(key) if current else None
        if current is None or field is None:
            return
        edited = current.with_value(key, value, field.box, self._visit)
        is_taken_back = len(edited.undo.done) < len(current.undo.done)
        is_typed = field.kind in WRITTEN_ANEW or _length_inserted(field.value, value) < 2
        if is_taken_back or is_typed:
            self._edited(edited)
        else:
            self._set_at_once(key, value, field.box, "edit of")

    def set_rows(self, table_name: str, rows: tuple[Row, ...], deed: str = "") -> None:
        """Set all rows of a table.

        Args:
            table_name: the table.
            rows: all its rows as they should be.
            deed: what was done, where that is a step of its own: ``paste of 12 rows``. Empty for
                what is typed into a cell.
        """
        current = self._session.editable
        if current is None:
            return
        if deed:
            self.begin_visit(table_name)
        self._edited(current.with_rows(table_name, rows, self._visit, deed))
        if deed:
            self.begin_visit(table_name)

    def set_comment(self, comment: str) -> None:
        """Set the decision comment as typed."""
        if current := self._session.editable:
            self._edited(current.with_comment(comment, self._visit))

    def put_comment(self, comment: str) -> None:
        """Put a whole comment in at once, as a step of its own."""
        self.begin_visit("comment")
        self.set_comment(comment)
        self.begin_visit("comment")

    def accept_field(self, key: FieldKey) -> None:
        """Note that the reviewer accepts a field as it stands."""
        if current := self._session.editable:
            self._edited(current.with_checked(key, self._visit))

    def accept_cell(self, place: CellPlace) -> None:
        """Note that the reviewer accepts a cell as it stands, where anybody needs to."""
        current = self._session.editable
        if current is not None and current.findings.needs_person(place):
            self._edited(current.with_checked(place, self._visit))

    def revert_field(self, key: FieldKey) -> None:
        """Set a field back to the value as it was read."""
        current = self._session.editable
        read = current.base.by_key(key) if current else None
        if read is not None:
            self._set_at_once(key, read.original_value, read.box, "resetting of")

    def revert_cell(self, place: CellPlace) -> None:
        """Set a cell back to the value as it was read."""
        current = self._session.editable
        table = current.shown.table(place.table) if current else None
        came = current.base.table(place.table) if current else None
        if current is None or table is None or came is None or place.column is None:
            return
        cell = cell_as_read(table, place.row, place.column, came)
        if cell is not None:
            self._set_cell(current, place, cell, "resetting of")
        else:
            self.problem_met.emit(Problem(NOT_READ))

    def apply_fix(self, fix: Fix) -> None:
        """Put in the value that settles a finding, as a step of its own; a field's box stays."""
        current = self._session.editable
        match fix:
            case FieldFix(key=key, value=value):
                field = current.shown.by_key(key) if current else None
                if field is not None:
                    self._set_at_once(key, value, field.box, "fix of")
            case CellFix(table=name, row=number, column=column, value=value):
                table = current.shown.table(name) if current else None
                if current is None or table is None or number >= len(table.rows):
                    return
                rows = list(table.rows)
                rows[number] = rows[number].with_value(column, value)
                self.begin_visit(name)
                deed = f"fix of row {number + 1}"
                self._edited(current.with_rows(name, tuple(rows), self._visit, deed))
                self.begin_visit(name)

    def override(self, finding: Finding, reason: str) -> None:
        """Let stand what was warned of, for a reason; it is a step of its own."""
        if current := self._session.editable:
            self.begin_visit("override")
            self._edited(current.with_override(finding, reason, self._visit))
            self.begin_visit("override")

    def resolve(self, keeps_mine: Mapping[Place, bool]) -> None:
        """Decide clashes: for a place whether the reviewer's own value stands."""
        if current := self._session.editable:
            self._drafts.end_visit()
            self._edited(current.resolved(keeps_mine))

    def undo(self) -> None:
        """Take back the last step in this document."""
        if current := self._session.editable:
            self.begin_visit("undo")
            last = current.undo.done[-1].change if current.undo.done else None
            undone = current.undone()
            self._edited(undone)
            if isinstance(last, AcceptStep) and undone is not current:
                self.acceptance_undone.emit(last.at)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        if current := self._session.editable:
            self.begin_visit("redo")
            self._edited(current.redone())

    def capture(self, key: FieldKey, page: int, boxes: Sequence[Box]) -> None:
        """Read the text under boxes (pixels of that page, from 1) into a field, in reading order.

        `captured` or `problem_met` answers, at once where nobody can be asked.
        """
        if current := self._session.editable:
            self._tasks.spawn(self._capture(current, key, page, boxes), "capture text")

    def capture_cell(self, place: CellPlace, page: int, boxes: Sequence[Box]) -> None:
        """Read the text under boxes into a cell; everything else as `capture` does."""
        if current := self._session.editable:
            self._tasks.spawn(self._capture(current, place, page, boxes), "capture text")

    async def _capture(
        self, asked: OpenDocument, at: Spot, page: int, boxes: Sequence[Box]
    ) -> None:
        try:
            text = await self._text_under(asked, page, boxes)
        except Problem as problem:
            self.problem_met.emit(problem)
            return
        current = self._session.current
        if current is None or current.id != asked.id:
            return
        if not text:
            self.problem_met.emit(Problem(NO_TEXT_UNDER_BOX))
        elif isinstance(at, CellPlace):
            self._take_into_cell(asked, current, at, text, (page, reduce(Box.united, boxes)))
        else:
            self._take_into_field(asked, current, at, text, reduce(Box.united, boxes))

    def _take_into_field(
        self, asked: OpenDocument, current: OpenDocument, key: FieldKey, text: str, box: Box
    ) -> None:
        field = current.shown.by_key(key)
        if field is None or field != asked.shown.by_key(key):
            self.problem_met.emit(Problem(TYPED_MEANWHILE))
            return
        value = restyled(text, field, customs_of(current.base))
        self._set_at_once(key, value, box, "capture of")
        self.captured.emit(key)

    def _take_into_cell(
        self,
        asked: OpenDocument,
        current: OpenDocument,
        at: CellPlace,
        text: str,
        found: tuple[int, Box],
    ) -> None:
        before, table = asked.shown.table(at.table), current.shown.table(at.table)
        # Rows may have come in above it while the text was on its way.
        place = place_now(at, before.rows, table.rows) if before and table else at
        cell = cell_at(current.shown, place)
        if table is None or cell is None or cell != cell_at(asked.shown, at):
            self.problem_met.emit(Problem(TYPED_MEANWHILE))
            return
        column = place.column or 0
        values = (row[column].value for row in (table.rows[place.row], *table.rows))
        kind = default_column_map().describe(table.columns[column]).kind
        value = written_as(text, next(filter(None, values), ""), kind, customs_of(current.base))
        page, box = found
        self._set_cell(current, place, replace(cell, value=value, box=box, page=page), "capture of")
        self.captured.emit(place)

    async def _text_under(self, asked: OpenDocument, page: int, boxes: Sequence[Box]) -> str:
        """Return the text of words that may stand far from each other: one call for each of them.

        Raises:
            Problem: there is none to be had.
        """
        if self._service.out_of_reach() is not None:
            raise Problem(OFFLINE_CAPTURE)
        ocr_id = asked.base.ocr_id_of(page)
        if ocr_id is None:
            raise Problem(NO_TEXT_FOR_PAGE)
        read = self._service.client.capture_text
        texts = [
            await self._service.interactive(read, ocr_id, box) for box in in_reading_order(boxes)
        ]
        return " ".join(text.strip() for text in texts if text.strip())

    def _recall(self, opened: OpenDocument) -> None:
        self.begin_visit("opened")
        unsaved = self._drafts.recall(opened.id)
        if unsaved is not None and unsaved.undo is not None:
            self._session.become(replace(opened, undo=unsaved.undo, has_history=unsaved.is_whole))

    def _take_history(self, document_id: str, steps: UndoStack) -> None:
        self._session.take(document_id, lambda current: current.with_history(steps))

    def _set_at_once(self, key: FieldKey, value: str, box: Box | None, deed: str) -> None:
        """Set a field in a step of its own."""
        self.begin_visit(key.name)
        if current := self._session.editable:
            self._edited(current.with_value(key, value, box, self._visit, deed))
        self.begin_visit(key.name)

    def _set_cell(self, current: OpenDocument, place: CellPlace, cell: Cell, deed: str) -> None:
        """Set a cell in a step of its own."""
        table = current.shown.table(place.table)
        if table is not None and place.column is not None:
            rows = with_cell(table.rows, place.row, place.column, cell)
            self.set_rows(place.table, rows, f"{deed} {label_at(current.shown, place)}")

    def _edited(self, edited: OpenDocument) -> None:
        if edited is self._session.current:
            return
        self._drafts.note(edited.id, edited.draft, edited.undo, is_whole=edited.has_history)
        self._session.become(edited)
        self._queue.set_draft(edited.id, edited.draft)


def _length_inserted(before: str, after: str) -> int:
    """Return how many characters of a text are not what stood there before."""
    shorter = min(len(before), len(after))
    prefix = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - prefix
    suffix = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return len(after) - prefix - suffix
