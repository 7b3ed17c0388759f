"""Makes the next documents and the previous one ready, so that they open without waiting."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.ready_documents import ReadyDocument

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Sequence

    from klearstack_desktop.review.fetching import ReadyPage
    from klearstack_desktop.review.lacking import Lacking
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.loader import DocumentLoader
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.ready_documents import ReadyDocuments
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.details import KnownDetails

log = logging.getLogger(__name__)

SHORTEST_PAUSE_SECONDS: Final = 1.0
LONGEST_PAUSE_SECONDS: Final = 30.0


class Prefetch(QObject):
    """Fetches and decodes ahead, one document after another; first all first pages, then the rest.

    What a reviewer waits for always goes first (the loader is a patient one). While the server is
    out of reach only what lies on this workstation is made ready; after other trouble the pauses
    grow.

    Signals:
        ready_changed: how many of the next documents open without waiting.
        page_held: a page more lies in memory.
    """

    ready_changed = Signal(int)
    page_held = Signal()

    def __init__(
        self,
        *,
        loader: DocumentLoader,
        ready: ReadyDocuments,
        queue: DocumentQueue,
        service: Service,
        tasks: TaskRegister,
        lanes: Lanes,
        clock: Clock,
        documents: int,
    ) -> None:
        """Take the parts; `documents` is how many of the next documents are made ready."""
        super().__init__()
        self._loader = loader
        self._ready = ready
        self._queue = queue
        self._service = service
        self._tasks = tasks
        self._lanes = lanes
        self._clock = clock
        self._documents = documents
        self._order: tuple[str, ...] = ()
        self._current: str | None = None
        self._left: str | None = None
        self._following: tuple[str, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self._tried: set[_Step] = set()
        self._under_way: str | None = None
        self._task: asyncio.Task[object] | None = None
        self._pause = SHORTEST_PAUSE_SECONDS
        self._count = 0
        self._is_over = False
        service.reconnected.connect(self._start_over)

    @property
    def count(self) -> int:
        """How many of the next documents open without waiting."""
        return self._count

    def set_order(self, ids: Sequence[str], current: str | None) -> None:
        """Take the order in which the documents are likely to be opened.

        Args:
            ids: documents in the order of the list, or the part of it around the open one.
            current: the open document; it is made ready by being opened.
        """
        if current != self._current:
            self._left, self._current = self._current, current
        elif tuple(ids) == self._order:
            return
        self._order = tuple(ids)
        self._choose()

    def set_documents(self, documents: int) -> None:
        """Make so many of the next documents ready from now on."""
        self._documents = documents
        self._choose()

    def set_most_bytes(self, most_bytes: int) -> None:
        """Let the decoded pages take so much memory from now on."""
        self._ready.set_most_bytes(most_bytes)
        self._start_over()

    def forget_details(self, document_id: str) -> None:
        """Let go of the details of a document, because they have changed."""
        self._ready.forget_details(document_id)
        self._try_again(document_id)

    def forget(self, document_id: str) -> None:
        """Let go of the details and pages of a document, because either may have changed."""
        self._ready.forget(document_id)
        self._try_again(document_id)

    def stop(self) -> None:
        """Fetch nothing any more, whatever comes."""
        self._is_over = True
        self._abandon()

    def _choose(self) -> None:
        """Find out anew what is wanted, the most wanted first."""
        place = self._order.index(self._current) if self._current in self._order else -1
        self._following = self._order[place + 1 : place + 1 + self._documents]
        before = self._order[place - 1 : place] if place > 0 and self._documents else ()
        self._wanted = (*self._following[:1], *before, *self._following[1:])
        # What was just left lies in memory still, and may be taken back in a moment.
        around = (self._current, *self._wanted, self._left)
        let_go = self._ready.want(tuple(dict.fromkeys(i for i in around if i is not None)))
        if let_go:
            self._tasks.spawn(self._lanes.run(Lane.DECODE, let_go.clear), "free what is let go of")
            del let_go
        self._tried = {step for step in self._tried if step.document_id in self._wanted}
        if self._under_way not in self._wanted:
            self._abandon()
        self._go_on()

    def _start_over(self) -> None:
        """Try again what could not be had."""
        self._tried.clear()
        self._pause = SHORTEST_PAUSE_SECONDS
        self._abandon()
        self._go_on()

    def _try_again(self, document_id: str) -> None:
        """Make one document ready once more; what is under way for another one goes on."""
        self._tried = {step for step in self._tried if step.document_id != document_id}
        if self._under_way == document_id:
            self._abandon()
        self._go_on()

    def _abandon(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _go_on(self) -> None:
        self._tell()
        if self._task is None and not self._is_over and self._next_step() is not None:
            self._task = self._tasks.spawn(self._work(), "make the next documents ready")

    async def _work(self) -> None:
        while (step := self._next_step()) is not None:
            self._tried.add(step)
            self._under_way = step.document_id
            await self._take(step)
            if self._is_done(step) or not self._service.may_be_asked:
                self._pause = SHORTEST_PAUSE_SECONDS
            else:
                await self._clock.pause(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        self._under_way = self._task = None

    async def _take(self, step: _Step) -> None:
        summary = self._queue.document(step.document_id)
        held = self._ready.get(step.document_id)
        if summary is not None and held is not None:
            sink = _IntoMemory(
                self._ready, self._queue.lacking, step.document_id, self._take_notice
            )
            await self._loader.load(summary, held, sink, first_page_only=step.first_page_only)

    def _next_step(self) -> _Step | None:
        for first_page_only in (True, False):
            for document_id in self._wanted:
                step = _Step(document_id, first_page_only)
                if self._queue.state(document_id).is_decided:
                    continue
                if step not in self._tried and not self._is_done(step):
                    return step
        return None

    def _is_done(self, step: _Step) -> bool:
        held = self._ready.get(step.document_id) or ReadyDocument()
        return held.opens_at_once if step.first_page_only else held.is_complete

    def _take_notice(self) -> None:
        self._tell()
        self.page_held.emit()

    def _tell(self) -> None:
        held = [self._ready.get(document_id) for document_id in self._following]
        count = sum(document is not None and document.opens_at_once for document in held)
        if count != self._count:
            self._count = count
            self.ready_changed.emit(count)


class _Step(NamedTuple):
    """One thing to make ready."""

    document_id: str
    first_page_only: bool


class _IntoMemory:
    """Holds what comes; what cannot come is marked and left to the one who opens the document."""

    def __init__(
        self,
        ready: ReadyDocuments,
        lacking: Lacking,
        document_id: str,
        tell: Callable[[], None],
    ) -> None:
        self._ready = ready
        self._lacking = lacking
        self._id = document_id
        self._tell = tell

    def take_details(self, known: KnownDetails) -> None:
        self._ready.put_details(known)
        self._lacking.details_came(self._id)
        self._tell()

    def take_page_count(self, count: int) -> None:
        self._ready.put_page_count(self._id, count)

    def take_page(self, page: int, ready: ReadyPage) -> None:
        self._ready.put_page(self._id, page, ready)
        self._lacking.page_came(self._id, page)
        self._tell()

    def take_details_problem(self, sentence: str) -> None:
        held = self._ready.get(self._id)
        if held is None or held.details is None:
            self._lacking.no_details(self._id, sentence)
        log.info("no details ahead of %s", self._id)

    def take_page_problem(self, page: int, sentence: str) -> None:
        self._lacking.no_page(self._id, page, sentence)
        log.info("no page %d ahead of %s", page, self._id)
