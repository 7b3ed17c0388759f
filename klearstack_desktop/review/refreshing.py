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
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.model.document import Document
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
        self._remembered = queue.filling()
        self._remembered_parts: Iterator[tuple[Document, ...]] = iter(())
        self._is_recalled = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """Whether the list is being read."""
        return self._is_busy

    async def recall(self) -> None:
        """Show what this workstation remembers: the first documents, drafts, who decided what.

        `recall_rest` is to follow; no list is taken from the server before its end.

        Raises:
            Problem: the store cannot be read.
        """
        await self._forget_what_was_changed()
        drafts = await self._lanes.run(Lane.STORE_WORK, self._store.drafts.load_all)
        history = self._store.outbox_history
        elsewhere = await self._lanes.run(Lane.STORE_WORK, history.decided_elsewhere)
        decisions = await self._lanes.run(Lane.STORE_WORK, history.decisions)
        self._queue.take_drafts(drafts)
        for document_id, note in elsewhere.items():
            self._queue.set_state(document_id, ReviewState.DECIDED_ELSEWHERE, note)
        for document_id, kind in decisions.items():
            self._queue.set_state(document_id, STATE_OF_DECISION[kind])
        self._remembered = self._queue.filling()
        self._remembered_parts = self._store.summaries.parts()
        await self._recall_some()

    async def recall_rest(self) -> None:
        """Show what `recall` left for later: all but the first documents of a long list."""
        try:
            while await self._recall_some():
                pass
            self._remembered.finish()
        except Problem as problem:
            log.warning("the list is not remembered to its end: %s", problem.details)
        finally:
            self._is_recalled.set()

    async def _recall_some(self) -> bool:
        documents = await self._lanes.run(Lane.STORE_CACHE, next, self._remembered_parts, None)
        if documents is not None:
            self._remembered.take(documents)
        return documents is not None

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
            return await self._read()
        except Problem as problem:
            if is_asked_for:
                self.problem_met.emit(problem)
            return False
        finally:
            self._is_busy = False
            self.busy_changed.emit(False)

    async def _read(self) -> bool:
        parts = self._service.client.user_documents_in_parts()
        filling = memory = None
        known: frozenset[str] = frozenset()
        has_news = False
        while (part := await self._service.background(next, parts, None)) is not None:
            await self._is_recalled.wait()
            if filling is None or memory is None or part.is_first:
                known = frozenset(self._queue.ids())
                filling = self._queue.filling()
                memory = _Memory(self._store, self._lanes)
            has_news |= any(document.id not in known for document in part.documents)
            filling.take(part.documents)
            await memory.take(part.documents)
        if filling is None or memory is None:
            return False
        filling.finish()
        await memory.finish()
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


class _Memory:
    """A list on its way into the store; a store that takes nothing keeps no list from the queue."""

    def __init__(self, store: AccountStore, lanes: Lanes) -> None:
        self._writing = store.summaries.writing()
        self._lanes = lanes
        self._problem: Problem | None = None

    async def take(self, documents: Sequence[Document]) -> None:
        """Remember the next documents."""
        if self._problem is None:
            try:
                await self._lanes.run(Lane.STORE_CACHE, self._writing.take, documents)
            except Problem as problem:
                self._problem = problem

    async def finish(self) -> None:
        """Remember that these were all.

        Raises:
            Problem: some of it could not be written.
        """
        if self._problem is not None:
            raise self._problem
        await self._lanes.run(Lane.STORE_CACHE, self._writing.finish)
