"""The one owner of which document is open and what is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.open_document import OpenDocument

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.review.loader import DocumentLoader
    from klearstack_desktop.review.ports import Clock, DecodedPage
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.tasks import TaskRegister

READ_ONLY_REASONS = {
    ReviewState.APPROVED: "This document is approved: it can be read but no longer changed.",
    ReviewState.REJECTED: "This document is rejected: it can be read but no longer changed.",
    ReviewState.DECIDED_ELSEWHERE: "Somebody else decided this document: it can only be read.",
    ReviewState.SENDING: "The decision on this document is being sent.",
}


class ReviewSession(QObject):
    """Opens documents and holds the open one; widgets render it and keep no copy.

    Signals:
        opened: another document is open; carries its `OpenDocument`.
        changed: something of the open document changed; carries its `OpenDocument`.
        page_arrived: carries page number (from 1) and `DecodedPage`.
        page_failed: carries page number (from 1) and a sentence.
        closed: no document is open any more.
    """

    opened = Signal(object)
    changed = Signal(object)
    page_arrived = Signal(int, object)
    page_failed = Signal(int, str)
    closed = Signal()

    def __init__(
        self, *, queue: DocumentQueue, loader: DocumentLoader, tasks: TaskRegister, clock: Clock
    ) -> None:
        super().__init__()
        self._queue = queue
        self._loader = loader
        self._tasks = tasks
        self._clock = clock
        self._current: OpenDocument | None = None
        self._loading: asyncio.Task[object] | None = None

    @property
    def current(self) -> OpenDocument | None:
        """The open document, or None."""
        return self._current

    @property
    def editable(self) -> OpenDocument | None:
        """The open document if it may be edited, else None."""
        return self._current if self._current and not self._current.is_read_only else None

    def open(self, document_id: str) -> None:
        """Open a document: what is known of it at once, details and pages as they come."""
        summary = self._queue.document(document_id)
        if summary is None or (self._current and self._current.id == document_id):
            return
        self._abandon_loading()
        self._current = OpenDocument(
            base=summary,
            draft=self._queue.draft(document_id),
            read_only_reason=self._read_only_reason(document_id),
            opened_at=self._clock.monotonic(),
        )
        self.opened.emit(self._current)
        self._load(summary)

    def close(self) -> None:
        """Leave the open document; its draft stays."""
        self._abandon_loading()
        self._current = None
        self.closed.emit()

    def read_again(self) -> None:
        """Fetch details and pages of the open document once more; edits stay."""
        if self._current is not None:
            self._abandon_loading()
            self._load(self._current.base)

    def read_details_again(self) -> None:
        """Fetch only the details of the open document once more; edits stay."""
        if self._current is not None:
            arrivals = _Arrivals(self, self._current.id)
            self._tasks.spawn(
                self._loader.load_details(self._current.base, arrivals), "read details again"
            )

    def refresh_state(self) -> None:
        """Ask the queue anew whether the open document may be edited."""
        if self._current is not None:
            reason = self._read_only_reason(self._current.id)
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

    def become(self, changed: OpenDocument) -> None:
        """Replace the open document by a changed version of itself."""
        if self._current is not None and changed.id == self._current.id:
            self._current = changed
            self.changed.emit(changed)

    def take(self, document_id: str, change: Callable[[OpenDocument], OpenDocument]) -> bool:
        """Apply what arrived for a document if that is still the open one; say whether it was."""
        current = self._current
        if current is None or current.id != document_id:
            return False
        self.become(change(current))
        return True

    def take_back(self, document: Document, draft: Draft) -> None:
        """Take what came back from the outbox: the document as it was before, and the draft.

        The details are read again, in case that some of it arrived all the same.
        """
        if self.take(
            document.id,
            lambda current: replace(current, base=document, draft=draft),
        ):
            self.read_details_again()

    def take_details(self, document_id: str, document: Document) -> None:
        """Take freshly read details into the queue and, if it is open, into the document."""
        self._queue.update(document)
        self.take(document_id, lambda current: current.with_details(document))
        self.refresh_state()

    def _load(self, document: Document) -> None:
        arrivals = _Arrivals(self, document.id)
        self._loading = self._tasks.spawn(
            self._loader.load(document, arrivals), f"load {document.id}"
        )

    def _abandon_loading(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None

    def _read_only_reason(self, document_id: str) -> str:
        return READ_ONLY_REASONS.get(self._queue.state(document_id), "")


class _Arrivals:
    """Takes what arrives for one document; what comes after it was left is dropped."""

    def __init__(self, session: ReviewSession, document_id: str) -> None:
        self._session = session
        self._id = document_id

    def take_details(self, document: Document) -> None:
        self._session.take_details(self._id, document)

    def take_details_problem(self, sentence: str) -> None:
        self._session.take(self._id, lambda current: replace(current, details_problem=sentence))

    def take_page_count(self, count: int) -> None:
        self._session.take(self._id, lambda current: current.with_page_count(count))

    def take_page(self, page: int, decoded: DecodedPage) -> None:
        if self._session.take(self._id, lambda current: current.with_page(page, decoded)):
            self._session.page_arrived.emit(page, decoded)

    def take_page_problem(self, page: int, sentence: str) -> None:
        if self._session.take(self._id, lambda current: current.with_page_problem(page, sentence)):
            self._session.page_failed.emit(page, sentence)
