"""Deciding several documents at once: looked at one by one first, and sent one by one.

What could be approved without a warning is approved, nothing else: each document is fetched in
full, details and pages, and examined as if it were open. Its journal row says that nobody saw its
pages.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.slips.confirmation import amount_to_confirm
from klearstack_desktop.model.slips.facts import is_credit_note, total_of
from klearstack_desktop.review.open_document import OpenDocument
from klearstack_desktop.review.outbox_entries import label_of
from klearstack_desktop.review.ready_documents import ReadyDocument

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from klearstack_desktop.review.fetching import ReadyPage
    from klearstack_desktop.review.loader import DocumentLoader
    from klearstack_desktop.review.outbox_entries import NotApplied
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.standards import Standards
    from klearstack_desktop.review.submission import Submissions
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.details import KnownDetails

AT_ONCE: Final = 3
"""So many documents are fetched side by side."""

CREDIT_NOTE: Final = "Credit notes are decided one by one"
NO_TOTAL: Final = "It has no total that can be read"
CONFIRM: Final = "Its amount has to be confirmed by itself"
OVERRIDDEN: Final = "A warning was let stand: look at it once more"
DATED: Final = "It could not be read again from the service"
CLASH: Final = "Another person changed the same: choose first"
NO_REASON: Final = "A rejection needs a reason"
NOT_TAKEN: Final = "It could not be decided as it is"
CHANGED: Final = "It changed since it was looked at, and was not decided"

# What could not be had before may be had by now: the fresh look tells.
_UNDECIDED: Final = {
    ReviewState.OPEN,
    ReviewState.DRAFT,
    ReviewState.SUMMARY_ONLY,
    ReviewState.PAGE_MISSING,
}
_REJECTABLE: Final = {*_UNDECIDED, ReviewState.NO_READING}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that is not decided, and why."""

    document_id: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What would be decided.

    Attributes:
        kind: approve or reject.
        ready: the documents as they were looked at, in the order of the list.
        left_out: the others.
    """

    kind: OutboxKind
    ready: tuple[OpenDocument, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def totals(self) -> Mapping[str, tuple[int, Decimal]]:
        """Number and sum of what would be decided, by currency; no currency is an empty one.

        Credit notes are taken off.
        """
        counts: Counter[str] = Counter()
        sums: dict[str, Decimal] = {}
        for looked_at in self.ready:
            currency = looked_at.shown.value_of(FieldRole.CURRENCY).strip().upper()
            amount = total_of(looked_at.shown).amount or Decimal(0)
            counts[currency] += 1
            sums[currency] = sums.get(currency, Decimal(0)) + amount
        return {currency: (counts[currency], sums[currency]) for currency in sorted(sums)}


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a plan: what went into the outbox, and how many a stop left as they are."""

    decided: tuple[str, ...]
    stopped: int


def obstacle_to_approval(looked_at: OpenDocument, state: ReviewState) -> str:
    """Return why a document cannot be approved together with others; empty where it can."""
    if state not in _UNDECIDED:
        return f"It is {state.value}"
    readiness, findings = looked_at.readiness, looked_at.findings
    if not readiness.is_ready:
        return readiness.reason
    if looked_at.is_dated:
        return DATED
    if looked_at.open_clashes:
        return CLASH
    if is_credit_note(looked_at.shown):
        return CREDIT_NOTE
    for finding in (*findings.errors, *findings.warnings):
        return finding.sentence
    if findings.overridden:
        return OVERRIDDEN
    if parse_amount(looked_at.shown.value_of(FieldRole.TOTAL)) is None:
        return NO_TOTAL
    return CONFIRM if amount_to_confirm(looked_at.shown, looked_at.policy) is not None else ""


def obstacle_to_rejection(looked_at: OpenDocument, state: ReviewState) -> str:
    """Return why a document cannot be rejected together with others; empty where it can."""
    if state not in _REJECTABLE:
        return f"It is {state.value}"
    if not looked_at.has_details:
        return looked_at.readiness.reason
    return CLASH if looked_at.open_clashes else ""


_OBSTACLES: Final = {
    OutboxKind.APPROVE: obstacle_to_approval,
    OutboxKind.REJECT: obstacle_to_rejection,
}


