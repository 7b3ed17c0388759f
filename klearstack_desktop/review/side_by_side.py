"""The open document beside another one that it is compared with."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.slips.alike import alike_to, seen_from_there
from klearstack_desktop.model.slips.comparison import compare, values_of
from klearstack_desktop.review.ready_documents import ReadyDocument

if TYPE_CHECKING:
    import asyncio

    from klearstack_desktop.model.slips.alike import Alike
    from klearstack_desktop.model.slips.comparison import ComparedValue
    from klearstack_desktop.review.fetching import Fetching, ReadyPage
    from klearstack_desktop.review.loader import DocumentLoader
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.ready_documents import ReadyDocuments
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.details import KnownDetails

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents side by side.

    Attributes:
        own: the open document, as it was when the comparison began.
        others: what it can be compared with, the one that matters most first.
        place: which of them it is compared with, from 0.
        other: what is known of that one by now.
        has_details: its details are there; until then it is what the list says of it.
        details_problem: why there are none, or none newer; empty where nothing went wrong.
        page_count: how many pages it has; None where that is not known yet.
    """

    own: OpenDocument
    others: tuple[Alike, ...]
    place: int
    other: Document
    has_details: bool = False
    details_problem: str = ""
    page_count: int | None = None

    @property
    def alike(self) -> Alike:
        """The other document as it is remembered, and why it is compared with."""
        return self.others[self.place]

    @property
    def rows(self) -> tuple[ComparedValue, ...]:
        """Both documents value by value; empty while nothing is known of the other one's values.

        Where its details are not there it is what was remembered when it was rejected, or what the
        list says of it.
        """
        here, there = values_of(self.own.shown), values_of(self.other)
        if not self.has_details and self.alike.facts.values:
            there = self.alike.facts.values
        elif not self.has_details:
            # The list tells fields only.
            here = tuple(stated for stated in here if not isinstance(stated.place, str))
        return compare(here, there) if there else ()


