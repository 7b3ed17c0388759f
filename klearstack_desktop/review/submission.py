"""Saving and deciding: the draft goes into the outbox at once; what waits can be taken back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.decision import comment_with_reasons
from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.outbox_entries import (
    OutboxCounts,
    OutboxEntry,
    details_text,
    entry_in_line,
    entry_that_came_back,
    label_of,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from klearstack_desktop.model.outbox import GivenBack, OutboxRow
    from klearstack_desktop.review.aftermath import Aftermath
    from klearstack_desktop.review.day_tally import DoneToday
    from klearstack_desktop.review.departures import Departure, Departures
    from klearstack_desktop.review.dispatch import Dispatcher
    from klearstack_desktop.review.homecoming import Homecoming
    from klearstack_desktop.review.line import Line, Place
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.work_store import WorkStore

TOO_LATE: Final = "It is too late to take that back: it is on its way already."
NOTHING_WAITS: Final = "No decision waits that could be taken back."
TAKEN_BACK: Final = "Taken back before it was sent."
KEPT_DAYS: Final = 30
"""Ended rows are kept that long; the journal keeps them for ever."""


@dataclass(frozen=True, slots=True)
class OutboxParts:
    """What the outbox is made of at run time; `Submissions` is what others see of it.

    Attributes:
        departures: takes drafts into it.
        line: which rows may leave, and when.
        dispatcher: sends them.
        homecoming: keeps queue and open document in step with them.
        aftermath: shows where they stand.
        work: their store.
    """

    departures: Departures
    line: Line
    dispatcher: Dispatcher
    homecoming: Homecoming
    aftermath: Aftermath
    work: WorkStore


class Submissions(QObject):
    """Turns drafts into outbox rows, and lets a reviewer follow them and take them back.

    Every call returns at once; what it leads to is told by the signals.

    Signals:
        submitted: a decision was taken; carries the document's id. The next one may open.
        taken_back: a decision was taken back; carries the id of the document to open.
        problem_met: something asked for cannot be done; carries a `Problem`.
        counts_changed: carries `OutboxCounts`.
        outbox_changed: the entries are not as they were.
        saved, not_applied, merged, clashed, changed_since, alarmed, done_changed: as `Aftermath`.
    """

    submitted = Signal(str)
    taken_back = Signal(str)
    problem_met = Signal(object)
    counts_changed = Signal(object)
    outbox_changed = Signal()
    saved = Signal(str)
    not_applied = Signal(object)
    merged = Signal(str, object)
    clashed = Signal(str, object)
    changed_since = Signal(str, object)
    alarmed = Signal(str, str)
    done_changed = Signal(object)

    def __init__(
        self,
        *,
        session: ReviewSession,
        queue: DocumentQueue,
        parts: OutboxParts,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._session = session
        self._queue = queue
        self._departures = parts.departures
        self._line = parts.line
        self._dispatcher = parts.dispatcher
        self._homecoming = parts.homecoming
        self._aftermath = parts.aftermath
        self._work = parts.work
        self._tasks = tasks
        self._clock = clock
        for name in ("saved", "not_applied", "merged", "clashed", "changed_since", "alarmed"):
            getattr(parts.aftermath, name).connect(getattr(self, name))
        parts.aftermath.done_changed.connect(self.done_changed)
        parts.departures.queued.connect(self._on_queued)
        parts.departures.failed.connect(self._on_not_queued)
        parts.dispatcher.began.connect(parts.aftermath.show)
        parts.dispatcher.paused.connect(parts.aftermath.show)
        parts.dispatcher.ended.connect(self._on_ended)
        parts.dispatcher.not_written.connect(self.problem_met)
        parts.dispatcher.changed.connect(self._on_changed)

    async def recall(self) -> None:
        """Take up what earlier runs left: rows on their way, and those that came back.

        Raises:
            Problem: the store cannot be read.
        """
        now = self._clock.now()
        history = self._work.history
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        done = await self._work.run(history.decided_since, midnight.astimezone(UTC))
        came_back = await self._work.run(history.came_back)
        self._queue.take_corrected(await self._work.run(history.corrected))
        on_the_way = await self._dispatcher.recall()
        self._homecoming.is_queued(on_the_way)
        self._aftermath.recall(on_the_way, came_back, done)
        await self._work.run(history.prune, now - timedelta(days=KEPT_DAYS))
        self._on_changed()

    def set_undo_seconds(self, seconds: int) -> None:
        """Set how long a decision can be taken back; what waits already keeps its time."""
        self._dispatcher.window = float(seconds)

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
        self._decide(current, OutboxKind.APPROVE, _comment_on(current))
        return True

    def reject(self, reason: str) -> bool:
        """Reject the open document for a reason; say whether that was possible."""
        current = self._session.editable
        if current is None or not reason.strip():
            return False
        self._decide(current, OutboxKind.REJECT, reason)
        return True

    def decide(self, looked_at: OpenDocument, kind: OutboxKind, reason: str = "") -> bool:
        """Decide a document that was looked at beside the open one; the window stays where it is.

        Args:
            looked_at: as it was examined; what is sent must still be like that.
            kind: approve or reject.
            reason: of a rejection.

        Returns:
            Whether that was possible.
        """
        is_approval = kind is OutboxKind.APPROVE
        if not (looked_at.readiness.is_ready if is_approval else reason.strip()):
            return False
        self._submit(looked_at, kind, _comment_on(looked_at) if is_approval else reason)
        return True

    async def written(self) -> None:
        """Wait until every decision is on the disk, or is told to be none."""
        await self._departures.all_queued()

    def take_back(self) -> str | None:
        """Take back the newest decision that waits.

        Returns:
            The id of its document, which `taken_back` carries when it is done; None if there is no
            such decision, and `problem_met` says so then.
        """
        if (leaving := self._departures.take_back_newest()) is not None:
            return leaving
        decisions = [place for place in self._line if place.row.kind.is_decision]
        for place in reversed(decisions):
            if _can_be_withdrawn(place):
                self._begin_withdrawing(place, reopens=True)
                return place.row.document_id
        self.problem_met.emit(Problem(TOO_LATE if decisions else NOTHING_WAITS))
        return None

    def withdraw(self, row_id: str) -> None:
        """Take back a row that waits; its edits are a draft again."""
        place = self._line.place(row_id)
        if place is not None and _can_be_withdrawn(place):
            self._begin_withdrawing(place, reopens=False)
        else:
            self.problem_met.emit(Problem(TOO_LATE))

    def retry(self, row_id: str) -> None:
        """Send a row that was tried in vain as soon as the service allows."""
        self._line.hurry_one(row_id, self._clock.monotonic())
        self._dispatcher.wake()

    def confirm_old(self, row_id: str) -> None:
        """Let a decision that is more than a day old go out."""
        if place := self._line.place(row_id):
            place.is_confirmed = True
            self._dispatcher.wake()

    def dismiss(self, row_id: str) -> None:
        """Note that somebody has seen a row that came back."""
        for row in self._aftermath.came_back:
            if row.id == row_id:
                self._aftermath.dealt_with(row.document_id)
                dismissing = partial(self._work.run, self._work.outbox.dismiss, row_id)
                self._tasks.spawn(self._told(dismissing), "dismiss an outbox row")
                self._on_changed()

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return what came back and what is on its way, each in the order in which it was made."""
        wall, is_held = self._clock.now(), self._line.is_held
        back = [entry_that_came_back(r, self._label(r)) for r in self._aftermath.came_back]
        on_the_way = [
            entry_in_line(place, self._label(place.row), wall, is_held=is_held)
            for place in self._line
        ]
        return (*back, *on_the_way)

    def details_of(self, row_id: str) -> str:
        """Return what support needs to know of a row, for copying; holds no field value."""
        place = self._line.place(row_id)
        rows = (place.row,) if place else self._aftermath.came_back
        return next((details_text(row) for row in rows if row.id == row_id), "")

    def unsent_reason(self, document_id: str) -> str:
        """Return the reason of a rejection that did not reach the service, as it was typed."""
        return self._aftermath.reason(document_id)

    def unsent(self) -> int:
        """Return how many saves and decisions are not certainly with the service."""
        return len(self._line) + len(self._departures)

    async def end_windows(self, within: float) -> int:
        """Give nobody any more time to take something back, and send for some seconds.

        Returns:
            How many saves and decisions are still not with the service.
        """
        try:
            async with asyncio.timeout(within):
                await self._departures.all_queued()
                self._line.end_windows(self._clock.monotonic())
                await self._dispatcher.until_idle()
        except TimeoutError:
            pass
        return self.unsent()

    @property
    def counts(self) -> OutboxCounts:
        """How many rows are where."""
        wall = self._clock.now()
        waiting = [place for place in self._line if place.row.state is OutboxState.WAITING]
        held = sum(self._line.is_held or place.asks(wall) for place in waiting)
        return OutboxCounts(
            waiting=len(waiting) + len(self._departures),
            sending=len(self._line) - len(waiting),
            failed=len(self._aftermath.came_back),
            held=held,
        )

    @property
    def done(self) -> DoneToday:
        """What was decided here today."""
        return self._aftermath.tally.done

    def _decide(self, current: OpenDocument, kind: OutboxKind, comment: str) -> None:
        self._aftermath.tally.decided(current.id, self._clock.monotonic() - current.opened_at)
        self._submit(current, kind, comment)
        self.submitted.emit(current.id)

    def _submit(self, current: OpenDocument, kind: OutboxKind, comment: str) -> None:
        window = self._dispatcher.window if kind.is_decision else 0.0
        self._departures.leave(current, kind, comment, window)
        self._homecoming.left(current, is_decision=kind.is_decision)
        self._aftermath.dealt_with(current.id)
        self._aftermath.left(current.id, kind)
        self._on_changed()

    def _on_queued(self, departure: Departure, row: OutboxRow) -> None:
        self._dispatcher.add(row, departure.due)
        place = self._line.place(row.id)
        if departure.is_taken_back and place is not None:
            self._begin_withdrawing(place, reopens=True)

    def _on_not_queued(self, departure: Departure, problem: Problem) -> None:
        self._homecoming.stayed(departure.current)
        self._aftermath.not_queued(departure, problem)
        self._on_changed()

    def _begin_withdrawing(self, place: Place, *, reopens: bool) -> None:
        place.is_leaving = True
        self._dispatcher.wake()
        self._tasks.spawn(self._withdraw(place, reopens=reopens), "take back")

    async def _withdraw(self, place: Place, *, reopens: bool) -> None:
        row = place.row
        try:
            given = await self._homecoming.give_back(row, OutboxState.WITHDRAWN, TAKEN_BACK)
            problem = Problem(TOO_LATE) if given is None else None
        except Problem as met:
            given, problem = None, met
        place.is_leaving = False
        self._dispatcher.wake()
        if problem is not None:
            self.problem_met.emit(problem)
        if given is not None:
            self._aftermath.withdrawn(given.rows)
            if reopens:
                self.taken_back.emit(row.document_id)

    async def _told(self, write: Callable[[], Awaitable[object]]) -> None:
        try:
            await write()
        except Problem as problem:
            self.problem_met.emit(problem)

    def _on_ended(self, outcome: SendOutcome, given: GivenBack | None) -> None:
        self._aftermath.end(outcome, given)
        self._on_changed()

    def _on_changed(self) -> None:
        self.counts_changed.emit(self.counts)
        self.outbox_changed.emit()

    def _label(self, row: OutboxRow) -> str:
        document_id = row.document_id
        known = self._queue.document(document_id) is not None
        return label_of(self._queue.entry(document_id) if known else None, document_id)


def _comment_on(current: OpenDocument) -> str:
    comment = current.draft.comment.strip() or current.comment_template
    return comment_with_reasons(comment, current.waived, current.findings)


def _can_be_withdrawn(place: Place) -> bool:
    is_waiting = place.row.state is OutboxState.WAITING
    return is_waiting and not (place.is_under_way or place.is_leaving)
