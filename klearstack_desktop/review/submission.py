"""Saving and deciding: the draft becomes an outbox row, is sent, and its outcome is shown."""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.decision import Decision
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.refreshing import STATE_OF_DECISION
from klearstack_desktop.store.outbox import OutboxKind, OutboxState

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.review.draft_keeper import DraftKeeper
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.sender import Sender, SendOutcome
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore
    from klearstack_desktop.store.outbox import OutboxRow

_KIND_OF = {Decision.APPROVE: OutboxKind.APPROVE, Decision.REJECT: OutboxKind.REJECT}
_STATE_WHEN_NOT = {
    OutboxState.CONFLICT: ReviewState.DECIDED_ELSEWHERE,
    OutboxState.UNKNOWN: ReviewState.OUTCOME_UNKNOWN,
}
_DEED = {
    OutboxKind.SAVE: "The corrections were not saved",
    OutboxKind.APPROVE: "The approval was not sent",
    OutboxKind.REJECT: "The rejection was not sent",
}


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many rows are on their way, and how many came back in this run."""

    sending: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class DoneToday:
    """How many documents were decided here today, and the median seconds for one in this run."""

    count: int = 0
    median_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class NotApplied:
    """Tells the reviewer that something did not reach the service.

    Attributes:
        document_id: which document.
        problem: what happened.
        rejection: the reason of a rejection that was not sent, as it was typed; else empty.
    """

    document_id: str
    problem: Problem
    rejection: str = ""


class Submissions(QObject):
    """Turns drafts into outbox rows and follows them to their outcome.

    Signals:
        submitted: a decision was taken; carries the document's id. The next one may open.
        saved: corrections reached the service; carries the document's id.
        not_applied: carries a `NotApplied`.
        counts_changed: carries `OutboxCounts`.
        done_changed: carries `DoneToday`.
    """

    submitted = Signal(str)
    saved = Signal(str)
    not_applied = Signal(object)
    counts_changed = Signal(object)
    done_changed = Signal(object)

    def __init__(
        self,
        *,
        session: ReviewSession,
        queue: DocumentQueue,
        drafts: DraftKeeper,
        sender: Sender,
        store: AccountStore,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._session = session
        self._queue = queue
        self._drafts = drafts
        self._sender = sender
        self._store = store
        self._tasks = tasks
        self._clock = clock
        self._under_way: set[asyncio.Task[object]] = set()
        self._failed: set[str] = set()
        self._seconds: dict[str, float] = {}
        self._done: list[float] = []
        self._done_before = 0

    def begin_day(self, count: int) -> None:
        """Start counting from what was decided here earlier today."""
        self._done_before = count
        self._count_done()

    def save(self) -> bool:
        """Send the corrections of the open document; say whether there was anything to send."""
        current = self._session.editable
        if current is None or not current.has_details or not current.draft.has_corrections:
            return False
        self._submit(current, OutboxKind.SAVE, "")
        return True

    def approve(self) -> bool:
        """Approve the open document, corrections first; say whether that was possible."""
        current = self._session.editable
        if current is None or not current.readiness.is_ready:
            return False
        comment = current.draft.comment.strip() or current.comment_template
        waived = [f"without page {page}: {why}" for page, why in sorted(current.waived.items())]
        self._decide(current, Decision.APPROVE, "; ".join([comment, *waived]))
        return True

    def reject(self, reason: str) -> bool:
        """Reject the open document for a reason; say whether that was possible."""
        current = self._session.editable
        if current is None or not reason.strip():
            return False
        self._decide(current, Decision.REJECT, reason)
        return True

    async def settle(self, within: float) -> None:
        """Let what is being sent come to its end, at most `within` seconds."""
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=within)

    def _decide(self, current: OpenDocument, decision: Decision, comment: str) -> None:
        self._seconds[current.id] = self._clock.monotonic() - current.opened_at
        self._submit(current, _KIND_OF[decision], comment)
        self.submitted.emit(current.id)

    def _submit(self, current: OpenDocument, kind: OutboxKind, comment: str) -> None:
        enqueue = partial(
            self._store.outbox.enqueue,
            current.shown,
            current.draft,
            kind,
            comment,
            self._clock.now(),
        )
        handing_over = self._drafts.hand_over(current.id, current.draft, enqueue)
        queued = current.queued(is_decision=kind.is_decision)
        self._session.become(queued)
        self._queue.update(queued.base)
        self._queue.set_draft(current.id, queued.draft)
        self._failed.discard(current.id)
        if kind is not OutboxKind.SAVE:
            self._queue.set_state(current.id, ReviewState.SENDING)
            self._session.refresh_state()
        sending = self._enqueue_and_send(current, kind, comment, handing_over)
        task = self._tasks.spawn(sending, f"send {kind}")
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._forget_task)
        self._count()

    def _forget_task(self, task: asyncio.Task[object]) -> None:
        self._under_way.discard(task)
        self._count()

    async def _enqueue_and_send(
        self,
        current: OpenDocument,
        kind: OutboxKind,
        comment: str,
        handing_over: Awaitable[OutboxRow],
    ) -> None:
        try:
            row = await handing_over
        except Problem as problem:
            self._came_back(current, kind, comment, (current.draft,), problem, ReviewState.NOT_SENT)
            return
        try:
            outcome = await self._sender.send(row)
        except Problem as problem:
            # It may have been sent; what failed is writing that down.
            unknown = ReviewState.OUTCOME_UNKNOWN
            self._came_back(current, kind, comment, (current.draft,), problem, unknown)
            return
        if outcome.is_applied:
            self._applied(current.id, kind)
        else:
            self._not_applied(current, outcome)

    def _applied(self, document_id: str, kind: OutboxKind) -> None:
        state = STATE_OF_DECISION.get(kind)
        self._queue.set_state(document_id, state)
        if state is None:
            self.saved.emit(document_id)
            if self._session.current is not None and self._session.current.id == document_id:
                self._session.read_details_again()
        else:
            self._done.append(self._seconds.pop(document_id))
            self._count_done()
        self._session.refresh_state()

    def _not_applied(self, current: OpenDocument, outcome: SendOutcome) -> None:
        problem = outcome.problem or Problem("It was withdrawn before it was sent.")
        state = _STATE_WHEN_NOT.get(outcome.state, ReviewState.NOT_SENT)
        drafts = tuple(returned.draft for returned in outcome.returned)
        row = outcome.row
        self._came_back(current, row.kind, row.comment, drafts, problem, state)

    def _came_back(
        self,
        current: OpenDocument,
        kind: OutboxKind,
        comment: str,
        drafts: tuple[Draft, ...],
        problem: Problem,
        state: ReviewState,
    ) -> None:
        """Show what was not applied; `current` is the document as it was submitted."""
        document_id = current.id
        self._seconds.pop(document_id, None)
        sentence = problem.sentence
        if state is ReviewState.NOT_SENT:
            sentence = f"{_DEED[kind]}: {sentence}"
        self._failed.add(document_id)
        self._queue.set_state(document_id, state, sentence)
        self._give_back(current, drafts)
        self._session.refresh_state()
        rejection = comment if kind is OutboxKind.REJECT else ""
        told = Problem(sentence, problem.details)
        self.not_applied.emit(NotApplied(document_id, told, rejection))

    def _give_back(self, current: OpenDocument, drafts: tuple[Draft, ...]) -> None:
        """Put what came back under what was edited since; the newest may not be stored yet."""
        if not drafts:
            return
        merged = self._queue.draft(current.id)
        for older in reversed(drafts):
            merged = merged.over(older)
        self._drafts.note(current.id, merged)
        self._queue.update(current.base)
        self._queue.set_draft(current.id, merged)
        self._session.take_back(current.base, merged)

    @property
    def done(self) -> DoneToday:
        """What was decided here today."""
        median = statistics.median(self._done) if self._done else None
        return DoneToday(self._done_before + len(self._done), median)

    def _count_done(self) -> None:
        self.done_changed.emit(self.done)

    def _count(self) -> None:
        self.counts_changed.emit(OutboxCounts(len(self._under_way), len(self._failed)))
