"""Shows in queue and open document what is in the outbox, and what comes back from it."""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.model.journal import JournalEntry
    from klearstack_desktop.model.outbox import ConflictKind, GivenBack, OutboxRow, OutboxState
    from klearstack_desktop.review.draft_keeper import DraftKeeper
    from klearstack_desktop.review.line import Line
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.work_store import WorkStore


class Homecoming:
    """Keeps what the reviewer sees in step with what is queued for sending.

    A queued correction counts as the document's value: it is laid over whatever the service still
    says, until it has arrived or comes back as a draft.
    """

    def __init__(
        self,
        *,
        session: ReviewSession,
        queue: DocumentQueue,
        drafts: DraftKeeper,
        work: WorkStore,
        line: Line,
    ) -> None:
        self._session = session
        self._queue = queue
        self._drafts = drafts
        self._work = work
        self._line = line

    def left(self, current: OpenDocument, *, is_decision: bool) -> None:
        """Show a document whose draft goes into the outbox."""
        queued = current.queued(is_decision=is_decision)
        below = self._queue.queued(current.id)
        self._queue.set_queued(current.id, current.draft.over(below))
        self._queue.set_draft(current.id, queued.draft)
        self._session.become(queued)

    def is_queued(self, rows: Iterable[OutboxRow]) -> None:
        """Show what the documents of some rows have in the line."""
        for document_id in dict.fromkeys(row.document_id for row in rows):
            self._lay_over(document_id)

    def arrived(self, row: OutboxRow) -> None:
        """Show that the service has what a row holds; the row has left the line."""
        self._queue.take_arrived(row.document_id, row.draft)
        self._lay_over(row.document_id)

    async def give_back(
        self,
        row: OutboxRow,
        state: OutboxState,
        note: str,
        conflict: ConflictKind | None = None,
        entries: Sequence[JournalEntry] = (),
    ) -> GivenBack | None:
        """End a row and those that wait behind it, and put their edits under the draft.

        Returns:
            What came back; None if it is too late for that.

        Raises:
            Problem: the store cannot be written; nothing was changed.
        """
        end = partial(self._work.outbox.give_back, row.id, state, note, conflict, entries)
        given = await self._drafts.bring_back(row.document_id, end)
        if given is not None:
            self._line.remove(ended.id for ended in given.rows)
            draft = self._show(row.document_id, [ended.unsent_draft for ended in given.rows])
            self._drafts.note(row.document_id, draft)
        return given

    def stayed(self, current: OpenDocument) -> None:
        """Show a document as it was submitted, because it did not get into the outbox."""
        self._show(current.id, [current.draft])

    def _show(self, document_id: str, drafts: Sequence[Draft]) -> Draft:
        """Show older drafts under the newest, which may not be stored yet."""
        self._lay_over(document_id)
        merged = self._queue.draft(document_id)
        for older in reversed(drafts):
            merged = merged.over(older)
        self._queue.set_draft(document_id, merged)
        current = self._session.current
        if current is not None and current.id == document_id:
            base = reduce(
                lambda document, newer: newer.taken_off(document), drafts[::-1], current.base
            )
            self._session.take_back(base, merged)
        return merged

    def _lay_over(self, document_id: str) -> None:
        drafts = [row.draft for row in self._line.rows_of(document_id)]
        queued = reduce(lambda older, newer: newer.over(older), drafts, Draft())
        self._queue.set_queued(document_id, queued)