class Bulk(QObject):
    """Looks at documents, tells what could be done, and does it when it is told to.

    Signals:
        progressed: carries how many of how many are done.
        looked: carries the `BulkPlan`.
        decided: a document went into the outbox; carries its id.
        ended: carries the `BulkResult`.
        failed: a document of the last plan was not decided after all; carries a `LeftOut`.
    """

    progressed = Signal(int, int)
    looked = Signal(object)
    decided = Signal(str)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        *,
        session: ReviewSession,
        queue: DocumentQueue,
        loader: DocumentLoader,
        submissions: Submissions,
        standards: Standards,
        tasks: TaskRegister,
    ) -> None:
        super().__init__()
        self._session = session
        self._queue = queue
        self._loader = loader
        self._submissions = submissions
        self._standards = standards
        self._tasks = tasks
        self._is_stopped = False
        self._watched: set[str] = set()
        submissions.not_applied.connect(self._on_not_applied)
        submissions.changed_since.connect(self._on_changed_since)
        submissions.clashed.connect(self._on_clashed)

    def look_at(self, ids: Sequence[str], kind: OutboxKind) -> None:
        """Fetch these documents and find out what could be done with each; `looked` tells it."""
        self._watched.clear()
        self._tasks.spawn(self._look_at(tuple(ids), kind), "look at several")

    def carry_out(self, plan: BulkPlan, reason: str = "") -> None:
        """Decide what is ready in a plan, each as if it were decided by itself.

        Args:
            plan: from `looked`.
            reason: is sent with each rejection.
        """
        self._is_stopped = False
        self._tasks.spawn(self._carry_out(plan, reason), "decide several")

    def stop(self) -> None:
        """Look at no further document, or decide no further one; `ended` tells how far it came."""
        self._is_stopped = True

    async def _look_at(self, ids: Sequence[str], kind: OutboxKind) -> None:
        self._is_stopped = False
        found: dict[str, OpenDocument] = {}
        places = asyncio.Semaphore(AT_ONCE)

        async def look(document_id: str) -> None:
            async with places:
                if not self._is_stopped:
                    looked_at = await self._looked_at(document_id)
                    if looked_at is not None:
                        found[document_id] = looked_at
                        self.progressed.emit(len(found), len(ids))

        self.progressed.emit(0, len(ids))
        async with asyncio.TaskGroup() as group:
            for document_id in ids:
                group.create_task(look(document_id))
        obstacle = _OBSTACLES[kind]
        ready: list[OpenDocument] = []
        left_out: list[LeftOut] = []
        for document_id in ids:
            if (looked_at := found.get(document_id)) is None:
                reason = "It was not looked at"
            else:
                reason = obstacle(looked_at, self._queue.state(document_id))
            if reason or looked_at is None:
                left_out.append(LeftOut(document_id, self._label(document_id), reason))
            else:
                ready.append(looked_at)
        self.looked.emit(BulkPlan(kind, tuple(ready), tuple(left_out)))

    async def _looked_at(self, document_id: str) -> OpenDocument | None:
        summary = self._queue.document(document_id)
        if summary is None:
            return None
        sink = _Look(
            self._queue,
            OpenDocument(
                base=summary,
                draft=self._queue.draft(document_id),
                policy=self._standards.policy,
                known=self._standards.known,
            ),
        )
        await self._loader.load(summary, ReadyDocument(), sink)
        return sink.looked_at

    async def _carry_out(self, plan: BulkPlan, reason: str) -> None:
        done: list[str] = []
        dealt_with = 0
        for dealt_with, looked_at in enumerate(plan.ready, start=1):
            if why_not := self._obstacle_now(looked_at, plan.kind, reason):
                self._tell_failure(looked_at.id, why_not)
            elif self._submissions.decide(looked_at, plan.kind, reason):
                self._watched.add(looked_at.id)
                await self._submissions.written()
                done.append(looked_at.id)
                self.decided.emit(looked_at.id)
            else:
                self._tell_failure(looked_at.id, looked_at.readiness.reason or NOT_TAKEN)
            self.progressed.emit(dealt_with, len(plan.ready))
            if self._is_stopped:
                break
        self._session.refresh_state()
        self.ended.emit(BulkResult(tuple(done), len(plan.ready) - dealt_with))

    def _obstacle_now(self, looked_at: OpenDocument, kind: OutboxKind, reason: str) -> str:
        """Return what has come between a document and its decision since it was looked at."""
        if kind is OutboxKind.REJECT and not reason.strip():
            return NO_REASON
        return _OBSTACLES[kind](looked_at, self._queue.state(looked_at.id))

    def _on_not_applied(self, told: NotApplied) -> None:
        self._on_failed(told.document_id, told.problem.sentence)

    def _on_changed_since(self, document_id: str) -> None:
        self._on_failed(document_id, CHANGED)

    def _on_clashed(self, document_id: str) -> None:
        self._on_failed(document_id, CLASH)

    def _on_failed(self, document_id: str, reason: str) -> None:
        if document_id in self._watched:
            self._watched.discard(document_id)
            self._tell_failure(document_id, reason)

    def _tell_failure(self, document_id: str, reason: str) -> None:
        self.failed.emit(LeftOut(document_id, self._label(document_id), reason))

    def _label(self, document_id: str) -> str:
        known = self._queue.document(document_id) is not None
        return label_of(self._queue.entry(document_id) if known else None, document_id)


class _Look:
    """Gathers what comes of a document, without holding its pixels."""

    def __init__(self, queue: DocumentQueue, looked_at: OpenDocument) -> None:
        self._queue = queue
        self.looked_at = looked_at

    def take_details(self, known: KnownDetails) -> None:
        laid_over = replace(known, document=self._queue.with_queued(known.document))
        self.looked_at, _merged = self.looked_at.with_details(laid_over)

    def take_details_problem(self, sentence: str) -> None:
        self.looked_at = self.looked_at.with_details_problem(sentence)

    def take_page_count(self, count: int) -> None:
        self.looked_at = self.looked_at.with_page_count(count)

    def take_page(self, page: int, ready: ReadyPage) -> None:
        self.looked_at = self.looked_at.with_page_checked(page, ready.digest)

    def take_page_problem(self, page: int, sentence: str) -> None:
        self.looked_at = self.looked_at.with_page_problem(page, sentence)
