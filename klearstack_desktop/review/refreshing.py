"""Fills the queue: from this workstation's memory at once, from the server when it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.store.outbox import OutboxKind, OutboxState

if TYPE_CHECKING:
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.store.account_store import AccountStore

INTERRUPTED = "The program ended while this was being sent: look at the document before you decide."


STATE_OF_DECISION = {
    OutboxKind.APPROVE: ReviewState.APPROVED,
    OutboxKind.REJECT: ReviewState.REJECTED,
}


class Refreshing(QObject):
    """Reads the list of documents.

    Signals:
        busy_changed: whether the list is being read.
        problem_met: the list could not be read; carries a `Problem`.
    """

    busy_changed = Signal(bool)
    problem_met = Signal(object)

    def __init__(
        self, *, service: Service, queue: DocumentQueue, store: AccountStore, lanes: Lanes
    ) -> None:
        super().__init__()
        self._service = service
        self._queue = queue
        self._store = store
        self._lanes = lanes
        self._is_busy = False

    async def recall(self) -> None:
        """Show what this workstation remembers: summaries, drafts, decisions, what was cut off.

        Raises:
            Problem: the store cannot be read.
        """
        interrupted = await self._lanes.run(Lane.STORE_WORK, self._give_back_interrupted)
        drafts = await self._lanes.run(Lane.STORE_WORK, self._store.drafts.load_all)
        decisions = await self._lanes.run(Lane.STORE_WORK, self._store.outbox.decisions)
        summaries = await self._lanes.run(Lane.STORE_CACHE, self._store.summaries.load)
        self._queue.take_drafts(drafts)
        for document_id, kind in decisions.items():
            self._queue.set_state(document_id, STATE_OF_DECISION[kind])
        for document_id in interrupted:
            self._queue.set_state(document_id, ReviewState.OUTCOME_UNKNOWN, INTERRUPTED)
        self._queue.fill(summaries)

    async def refresh(self) -> None:
        """Read the list from the server; a problem is told, the list stays as it was."""
        if self._is_busy:
            return
        self._is_busy = True
        self.busy_changed.emit(True)
        try:
            documents = await self._service.background(self._service.client.user_documents)
            self._queue.fill(documents)
            await self._lanes.run(Lane.STORE_CACHE, self._store.summaries.replace, documents)
        except Problem as problem:
            self.problem_met.emit(problem)
        finally:
            self._is_busy = False
            self.busy_changed.emit(False)

    def _give_back_interrupted(self) -> list[str]:
        outbox = self._store.outbox
        cut_off = outbox.rows({OutboxState.SENDING})
        for row in cut_off:
            outbox.give_back(row.id, OutboxState.UNKNOWN, INTERRUPTED)
        for row in outbox.rows({OutboxState.WAITING}):
            outbox.give_back(
                row.id, OutboxState.WITHDRAWN, "The program ended before this was sent."
            )
        return [row.document_id for row in cut_off]
