"""Brings the pages of one document: those this workstation kept, the others from the service."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.document import Document, PageImage
    from klearstack_desktop.review.fetching import Fetching, ReadyPage
    from klearstack_desktop.review.ready_documents import ReadyDocument
    from klearstack_desktop.review.right_of_way import Pace

NO_PAGES: Final = "KlearStack holds no page image of this document."


AT_ONCE: Final = 4
"""How many pages of the open document are on their way together. Of two hundred the later ones
must not stand in a line before the one that the reviewer has turned to."""


class PageSink(Protocol):
    """Takes what comes of a document's pages."""

    def take_page_count(self, count: int) -> None:
        """Take the number of pages."""

    def take_page(self, page: int, ready: ReadyPage) -> None:
        """Take a page that can be painted."""

    def take_page_problem(self, page: int, sentence: str) -> None:
        """Take the reason why a page cannot be shown."""


class _Found(NamedTuple):
    """What came when pages were asked for."""

    images: Sequence[PageImage] = ()
    problem: str = ""
    is_kept: bool = False

    def of(self, page: int) -> PageImage | None:
        """Return the image of a page (from 1), or None."""
        return next((image for image in self.images if image.page == page), None)


class PageLoading:
    """One document's pages on their way; every problem ends as a sentence in the sink.

    Args:
        fetching: where pages come from.
        pace: whether a reviewer waits for them.
        held: what is there already and need not come.
        sink: takes what comes.
        takes_kept: whether pages that this workstation kept will do.
        detail: how sharp the pages are decoded; None for as sharp as they are needed at first.
    """

    def __init__(
        self,
        fetching: Fetching,
        pace: Pace,
        held: ReadyDocument,
        sink: PageSink,
        *,
        takes_kept: bool,
        detail: Detail | None = None,
    ) -> None:
        self._detail = detail
        self._fetching = fetching
        self._pace = pace
        self._held = held
        self._sink = sink
        self._takes_kept = takes_kept
        self._first = _Found()

    async def begin(self, document: Document) -> None:
        """Get the first page, which needs nothing but the document's summary."""
        if 1 not in self._held.pages:
            self._first = await self._found(document, 1)

    async def go_on(self, document: Document, *, first_page_only: bool = False) -> None:
        """Show the first page, and bring the others."""
        count = document.page_count or self._held.page_count
        if count is None and len(self._first.images) > 1:
            count = len(self._first.images)
        if count is None and not self._first.problem:
            count = await self._count_by_fetching(document)
        if not count:
            self._sink.take_page_count(1)
            self._sink.take_page_problem(1, self._first.problem or NO_PAGES)
            return
        self._sink.take_page_count(count)
        wanted = range(1, 2 if first_page_only else count + 1)
        await self._bring_all(document, [n for n in wanted if n not in self._held.pages])

    async def _count_by_fetching(self, document: Document) -> int:
        """Return the number of pages where nothing but all of them tells it."""
        everything = await self._fetched(document, None, known=self._first.images)
        if not everything.images and self._first.is_kept:
            # Without the service those count that this workstation kept.
            everything = _Found(await self._kept_from(document, self._first.images), is_kept=True)
        self._first = everything
        return len(everything.images)

    async def _kept_from(
        self, document: Document, images: Sequence[PageImage]
    ) -> Sequence[PageImage]:
        found = list(images)
        while kept := await self._fetching.known_image(document.id, len(found) + 1):
            found.append(kept)
        return found

    async def _bring_all(self, document: Document, pages: Sequence[int]) -> None:
        if not self._pace.is_urgent:
            for page in pages:
                await self.bring(document, page)
            return
        rest = iter(pages)

        async def bring_one_after_another() -> None:
            for page in rest:
                await self.bring(document, page)

        async with asyncio.TaskGroup() as group:
            for number in range(AT_ONCE):
                group.create_task(bring_one_after_another(), name=f"pages {number}")

    async def bring(self, document: Document, page: int) -> None:
        """Bring one page (from 1)."""
        found = self._first
        if found.of(page) is None and not (page == 1 and found.problem):
            found = await self._found(document, page)
        image = found.of(page)
        if image is None:
            self._sink.take_page_problem(page, found.problem or NO_PAGES)
            return
        try:
            await self._pace.turn()
            # What is looked at gets all its detail afterwards, see `sharpening`.
            at_first = Detail.READABLE if page == 1 else Detail.GLANCE
            detail = at_first if self._detail is None else self._detail
            ready = await self._fetching.ready(image, detail)
        except Problem as trouble:
            self._sink.take_page_problem(page, trouble.sentence)
            return
        if not found.is_kept:
            self._fetching.keep_page(document.id, image)
        self._sink.take_page(page, ready)

    async def _found(self, document: Document, page: int) -> _Found:
        if self._takes_kept:
            kept = await self._fetching.known_image(document.id, page)
            if kept is not None:
                return _Found((kept,), is_kept=True)
        return await self._fetched(document, page)

    async def _fetched(
        self, document: Document, page: int | None, known: Sequence[PageImage] = ()
    ) -> _Found:
        await self._pace.turn()
        try:
            if self._takes_kept and self._pace.is_urgent:
                self._fetching.check_reach()
            images = await self._fetching.images(
                document, page, is_urgent=self._pace.is_urgent, known=known
            )
        except Problem as problem:
            return _Found(problem=self._fetching.explained(problem))
        return _Found(images)
