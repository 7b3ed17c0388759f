"""Brings the piece of the page around one field of several documents, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.ready_documents import ReadyDocument

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.review.beside import Beside
    from klearstack_desktop.review.fetching import Fetching, ReadyPage
    from klearstack_desktop.review.loader import DocumentLoader
    from klearstack_desktop.review.ports import PageCut
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.ready_documents import ReadyDocuments
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.details import KnownDetails

NOT_LISTED: Final = "This document is no longer in the list."


@dataclass(frozen=True, slots=True)
class PlaceOnPage:
    """Where a value stands: a page from 1, and a box in the service's pixels."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class BroughtCrop:
    """What came of one place.

    Attributes:
        place: where the value stood when it was asked for; None where nobody knows.
        cut: the piece of the page, or None.
        problem: why there is none although the place is known, as a sentence.
    """

    place: PlaceOnPage | None = None
    cut: PageCut | None = None
    problem: str = ""


class Crops(QObject):
    """Holds the crops of the documents that are wanted, and the details that came with them.

    A page is decoded for its crop and let go. The document that is wanted first is somebody's who
    waits; the others are brought ahead, one at a time, when nobody in a hurry is on the way. What
    cannot be had ahead is tried again when somebody waits for it.

    Signals:
        brought: a crop came, or the reason why there is none; carries the document's id.
    """

    brought = Signal(str)

    def __init__(
        self,
        *,
        beside: Beside,
        queue: DocumentQueue,
        ready: ReadyDocuments,
        fetching: Fetching,
        urgent: DocumentLoader,
        patient: DocumentLoader,
        tasks: TaskRegister,
    ) -> None:
        super().__init__()
        self._beside = beside
        self._queue = queue
        self._ready = ready
        self._fetching = fetching
        self._urgent = urgent
        self._patient = patient
        self._tasks = tasks
        self._key: FieldKey | None = None
        self._wanted: tuple[str, ...] = ()
        self._crops: dict[str, BroughtCrop] = {}
        self._details: dict[str, KnownDetails] = {}
        self._done: set[str] = set()
        self._tried_ahead: set[str] = set()
        self._task: asyncio.Task[object] | None = None
        beside.told.connect(self._on_told)

    def of(self, document_id: str) -> BroughtCrop | None:
        """Return what came for a document, if the value still stands there; else None."""
        crop = self._crops.get(document_id)
        return crop if crop is not None and crop.place == self._place(document_id) else None

    def begin(self, key: FieldKey) -> None:
        """Bring crops of another field from now on."""
        self.stop()
        self._key = key

    def want(self, document_ids: Sequence[str]) -> None:
        """Hold the crops of these documents, the first one for somebody who waits."""
        first = self._wanted[:1]
        self._wanted = tuple(document_ids)
        wanted = set(self._wanted)
        self._crops = {i: crop for i, crop in self._crops.items() if i in wanted}
        self._details = {i: known for i, known in self._details.items() if i in wanted}
        self._done &= wanted
        self._tried_ahead.clear()
        if self._wanted[:1] != first:
            # Its details may have grown old since they were read ahead.
            self._done.difference_update(self._wanted[:1])
            self._abandon()
        self._go_on()

    def look_again(self) -> None:
        """Try again what could not be had, and read what grew old."""
        self._done.clear()
        for document_id in self._wanted:
            crop = self._crops.get(document_id)
            if crop is not None and crop.cut is None:
                del self._crops[document_id]
                self.brought.emit(document_id)
        self._tried_ahead.clear()
        self._go_on()

    def stop(self) -> None:
        """Bring nothing any more, and let go of everything."""
        self._abandon()
        self._wanted = ()
        self._crops.clear()
        self._details.clear()
        self._done.clear()
        self._tried_ahead.clear()

    def _abandon(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _go_on(self) -> None:
        if self._task is None and self._next() is not None:
            self._task = self._tasks.spawn(self._work(), "bring crops of pages")

    def _next(self) -> str | None:
        open_ids = (i for i in self._wanted if not self._is_done(i))
        first = self._wanted[:1]
        return next((i for i in open_ids if i in first or i not in self._tried_ahead), None)

    def _is_done(self, document_id: str) -> bool:
        return document_id in self._done and self.of(document_id) is not None

    async def _work(self) -> None:
        while (document_id := self._next()) is not None:
            is_waited_for = document_id == self._wanted[0]
            await self._bring(document_id, is_waited_for=is_waited_for)
        self._task = None

    async def _bring(self, document_id: str, *, is_waited_for: bool) -> None:
        sink = _Sink(self, self._beside, document_id)
        summary = self._queue.document(document_id)
        if summary is None:
            crop: BroughtCrop | None = BroughtCrop(self._place(document_id), problem=NOT_LISTED)
        else:
            loader = self._urgent if is_waited_for else self._patient
            held, which = self._held(document_id), partial(self._page_wanted, document_id)
            await loader.load_one_page(summary, held, sink, which)
            crop = await self._crop(document_id, sink)
        if crop is None:
            # The value stands elsewhere by now: its page is asked for next.
            return
        if crop.problem and not is_waited_for:
            self._tried_ahead.add(document_id)
        else:
            self._done.add(document_id)
        self._take(document_id, crop)

    def take_page(self, document_id: str, sink: _Sink) -> None:
        """Cut a page at once, while details may still be on their way."""
        self._tasks.spawn(self._cut_at_once(document_id, sink), "cut a page")

    async def _cut_at_once(self, document_id: str, sink: _Sink) -> None:
        crop = await self._crop(document_id, sink)
        if crop is not None and crop.cut is not None:
            self._take(document_id, crop)

    def _take(self, document_id: str, crop: BroughtCrop) -> None:
        if document_id in self._wanted and crop != self._crops.get(document_id):
            self._crops[document_id] = crop
            self.brought.emit(document_id)

    async def _crop(self, document_id: str, sink: _Sink) -> BroughtCrop | None:
        """Return the crop of the value; None where another page came than the one it is on."""
        place = self._place(document_id)
        if place is None:
            return BroughtCrop()
        if (known := self._cut_out_of(document_id, place)) is not None:
            return known
        page = sink.pages.get(place.page) or self._held(document_id).pages.get(place.page)
        if page is None:
            problem = sink.problems.get(place.page)
            return BroughtCrop(place, problem=problem) if problem else None
        try:
            cut = await self._fetching.cut(page, place.box)
        except Problem as trouble:
            return BroughtCrop(place, problem=trouble.sentence)
        # The same may have been cut meanwhile, and be on the screen.
        return self._cut_out_of(document_id, place) or BroughtCrop(place, cut)

    def _cut_out_of(self, document_id: str, place: PlaceOnPage) -> BroughtCrop | None:
        known = self._crops.get(document_id)
        has_it = known is not None and known.place == place and known.cut is not None
        return known if has_it else None

    def _held(self, document_id: str) -> ReadyDocument:
        """Return what need not come: details read for an earlier crop, and pages in memory."""
        ready = self._ready.get(document_id) or ReadyDocument()
        return ReadyDocument(self._details.get(document_id), None, dict(ready.pages))

    def _page_wanted(self, document_id: str) -> int | None:
        place = self._place(document_id)
        if place is None or self._cut_out_of(document_id, place) is not None:
            return None
        return place.page

    def _place(self, document_id: str) -> PlaceOnPage | None:
        held = self._beside.get(document_id)
        field = held.shown.by_key(self._key) if held is not None and self._key else None
        if field is None or field.box is None:
            return None
        return PlaceOnPage(field.page or 1, field.box)

    def _on_told(self, document_id: str) -> None:
        if document_id in self._wanted:
            self._go_on()

    def take_details(self, known: KnownDetails) -> None:
        """Take details on their way to the document."""
        if known.document.id in self._wanted:
            self._details[known.document.id] = known
        self._beside.take_details(known)


class _Sink:
    """Gathers the pages of one document, and hands its details on."""

    def __init__(self, crops: Crops, beside: Beside, document_id: str) -> None:
        self._crops = crops
        self._beside = beside
        self._id = document_id
        self.pages: dict[int, ReadyPage] = {}
        self.problems: dict[int, str] = {}

    def take_details(self, known: KnownDetails) -> None:
        self._crops.take_details(known)

    def take_details_problem(self, sentence: str) -> None:
        self._beside.take_details_problem(self._id, sentence)

    def take_page_count(self, count: int) -> None:
        """Nobody asks for it: the number stands in the details."""

    def take_page(self, page: int, ready: ReadyPage) -> None:
        self.pages[page] = ready
        self._crops.take_page(self._id, self)

    def take_page_problem(self, page: int, sentence: str) -> None:
        self.problems[page] = sentence
