"""The documents around the open one, as far as they lie in memory, within a budget of bytes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from klearstack_desktop.model.detail import Detail

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
        """Memory that its pages take, decoded and as they were fetched."""
        files = {id(page.image.data): len(page.image.data) for page in self.pages.values()}
        return sum(page.decoded.nbytes for page in self.pages.values()) + sum(files.values())

    def as_it_is(self) -> ReadyDocument:
        """Return what is there now; what comes later does not come into it."""
        return replace(self, pages=dict(self.pages))

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

    Where the budget does not hold all of it, what is wanted least is held less sharply first, and
    only then not at all.

    Args:
        most_bytes: what all pages may take together. The document that is wanted most is held all
            the same: it is the open one, and its pages are in front of the reviewer.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._documents: dict[str, ReadyDocument] = {}

    @property
    def nbytes(self) -> int:
        """Memory that all pages take together."""
        return sum(held.nbytes for held in self._documents.values())

    def set_most_bytes(self, most_bytes: int) -> None:
        """Take another budget; what does not fit any more is let go."""
        self._most_bytes = most_bytes
        self._make_room(0)

    def want(self, document_ids: Sequence[str]) -> list[ReadyDocument]:
        """Hold these documents from now on, the most wanted first.

        Returns:
            what is let go of. To free its pixels takes milliseconds, which whoever drops the last
            hold on them has to wait for.
        """
        held = self._documents
        self._documents = {i: held.get(i) or ReadyDocument() for i in document_ids}
        return [held[i] for i in held.keys() - self._documents.keys() if held[i].pages]

    def want_most(self, document_id: str) -> ReadyDocument:
        """Want a document before all others, and return what there is of it."""
        self.want((document_id, *(i for i in self._documents if i != document_id)))
        return self._documents[document_id]

    def wanted(self) -> tuple[str, ...]:
        """Return the ids of the documents that are wanted, the most wanted first."""
        return tuple(self._documents)

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
            held.pages[number] = page
            self._make_room(0)

    def make_room_for(self, document_id: str, more_bytes: int) -> bool:
        """Let what is wanted less than a document make way for so many bytes of it.

        Returns:
            Whether there is room for them.
        """
        ids = list(self._documents)
        if document_id not in ids:
            return False
        less_wanted = ids[ids.index(document_id) + 1 :]
        others = sum(held.nbytes for i, held in self._documents.items() if i not in less_wanted)
        self._make_room(more_bytes, less_wanted)
        return others + more_bytes <= self._most_bytes

    def forget_details(self, document_id: str) -> None:
        """Let go of a document's details; its pages stay."""
        if (held := self._documents.get(document_id)) is not None:
            held.details = None

    def forget(self, document_id: str) -> None:
        """Let go of all there is of a document; it stays wanted."""
        if document_id in self._documents:
            self._documents[document_id] = ReadyDocument()

    def _make_room(self, more_bytes: int, among: Sequence[str] | None = None) -> None:
        held_bytes = self.nbytes + more_bytes
        for detail in (Detail.READABLE, Detail.GLANCE, None):
            for held, number in self._least_wanted_first(among):
                if held_bytes <= self._most_bytes:
                    return
                before = held.nbytes
                if detail is None:
                    del held.pages[number]
                else:
                    held.pages[number].decoded.blur(detail)
                held_bytes -= before - held.nbytes

    def _least_wanted_first(
        self, among: Sequence[str] | None
    ) -> Iterator[tuple[ReadyDocument, int]]:
        for document_id in reversed(list(self._documents)[1:]):
            if among is None or document_id in among:
                held = self._documents[document_id]
                for number in sorted(held.pages, reverse=True):
                    yield held, number
