"""Reads a document again right before and after something is sent: values, rows and pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from klearstack_desktop.api import errors
from klearstack_desktop.model.seen import PageDigests

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.review.dated_calls import DatedCalls


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the service has it now.

    Attributes:
        document: its details.
        pages: SHA-256 (hex) of the pages that were asked for, by number from 1. A page that the
            service says it has not is missing.
    """

    document: Document
    pages: Mapping[int, str] = field(default_factory=dict)


class Rereading:
    """Reads the documents of outbox rows; in the background, page after page."""

    def __init__(self, calls: DatedCalls) -> None:
        self._calls = calls

    async def read(self, row: OutboxRow, pages: Mapping[int, str] | None = None) -> Reading:
        """Read the details of a row's document, and pages of it.

        Args:
            row: names the document.
            pages: the pages to fetch, by number, and the SHA-256 that each had before. One that is
                another image now is fetched once more: transfers are damaged more often than pages
                are changed.

        Raises:
            Problem: the details, or a page that the service does not say is gone, cannot be read.
        """
        document = await self._calls.run(
            self._calls.client.document, row.document_id, row.collection_name or None
        )
        if not pages:
            return Reading(document)
        digests: dict[int, str] = {}
        if document.page_count is None:
            digests = await self._pages(row, None)
            document = replace(document, page_count=len(digests) or None)
        for page, before in sorted(pages.items()):
            # One answer may hold all the pages of a PDF or TIFF.
            if page not in digests:
                digests = await self._pages(row, page) | digests
            if digests.get(page, before) != before:
                del digests[page]
                digests = await self._pages(row, page) | digests
        return Reading(document, digests)

    async def _pages(self, row: OutboxRow, page: int | None) -> dict[int, str]:
        try:
            return await self._calls.run(self._digests, row, page)
        except (errors.Refused, errors.NoPage):
            return {}

    def _digests(self, row: OutboxRow, page: int | None) -> dict[int, str]:
        """Fetch pages and hash them in the thread that fetches; their bytes are let go at once."""
        images = self._calls.client.page_images(row.document_id, page, row.collection_name or None)
        digests = PageDigests()
        return {image.page: digests.of(image) for image in images}
