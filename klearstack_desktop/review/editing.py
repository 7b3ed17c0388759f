"""Everything a reviewer can do to the values of the open document."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.model.finding import CellFix, FieldFix
from klearstack_desktop.model.formats.customs import customs_of, restyled
from klearstack_desktop.model.geometry import Box, in_reading_order
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.model.document import FieldKey, Row
    from klearstack_desktop.model.finding import Finding, Fix
    from klearstack_desktop.model.merge import Place
    from klearstack_desktop.model.undo import UndoStack
    from klearstack_desktop.review.draft_keeper import DraftKeeper
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.tasks import TaskRegister

NO_TEXT_UNDER_BOX = "No text was found in that box: draw it a little larger, or type the value."
WRITTEN_ANEW = frozenset({FieldKind.DATE, FieldKind.AMOUNT, FieldKind.QUANTITY})
TYPED_MEANWHILE = "You typed into the field meanwhile, so the captured text was not put there."
OFFLINE_CAPTURE = "Offline: KlearStack reads what you capture, so type the value instead."
NO_TEXT_FOR_PAGE = "KlearStack keeps no text for this page: type the value instead."


class Editing(QObject):
    """Takes edits of fields, rows and comment; each goes into undo, draft and queue.

    Signals:
        captured: text arrived from the page; carries the `FieldKey` that it went into.
        problem_met: carries a `Problem` that the reviewer must be told.
    """

    captured = Signal(object)
    problem_met = Signal(object)

    def __init__(
        self,
        *,
        service: Service,
        session: ReviewSession,
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

    def accept_field(self, key: FieldKey) -> None:
        """Note that the reviewer accepts a field as it stands."""
        if current := self._session.editable:
            self._edited(current.with_checked(key))

    def revert_field(self, key: FieldKey) -> None:
        """Set a field back to the value as it was read."""
        current = self._session.editable
        read = current.base.by_key(key) if current else None
        if read is not None:
            self._set_at_once(key, read.original_value, read.box, "resetting of")

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
            self._edited(current.undone())

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

    async def _capture(
        self, asked: OpenDocument, key: FieldKey, page: int, boxes: Sequence[Box]
    ) -> None:
        try:
            text = await self._text_under(asked, page, boxes)
        except Problem as problem:
            self.problem_met.emit(problem)
            return
        current = self._session.current
        if current is None or current.id != asked.id:
            return
        field = current.shown.by_key(key)
        if field is None or field != asked.shown.by_key(key):
            self.problem_met.emit(Problem(TYPED_MEANWHILE))
            return
        if not text:
            self.problem_met.emit(Problem(NO_TEXT_UNDER_BOX))
            return
        value = restyled(text, field, customs_of(current.base))
        self._set_at_once(key, value, reduce(Box.united, boxes), "capture of")
        self.captured.emit(key)

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

    def _edited(self, edited: OpenDocument) -> None:
        if edited is self._session.current:
            return
        self._drafts.note(edited.id, edited.draft, edited.undo, is_whole=edited.has_history)
        self._queue.set_draft(edited.id, edited.draft)
        self._session.become(edited)


def _length_inserted(before: str, after: str) -> int:
    """Return how many characters of a text are not what stood there before."""
    shorter = min(len(before), len(after))
    prefix = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - prefix
    suffix = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return len(after) - prefix - suffix
