"""Keeps the pages in front of the reviewer sharp, and those far away small."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection, Iterator, Mapping

    from klearstack_desktop.review.fetching import Fetching, ReadyPage
    from klearstack_desktop.review.ready_documents import ReadyDocuments
    from klearstack_desktop.review.right_of_way import RightOfWay
    from klearstack_desktop.review.tasks import TaskRegister

log = logging.getLogger(__name__)


class Sharpening(QObject):
    """Decodes pages once more, as sharp as they are needed where the reviewer is.

    In full detail lie the page on show, its neighbours, what else is looked at closely, and, as far
    as memory allows, the first pages of the documents around the open one. Every other page is
    small enough for a thumbnail, beside the file that it came in.

    Args:
        fetching: decodes.
        ready: the pages in memory.
        way: what a reviewer waits for goes before what is only made ready.
        tasks: owns what is under way.

    Signals:
        sharpened: carries a `DecodedPage` of the open document that became sharper.
        rested: everything is as sharp as it has to be, or as memory allows.
    """

    sharpened = Signal(object)
    rested = Signal()

    def __init__(
        self, *, fetching: Fetching, ready: ReadyDocuments, way: RightOfWay, tasks: TaskRegister
    ) -> None:
        super().__init__()
        self._fetching = fetching
        self._ready = ready
        self._way = way
        self._tasks = tasks
        self._open: str | None = None
        self._page = 1
        self._close: dict[str, frozenset[int]] = {}
        self._step: _Step | None = None
        self._in_front: asyncio.Task[object] | None = None
        self._behind: asyncio.Task[object] | None = None
        self._is_over = False

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being decoded."""
        return self._in_front is None and self._behind is None

    def look_at(self, document_id: str | None, page: int) -> None:
        """Take notice which page (from 1) of which document is on show by now; None for none."""
        if document_id != self._open:
            self._close.clear()
        self._open, self._page = document_id, page
        step = self._step
        if self._in_front is not None and step and step[:2] != (document_id, page):
            # The other decoder is free for what is on show now; what this one does is dropped.
            self._in_front.cancel()
            self._in_front = self._step = None
        self._keep_sharp(self._numbers_in_front())
        self.go_on()

    def look_at_nothing(self) -> None:
        """Take notice that no document is open any more."""
        self.look_at(None, 1)

    def look_closely(self, where: str, pages: Collection[int]) -> None:
        """Take notice which pages of the open document are looked at in parts.

        Args:
            where: the place in the window that shows the parts.
            pages: numbers from 1.
        """
        if self._close.get(where, frozenset()) != frozenset(pages):
            self._close[where] = frozenset(pages)
            self._keep_sharp(self._numbers_in_front())
            self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Find out what has to become sharper, because something has come or has changed."""
        if self._is_over:
            return
        if self._in_front is None and self._next_in_front() is not None:
            self._in_front = self._tasks.spawn(self._sharpen_in_front(), "sharpen the open pages")
        if self._behind is None and self._next_behind() is not None:
            self._behind = self._tasks.spawn(self._sharpen_behind(), "sharpen the next documents")

    def stop(self) -> None:
        """Decode nothing any more."""
        self._is_over = True
        for task in (self._in_front, self._behind):
            if task is not None:
                task.cancel()

    async def _sharpen_in_front(self) -> None:
        with self._way.taken():
            while (step := self._next_in_front()) is not None:
                self._step = step
                if await self._take(step):
                    self.sharpened.emit(step.page.decoded)
        self._in_front = self._step = None
        self._tell_of_rest()

    async def _sharpen_behind(self) -> None:
        while self._next_behind() is not None:
            await self._way.given()
            if (step := self._next_behind()) is not None:
                await self._take(step)
        self._behind = None
        self._tell_of_rest()

    def _tell_of_rest(self) -> None:
        if self.is_at_rest:
            self.rested.emit()

    async def _take(self, step: _Step) -> bool:
        """Decode a page once more; return whether that is all of its detail by now."""
        decoded = step.page.decoded
        try:
            sharper = await self._fetching.decoded(step.page.image, step.detail)
        except Problem as problem:
            log.warning("a page does not become sharper: %s", problem.details)
            decoded.settle()
            return True
        if not self._is_held(step):
            return False
        if sharper.detail > decoded.detail:
            decoded.take(sharper)
        else:
            decoded.settle()
        return True

    def _is_held(self, step: _Step) -> bool:
        """Whether the page is still the one; what comes too late is dropped."""
        held = self._ready.get(step.document_id)
        return held is not None and held.pages.get(step.number) is step.page

    def _next_in_front(self) -> _Step | None:
        return next((step for step in self._steps_in_front() if self._has_room(step)), None)

    def _steps_in_front(self) -> Iterator[_Step]:
        for number in self._numbers_in_front():
            page = self._pages.get(number)
            if self._open is None or page is None or page.decoded.detail is Detail.FULL:
                continue
            is_first_look = number == self._page and page.decoded.detail is Detail.GLANCE
            detail = Detail.READABLE if is_first_look else Detail.FULL
            yield _Step(self._open, number, page, detail)

    def _has_room(self, step: _Step) -> bool:
        if self._ready.make_room_for(step.document_id, step.more_bytes):
            return True
        looked_at = self._numbers_looked_at()
        if step.number in looked_at:
            self._keep_sharp(looked_at)
            return True
        return False

    def _numbers_looked_at(self) -> tuple[int, ...]:
        return (self._page, *sorted(frozenset().union(*self._close.values())))

    def _numbers_in_front(self) -> tuple[int, ...]:
        neighbours = (self._page + 1, self._page - 1)
        return tuple(dict.fromkeys((*self._numbers_looked_at(), *neighbours)))

    @property
    def _pages(self) -> Mapping[int, ReadyPage]:
        held = self._ready.get(self._open) if self._open is not None else None
        return held.pages if held is not None else {}

    def _keep_sharp(self, numbers: Collection[int]) -> None:
        """Keep the other pages of the open document as small as they are needed."""
        for number, page in self._pages.items():
            if number not in numbers:
                page.decoded.blur(Detail.GLANCE)

    def _next_behind(self) -> _Step | None:
        for document_id in self._ready.wanted():
            held = self._ready.get(document_id)
            page = held.pages.get(1) if held is not None else None
            if document_id == self._open or page is None or page.decoded.detail is Detail.FULL:
                continue
            step = _Step(document_id, 1, page, Detail.FULL)
            return step if self._ready.make_room_for(document_id, step.more_bytes) else None
        return None


class _Step(NamedTuple):
    """A page that has to become sharper."""

    document_id: str
    number: int
    page: ReadyPage
    detail: Detail

    @property
    def more_bytes(self) -> int:
        """Memory that it takes more than now."""
        return max(0, self.page.decoded.full_nbytes - self.page.decoded.nbytes)
