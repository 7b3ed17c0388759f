"""The documents around the open one, as far as they lie in memory, within a budget of bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.review.fetching import ReadyPage
    from klearstack_desktop.store.details import KnownDetails


@dataclass(slots=True)
class ReadyDocument:
    """What is there of one document.

    Attributes:
        details: as last read, or None.
        page_count: None where it is not known.
        pages: the pages that can be painted, by number from 1.
    """

    details: KnownDetails | None = None
    page_count: int | None = None
    pages: dict[int, ReadyPage] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Memory that the decoded pages take."""
        return sum(page.decoded.nbytes for page in self.pages.values())

    @property
    def opens_at_once(self) -> bool:
        """Whether fields and first page can be shown without waiting for anything."""
        return self.details is not None and 1 in self.pages

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be fetched."""
        return self.opens_at_once and len(self.pages) == self.page_count


class ReadyDocuments:
    """Holds what is wanted, the most wanted first; what is not wanted any more is let go.

    Args:
        most_bytes: what all decoded pages may take together. The document that is wanted most is
            held all the same: it is the open one, and its pages are in memory anyway.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._documents: dict[str, ReadyDocument] = {}
        self._nbytes = 0

    @property
    def nbytes(self) -> int:
        """Memory that all decoded pages take together."""
        return self._nbytes

    def set_most_bytes(self, most_bytes: int) -> None:
        """Take another budget; what does not fit any more is let go."""
        self._most_bytes = most_bytes
        self._make_room()

    def want(self, document_ids: Sequence[str]) -> None:
        """Hold these documents from now on, the most wanted first."""
        held = self._documents
        self._documents = {i: held.get(i) or ReadyDocument() for i in document_ids}
        for document_id in held.keys() - self._documents.keys():
            self._nbytes -= held[document_id].nbytes

    def get(self, document_id: str) -> ReadyDocument | None:
        """Return what there is of a document, or None where it is not wanted."""
        return self._documents.get(document_id)

    def put_details(self, known: KnownDetails) -> None:
        """Take the details of a document that is wanted."""
        if (held := self._documents.get(known.document.id)) is not None:
            held.details = known
            held.page_count = known.document.page_count or held.page_count

    def put_page_count(self, document_id: str, count: int) -> None:
        """Take the number of pages of a document that is wanted."""
        if (held := self._documents.get(document_id)) is not None:
            held.page_count = count

    def put_page(self, document_id: str, number: int, page: ReadyPage) -> None:
        """Take a page of a document that is wanted; pages that are wanted less make way."""
        if (held := self._documents.get(document_id)) is not None:
            self._drop(held, number)
            held.pages[number] = page
            self._nbytes += page.decoded.nbytes
            self._make_room()

    def forget_details(self, document_id: str) -> None:
        """Let go of a document's details; its pages stay."""
        if (held := self._documents.get(document_id)) is not None:
            held.details = None

    def forget(self, document_id: str) -> None:
        """Let go of all there is of a document; it stays wanted."""
        if (held := self._documents.get(document_id)) is not None:
            self._nbytes -= held.nbytes
            self._documents[document_id] = ReadyDocument()

    def _make_room(self) -> None:
        for held, number in self._least_wanted_first():
            if self._nbytes <= self._most_bytes:
                return
            self._drop(held, number)

    def _least_wanted_first(self) -> Iterator[tuple[ReadyDocument, int]]:
        for held in reversed(list(self._documents.values())[1:]):
            for number in sorted(held.pages, reverse=True):
                yield held, number

    def _drop(self, held: ReadyDocument, number: int) -> None:
        page = held.pages.pop(number, None)
        if page is not None:
            self._nbytes -= page.decoded.nbytes