class SideBySide(QObject):
    """Brings the document to compare with: what is held or kept at once, the rest as it comes.

    Signals:
        begun: another document stands beside the open one; carries the `Pair`.
        changed: more is known of the other document; carries the `Pair`.
        page_arrived: number (from 1) and `DecodedPage` of a page of the other document.
        page_failed: number (from 1) of such a page, and a sentence.
        sharpened: carries a `DecodedPage` of the other document that has all its detail now.
    """

    begun = Signal(object)
    changed = Signal(object)
    page_arrived = Signal(int, object)
    page_failed = Signal(int, str)
    sharpened = Signal(object)

    def __init__(
        self,
        *,
        session: ReviewSession,
        queue: DocumentQueue,
        loader: DocumentLoader,
        fetching: Fetching,
        ready: ReadyDocuments,
        tasks: TaskRegister,
    ) -> None:
        super().__init__()
        self._fetching = fetching
        self._session = session
        self._queue = queue
        self._loader = loader
        self._ready = ready
        self._tasks = tasks
        self._pair: Pair | None = None
        self._way_back: tuple[str, Alike] | None = None
        self._arrivals: _Arrivals | None = None
        self._loading: asyncio.Task[object] | None = None
        self._pages: dict[int, ReadyPage] = {}
        self._page = 1
        self._sharpening: asyncio.Task[object] | None = None

    @property
    def pair(self) -> Pair | None:
        """What stands side by side, or None."""
        return self._pair

    def begin(self) -> bool:
        """Put the document that matters most beside the open one; say whether there is one."""
        current = self._session.current
        others = self._others_than(current) if current is not None else ()
        if current is None or not others:
            return False
        self._put_beside(current, others, 0)
        return True

    def _others_than(self, current: OpenDocument) -> tuple[Alike, ...]:
        """Return what to compare with; the document that led here is among them."""
        others = alike_to(current.shown, current.known)
        if self._way_back is not None and self._way_back[0] == current.id:
            back = self._way_back[1]
            if all(each.facts.document_id != back.facts.document_id for each in others):
                return (back, *others)
        return others

    def step(self, step: int) -> None:
        """Compare with the next (+1) or the previous (-1) one; after the last comes the first."""
        if (pair := self._pair) is not None and len(pair.others) > 1:
            place = (pair.place + step) % len(pair.others)
            self._put_beside(pair.own, pair.others, place)

    def retry(self) -> None:
        """Fetch again what could not be fetched of the other document."""
        if (pair := self._pair) is not None:
            self._put_beside(pair.own, pair.others, pair.place, is_anew=True)

    def look_at(self, page: int) -> None:
        """Take notice which page (from 1) of the other document is on show; it becomes sharp."""
        if page != self._page and (before := self._pages.get(self._page)) is not None:
            before.decoded.blur(Detail.GLANCE)
        self._page = page
        self._sharpen()

    def end(self) -> None:
        """Compare no more."""
        self._abandon()
        self._pair = None

    def open_other(self) -> None:
        """Open the other document in place of this one."""
        if (pair := self._pair) is not None:
            self.end()
            self._way_back = pair.other.id, seen_from_there(pair.own.shown, pair.alike)
            self._queue.recall_earlier(_summary_of(pair.alike))
            self._session.open(pair.other.id)

    def _put_beside(
        self, own: OpenDocument, others: tuple[Alike, ...], place: int, *, is_anew: bool = False
    ) -> None:
        self._abandon()
        facts = others[place].facts
        summary = self._queue.document(facts.document_id) or _summary_of(others[place])
        held = (None if is_anew else self._ready.get(summary.id)) or ReadyDocument()
        pair = Pair(own, others, place, self._with_draft(summary), page_count=held.page_count)
        if held.details is not None:
            pair = self._with_details(pair, held.details)
        self._pair = pair
        self._pages, self._page = {}, 1
        self.begun.emit(pair)
        for page, ready in sorted(held.pages.items()):
            self.take_page(page, ready)
        self._arrivals = _Arrivals(self)
        # What somebody asks for again is asked for, whether the service is within reach or not.
        loading = (
            self._loader.load_anew(summary, self._arrivals)
            if is_anew
            else self._loader.load(summary, held, self._arrivals)
        )
        self._loading = self._tasks.spawn(loading, "load a document to compare with")

    def _abandon(self) -> None:
        if self._arrivals is not None:
            self._arrivals.is_wanted = False
            self._arrivals = None
        for task in (self._loading, self._sharpening):
            if task is not None:
                task.cancel()
        self._loading = self._sharpening = None
        self._pages = {}

    def _sharpen(self) -> None:
        page = self._pages.get(self._page)
        if self._sharpening is not None:
            self._sharpening.cancel()
            self._sharpening = None
        if page is not None and page.decoded.detail is not Detail.FULL:
            self._sharpening = self._tasks.spawn(
                self._make_sharp(page), "sharpen a page to compare with"
            )

    async def _make_sharp(self, page: ReadyPage) -> None:
        try:
            sharper = await self._fetching.decoded(page.image, Detail.FULL)
        except Problem as problem:
            log.warning("a page to compare with does not become sharper: %s", problem.details)
            page.decoded.settle()
        else:
            if sharper.detail > page.decoded.detail:
                page.decoded.take(sharper)
            else:
                page.decoded.settle()
        self.sharpened.emit(page.decoded)

    def _with_draft(self, document: Document) -> Document:
        """Return a document as a reviewer would see it, whatever is queued or typed laid over."""
        return self._queue.draft(document.id).laid_over(self._queue.with_queued(document))

    def _with_details(self, pair: Pair, known: KnownDetails) -> Pair:
        document = self._with_draft(known.document)
        count = known.document.page_count or pair.page_count
        return replace(pair, other=document, has_details=True, details_problem="", page_count=count)

    def take_details(self, known: KnownDetails) -> None:
        """Take the other document's details."""
        if self._pair is not None:
            self._become(self._with_details(self._pair, known))

    def take_details_problem(self, sentence: str) -> None:
        """Take why the other document's details cannot be read, or not again."""
        if self._pair is not None:
            self._become(replace(self._pair, details_problem=sentence))

    def take_page(self, number: int, page: ReadyPage) -> None:
        """Take a page of the other document, from 1."""
        self._pages[number] = page
        self.page_arrived.emit(number, page.decoded)
        if number == self._page:
            self._sharpen()

    def take_page_count(self, count: int) -> None:
        """Take the other document's number of pages."""
        if self._pair is not None:
            self._become(replace(self._pair, page_count=count))

    def _become(self, pair: Pair) -> None:
        self._pair = pair
        self.changed.emit(pair)


class _Arrivals:
    """Takes what arrives of one document, as long as it is that one that is compared with."""

    def __init__(self, beside: SideBySide) -> None:
        self._beside = beside
        self.is_wanted = True

    def take_details(self, known: KnownDetails) -> None:
        if self.is_wanted:
            self._beside.take_details(known)

    def take_details_problem(self, sentence: str) -> None:
        if self.is_wanted:
            self._beside.take_details_problem(sentence)

    def take_page_count(self, count: int) -> None:
        if self.is_wanted:
            self._beside.take_page_count(count)

    def take_page(self, page: int, ready: ReadyPage) -> None:
        if self.is_wanted:
            self._beside.take_page(page, ready)

    def take_page_problem(self, page: int, sentence: str) -> None:
        if self.is_wanted:
            self._beside.page_failed.emit(page, sentence)


def _summary_of(alike: Alike) -> Document:
    facts = alike.facts
    return Document(
        facts.document_id,
        file_name=facts.file_name,
        document_type=facts.document_type,
        collection_name=facts.collection_name,
    )
