"""Fills the queue: from this workstation's memory at once, from the server when it answers."""

from __future__ import annotations

import asyncio
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


SHORTEST_PAUSE_SECONDS = 3.0
LONGEST_PAUSE_SECONDS = 60.0

STATE_OF_DECISION = {
    OutboxKind.APPROVE: ReviewState.APPROVED,
    OutboxKind.REJECT: ReviewState.REJECTED,
}


class Refreshing(QObject):
    """Reads the list of documents.

    Signals:
        busy_changed: whether the list is being read because somebody asked for it.
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

    async def refresh(self, *, is_asked_for: bool = True) -> bool:
        """Read the list from the server; a problem leaves the list as it was.

        Args:
            is_asked_for: the reviewer wants it now, and so is told of a problem; what happens by
                itself shows in the connection sign only.

        Returns:
            Whether documents came that were not in the list before.
        """
        if self._is_busy:
            return False
        self._is_busy = True
        if is_asked_for:
            self.busy_changed.emit(True)
        try:
            documents = await self._service.background(self._service.client.user_documents)
            has_news = any(self._queue.document(document.id) is None for document in documents)
            self._queue.fill(documents)
            await self._lanes.run(Lane.STORE_CACHE, self._store.summaries.replace, documents)
        except Problem as problem:
            if is_asked_for:
                self.problem_met.emit(problem)
            return False
        finally:
            self._is_busy = False
            self.busy_changed.emit(False)
        return has_news

    async def keep_fresh(self) -> None:
        """Read the list again and again: soon while documents keep coming, else ever more rarely.

        A list may hold every document of the company, so the pauses are at least ten times as long
        as the last reading took (section 0.6).
        """
        loop, pause = asyncio.get_running_loop(), SHORTEST_PAUSE_SECONDS
        while True:
            await asyncio.sleep(pause)
            began = loop.time()
            has_news = await self.refresh(is_asked_for=False)
            wanted = SHORTEST_PAUSE_SECONDS if has_news else min(pause * 2, LONGEST_PAUSE_SECONDS)
            pause = max(wanted, 10 * (loop.time() - began))

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
