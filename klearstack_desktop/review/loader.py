"""Fetches the details and the pages of one document, the first page and the details at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document, PageImage
    from klearstack_desktop.review.ports import DecodedPage, PageDecoder
    from klearstack_desktop.review.service import Service

NO_PAGES = "KlearStack holds no page image of this document."


class LoadingSink(Protocol):
    """Takes what arrives of the document that is being opened."""

    def take_details(self, document: Document) -> None:
        """Take the details."""

    def take_details_problem(self, sentence: str) -> None:
        """Take the reason why there are no details."""

    def take_page_count(self, count: int) -> None:
        """Take the number of pages."""

    def take_page(self, page: int, decoded: DecodedPage) -> None:
        """Take a page that can be painted."""

    def take_page_problem(self, page: int, sentence: str) -> None:
        """Take the reason why a page cannot be shown."""


class DocumentLoader:
    """Reads a document from the service; every problem ends as a sentence in the sink."""

    def __init__(self, service: Service, decoder: PageDecoder, lanes: Lanes) -> None:
        self._service = service
        self._decoder = decoder
        self._lanes = lanes

    async def load(self, summary: Document, sink: LoadingSink) -> None:
        """Fetch details and all pages of a document known by its summary."""
        async with asyncio.TaskGroup() as group:
            details = group.create_task(self.load_details(summary, sink))
            first = group.create_task(self._fetch(summary, 1))
        document = details.result() or summary
        images, problem = first.result()
        count = self._page_count(document, images)
        if count is None and not problem:
            images, problem = await self._fetch(document, None)
            count = len(images)
        if not count:
            sink.take_page_count(1)
            sink.take_page_problem(1, problem or NO_PAGES)
            return
        sink.take_page_count(count)
        await self._show_all(document, count, images, problem, sink)

    async def load_details(self, summary: Document, sink: LoadingSink) -> Document | None:
        """Fetch only the details; None where they cannot be read."""
        try:
            document = await self._service.interactive(
                self._service.client.document, summary.id, summary.collection_name or None
            )
        except Problem as problem:
            sink.take_details_problem(problem.sentence)
            return None
        sink.take_details(document)
        return document

    async def _show_all(
        self,
        document: Document,
        count: int,
        images: list[PageImage],
        problem: str,
        sink: LoadingSink,
    ) -> None:
        async def show(page: int) -> None:
            found, why = _image_of(images, page), problem if page == 1 else ""
            if found is None and not why:
                fetched, why = await self._fetch(document, page)
                found = _image_of(fetched, page)
            await self._show(page, found, why, sink)

        async with asyncio.TaskGroup() as group:
            for page in range(1, count + 1):
                group.create_task(show(page), name=f"page {page}")

    async def _show(
        self, page: int, image: PageImage | None, problem: str, sink: LoadingSink
    ) -> None:
        if image is None:
            sink.take_page_problem(page, problem or NO_PAGES)
            return
        lane = Lane.PDF if self._decoder.is_pdf(image) else Lane.DECODE
        try:
            decoded = await self._lanes.run(lane, self._decoder.decode, image)
        except Problem as trouble:
            sink.take_page_problem(page, trouble.sentence)
        else:
            sink.take_page(page, decoded)

    async def _fetch(self, document: Document, page: int | None) -> tuple[list[PageImage], str]:
        try:
            images = await self._service.interactive(
                self._service.client.page_images,
                document.id,
                page,
                document.collection_name or None,
            )
        except Problem as problem:
            return [], problem.sentence
        return list(images), ""

    @staticmethod
    def _page_count(document: Document, images: list[PageImage]) -> int | None:
        if document.page_count is not None:
            return document.page_count
        return len(images) if len(images) > 1 else None


def _image_of(images: list[PageImage], page: int) -> PageImage | None:
    return next((image for image in images if image.page == page), None)
