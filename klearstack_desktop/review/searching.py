"""Finding documents by words among everything that this workstation has seen."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.document import Document
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.search import SearchHits
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.search import SeenDocument
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore
    from klearstack_desktop.store.search import SearchReader

log = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 0.5
"""What changed is taken into the index a moment later: the writing of it comes first."""


class Searching(QObject):
    """Keeps the index up to date in the background, and asks it.

    Signals:
        found: carries `SearchHits`; only the answer to the latest question comes.
    """

    found = Signal(object)

    def __init__(
        self, *, queue: DocumentQueue, store: AccountStore, lanes: Lanes, tasks: TaskRegister
    ) -> None:
        super().__init__()
        self._queue = queue
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._reader: SearchReader | None = None
        self._asking: asyncio.Task[object] | None = None
        self._changed = asyncio.Event()
        queue.replaced.connect(self.look_again)
        queue.entry_changed.connect(self.look_again)

    def ask(self, text: str) -> None:
        """Look for documents in which words begin as all of these do; `found` answers."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        if text.strip():
            self._asking = self._tasks.spawn(self._ask(text), "search")

    def open_earlier(self, seen: SeenDocument) -> None:
        """Let a document be opened that is no longer in the list."""
        self._queue.recall_earlier(
            Document(
                seen.id,
                file_name=seen.file_name,
                document_type=seen.document_type,
                collection_name=seen.collection_name,
            )
        )

    def look_again(self) -> None:
        """Note that documents may have changed."""
        self._changed.set()

    async def keep_index(self) -> None:
        """Take what changed into the index whenever something did, until cancelled."""
        index = self._store.search
        await self._done(index.prune)
        while True:
            self._changed.clear()
            # Between two batches whoever waits for the store has its turn.
            while await self._done(index.take_batch):
                if self._queue.is_filling:
                    # Each part of a list that arrives would wait for a batch.
                    await asyncio.sleep(PAUSE_SECONDS)
            await self._changed.wait()
            await asyncio.sleep(PAUSE_SECONDS)

    async def close(self) -> None:
        """Ask nothing any more."""
        self.ask("")
        if self._reader is not None:
            await self._lanes.run(Lane.STORE_READ, self._reader.close)
            self._reader = None

    async def _ask(self, text: str) -> None:
        try:
            hits = await self._lanes.run(Lane.STORE_READ, self._find, text)
        except Problem as problem:
            # The list itself is searched all the same.
            log.warning("the index cannot be searched: %s", problem.details)
            hits = SearchHits(text)
        self.found.emit(hits)

    def _find(self, text: str) -> SearchHits:
        if self._reader is None:
            self._reader = self._store.open_search()
        return self._reader.find(text)

    async def _done(self, work: Callable[[], object]) -> bool:
        try:
            return bool(await self._lanes.run(Lane.STORE_CACHE, work))
        except Problem as problem:
            log.warning("the index is not up to date: %s", problem.details)
            return False
