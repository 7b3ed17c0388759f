"""Fills the queue: from this workstation's memory at once, from the server when it answers."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.aftermath import STATE_OF_DECISION
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

SHORTEST_PAUSE_SECONDS = 3.0
LONGEST_PAUSE_SECONDS = 60.0


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
        """Show what this workstation remembers: summaries, drafts, who decided what.

        Raises:
            Problem: the store cannot be read.
        """
        await self._forget_what_was_changed()
        drafts = await self._lanes.run(Lane.STORE_WORK, self._store.drafts.load_all)
        history = self._store.outbox_history
        elsewhere = await self._lanes.run(Lane.STORE_WORK, history.decided_elsewhere)
        decisions = await self._lanes.run(Lane.STORE_WORK, history.decisions)
        summaries = await self._lanes.run(Lane.STORE_CACHE, self._store.summaries.load)
        self._queue.take_drafts(drafts)
        for document_id, note in elsewhere.items():
            self._queue.set_state(document_id, ReviewState.DECIDED_ELSEWHERE, note)
        for document_id, kind in decisions.items():
            self._queue.set_state(document_id, STATE_OF_DECISION[kind])
        self._queue.fill(summaries)

    async def _forget_what_was_changed(self) -> None:
        """Forget details from before the service applied something to their document.

        That happens at once, but a program that was killed in between has not come to it.
        """
        applied = await self._lanes.run(Lane.STORE_WORK, self._store.outbox_history.applied_at)
        forget = self._store.details.forget_read_before
        try:
            await self._lanes.run(Lane.STORE_CACHE, forget, applied)
        except Problem as problem:
            log.warning("old details are not forgotten: %s", problem.details)

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
