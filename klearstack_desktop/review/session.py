"""The one owner of which document is open and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from klearstack_desktop.model.merge import Merge
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.held_document import HeldDocument
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.review.ready_documents import ReadyDocument

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine, Sequence

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.review.fetching import ReadyPage
    from klearstack_desktop.review.lacking import Lacking
    from klearstack_desktop.review.loader import DocumentLoader
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.ready_documents import ReadyDocuments
    from klearstack_desktop.review.standards import Standards
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.details import KnownDetails

READ_ONLY_REASONS = {
    ReviewState.APPROVED: "This document is approved: it can be read but no longer changed.",
    ReviewState.REJECTED: "This document is rejected: it can be read but no longer changed.",
    ReviewState.DECIDED_ELSEWHERE: "Somebody else decided this document: it can only be read.",
    ReviewState.NOT_LISTED: "This document is no longer in the list of the service: it can only be"
    " read.",
    ReviewState.WAITING: "This document waits to be sent: take it back to change it.",
    ReviewState.SENDING: "The decision on this document is being sent.",
    ReviewState.OUTCOME_UNKNOWN: "It is being found out whether the decision on this document has"
    " arrived: until then it can only be read.",
}


class ReviewSession(HeldDocument):
    """Opens documents and holds the open one; widgets render it and keep no copy.

    Signals:
        page_arrived: carries page number (from 1) and `DecodedPage`.
        page_failed: carries page number (from 1) and a sentence.
        changed_elsewhere: another person changed what is shown; carries the document's id and a
            tuple of `Taken`.
        clashed: another person changed what was edited here; carries the document's id and a tuple
            of `Clash`.
        foreseen: a document is likely to be opened next; carries the `OpenDocument` that it would
            be.
    """

    page_arrived = Signal(int, object)
    page_failed = Signal(int, str)
    changed_elsewhere = Signal(str, object)
    clashed = Signal(str, object)
    foreseen = Signal(object)

    def __init__(
        self,
        *,
        queue: DocumentQueue,
        loader: DocumentLoader,
        ready: ReadyDocuments,
        tasks: TaskRegister,
        clock: Clock,
        standards: Standards,
    ) -> None:
        super().__init__()
        self._standards = standards
        self._queue = queue
        self._loader = loader
        self._ready = ready
        self._tasks = tasks
        self._clock = clock
        self._loading: asyncio.Task[object] | None = None
        self._examined: dict[str, OpenDocument] = {}
        standards.changed.connect(self._judge_anew)
        standards.known_changed.connect(self._judge_anew)

    def open(self, document_id: str) -> None:
        """Open a document: what is known or was made ready at once, the rest as it comes."""
        summary = self._queue.document(document_id)
        if summary is None or (self._current and self._current.id == document_id):
            return
        self._abandon_loading()
        # What is made ready in the moment until loading begins is loaded all the same: of that the
        # open document has not been told.
        held = self._ready.want_most(document_id).as_it_is()
        if held.details is not None:
            # What is complete is not loaded again, and the list was made without the details.
            self._queue.update(held.details.document)
        opened, merged = self._as_known(summary, held)
        self._current = opened.with_pages(held.pages)
        self.opened.emit(self._current)
        for page, ready in sorted(held.pages.items()):
            self.page_arrived.emit(page, ready.decoded)
        self._tell_of(document_id, merged)
        self._load(self._loader.load(summary, held, self._arrivals(document_id)))

    def prepare(self, ids: Sequence[str]) -> None:
        """Examine documents ahead, the likeliest to be opened last; of the others forget it.

        Those that were not made ready are left out: more comes of them that is to be examined.
        """
        self._examined = {i: known for i, known in self._examined.items() if i in ids}
        for document_id in ids:
            summary, held = self._queue.document(document_id), self._ready.get(document_id)
            if summary is not None and held is not None and held.details is not None:
                # The list tells less; whoever opens the document shall not wait for its row.
                self._queue.update(held.details.document)
                opened, _merged = self._as_known(summary, held)
                self._examined[document_id] = opened
                self.foreseen.emit(opened.with_pages(held.pages))

    def as_known(self, document_id: str) -> OpenDocument | None:
        """Return a document as it would open, without opening it; None where nothing is known."""
        summary = self._queue.document(document_id)
        if summary is None:
            return None
        return self._as_known(summary, self._ready.get(document_id) or ReadyDocument())[0]

    def _as_known(self, summary: Document, held: ReadyDocument) -> tuple[OpenDocument, Merge]:
        known = OpenDocument(
            base=summary,
            draft=self._queue.draft(summary.id),
            corrected=self._queue.corrected(summary.id),
            read_only_reason=self.read_only_reason(summary.id),
            opened_at=self._clock.monotonic(),
            policy=self._standards.policy,
            known=self._standards.known,
        )
        # What was examined ahead counts for as long as it was examined by the same.
        before = self._examined.get(summary.id)
        if before is not None:
            known = replace(known, examiner=before.examiner)
        merged = Merge(known.draft)
        if held.details is not None:
            known, merged = known.with_details(self._with_queued(held.details))
        if held.page_count is not None:
            known = known.with_page_count(held.page_count)
        return known, merged

    def _judge_anew(self) -> None:
        if (current := self._current) is not None:
            standards = self._standards
            self.become(replace(current, policy=standards.policy, known=standards.known))

    def close(self) -> None:
        """Leave the open document; its draft stays."""
        self._abandon_loading()
        self._current = None
        self.closed.emit()

    def read_again(self) -> None:
        """Fetch details and pages of the open document once more; edits stay."""
        if (current := self._current) is not None:
            self._abandon_loading()
            arrivals = self._arrivals(current.id)
            self._load(self._loader.load_anew(current.base, arrivals))

    def bring_missing(self) -> None:
        """Fetch what could not be fetched of the open document, and what has grown old."""
        if (current := self._current) is not None:
            self._abandon_loading()
            held = (self._ready.get(current.id) or ReadyDocument()).as_it_is()
            if not current.has_details:
                held.details = None
            held.pages = {n: page for n, page in held.pages.items() if n in current.pages}
            arrivals = self._arrivals(current.id)
            self._load(self._loader.load(current.base, held, arrivals))

    def read_details_again(self) -> None:
        """Fetch only the details of the open document once more; edits stay."""
        if (current := self._current) is not None:
            arrivals = self._arrivals(current.id)
            reading = self._loader.load_details(current.base, arrivals)
            self._tasks.spawn(reading, "read details again")

    def refresh_state(self) -> None:
        """Ask the queue anew whether the open document may be edited."""
        if self._current is not None:
            reason = self.read_only_reason(self._current.id)
            if reason != self._current.read_only_reason:
                self.become(replace(self._current, read_only_reason=reason))

    def mark_seen(self, page: int) -> None:
        """Note that a page (from 1) was painted."""
        current = self._current
        if current is not None and page not in current.seen:
            self.become(replace(current, seen=current.seen | {page}))

    def waive_page(self, page: int, reason: str) -> None:
        """Allow approval without a page that cannot be shown, for a reason that is sent along."""
        current = self._current
        if current is not None and reason.strip():
            self.become(replace(current, waived={**current.waived, page: reason.strip()}))

    def take_back(self, document: Document, draft: Draft) -> None:
        """Take what came back from the outbox: the document as it was before, and the draft.

        The details are read again, in case that some of it arrived all the same.
        """
        if self.take(
            document.id,
            lambda current: replace(current, base=document, draft=draft),
        ):
            self.read_details_again()

    def take_details(self, known: KnownDetails) -> None:
        """Take freshly read details into the queue and, if it is open, into the document."""
        document_id = known.document.id
        self._queue.update(known.document)
        current = self._current
        if current is not None and current.id == document_id:
            changed, merged = current.with_details(self._with_queued(known))
            self.become(changed)
            self._tell_of(document_id, merged)
        self.refresh_state()

    def _with_queued(self, known: KnownDetails) -> KnownDetails:
        return replace(known, document=self._queue.with_queued(known.document))

    def _tell_of(self, document_id: str, merged: Merge) -> None:
        if merged.taken:
            self.changed_elsewhere.emit(document_id, merged.taken)
        if merged.clashes:
            self.clashed.emit(document_id, merged.clashes)

    def _load(self, loading: Coroutine[Any, Any, None]) -> None:
        self._loading = self._tasks.spawn(loading, "load a document")

    def _abandon_loading(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    def _arrivals(self, document_id: str) -> _Arrivals:
        return _Arrivals(self, self._ready, self._queue.lacking, document_id)

    def read_only_reason(self, document_id: str) -> str:
        """Return why a document may not be edited, as a sentence; empty where it may."""
        return READ_ONLY_REASONS.get(self._queue.state(document_id), "")


class _Arrivals:
    """Takes what arrives for one document; what comes after it was left is only held in memory."""

    def __init__(
        self,
        session: ReviewSession,
        ready: ReadyDocuments,
        lacking: Lacking,
        document_id: str,
    ) -> None:
        self._session = session
        self._ready = ready
        self._lacking = lacking
        self._id = document_id

    def take_details(self, known: KnownDetails) -> None:
        self._ready.put_details(known)
        self._session.take_details(known)
        self._lacking.details_came(self._id)

    def take_details_problem(self, sentence: str) -> None:
        self._session.take(self._id, lambda current: current.with_details_problem(sentence))
        current = self._session.current
        if current is not None and current.id == self._id and not current.has_details:
            self._lacking.no_details(self._id, sentence)

    def take_page_count(self, count: int) -> None:
        self._ready.put_page_count(self._id, count)
        self._session.take(self._id, lambda current: current.with_page_count(count))

    def take_page(self, page: int, ready: ReadyPage) -> None:
        self._ready.put_page(self._id, page, ready)
        self._lacking.page_came(self._id, page)
        if self._session.take(self._id, lambda current: current.with_pages({page: ready})):
            self._session.page_arrived.emit(page, ready.decoded)

    def take_page_problem(self, page: int, sentence: str) -> None:
        self._lacking.no_page(self._id, page, sentence)
        if self._session.take(self._id, lambda current: current.with_page_problem(page, sentence)):
            self._session.page_failed.emit(page, sentence)
