"""Sends what stands in the line, as soon as it may, and writes down what became of it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.api import errors
from klearstack_desktop.model.outbox import UNSETTLED, ConflictKind, OutboxState
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.backoff import Backoff
from klearstack_desktop.review.line import Pause
from klearstack_desktop.review.outcome import Verdict
from klearstack_desktop.review.records import entries_of
from klearstack_desktop.review.sending import Marks, Sending
from klearstack_desktop.review.service import Connection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.review.homecoming import Homecoming
    from klearstack_desktop.review.line import Line, Place
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.work_store import WorkStore

INTERRUPTED: Final = "The program ended while this was being sent: what became of it is found out."
_HELD_UP: Final = "An earlier row of this document cannot be read: it waits until somebody looks."
_SIGNED_OUT: Final = "signed out"
_SETTLING_PAUSE: Final = 10.0
"""Longest time in seconds for which news of the connection do not hurry what is being settled."""

_STATE_OF: Final = {
    Verdict.REFUSED: OutboxState.REFUSED,
    Verdict.CONFLICT: OutboxState.CONFLICT,
}


class Dispatcher(QObject):
    """Takes rows from the line to the service: each document in order, several side by side.

    It wakes for a new row, the end of a pause or of a time to take back, the connection being back,
    the end of a hold, and for whoever asks.

    Attributes:
        window: seconds for which a decision can be taken back; what waits already keeps its time.

    Signals:
        changed: something in the line is not as it was.
        began: a row is being sent; carries the `OutboxRow`.
        paused: a row waits again, or nobody knows what became of it; carries the `OutboxRow`.
        ended: a row came to its end; carries its `SendOutcome` and the `GivenBack`, or None.
        not_written: the outcome of a row cannot be written down yet; carries a `Problem`.
    """

    changed = Signal()
    began = Signal(object)
    paused = Signal(object)
    ended = Signal(object, object)
    not_written = Signal(object)

    def __init__(
        self,
        *,
        service: Service,
        line: Line,
        homecoming: Homecoming,
        work: WorkStore,
        tasks: TaskRegister,
        clock: Clock,
        backoff: Backoff | None = None,
    ) -> None:
        super().__init__()
        self._sending = Sending(service, Marks(self._mark_leaving, self._mark_updated))
        self._line = line
        self._homecoming = homecoming
        self._work = work
        self._tasks = tasks
        self._clock = clock
        self._backoff = backoff or Backoff()
        self.window = 0.0
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._loop: asyncio.Task[object] | None = None
        self._under_way: set[asyncio.Task[object]] = set()
        service.connection_changed.connect(self._on_connection_changed)

    async def recall(self) -> tuple[OutboxRow, ...]:
        """Take up the rows of an earlier run: decisions that waited get a fresh time to take back.

        Returns:
            The rows that are not settled, in the order in which they were made.

        Raises:
            Problem: the store cannot be read or written.
        """
        rows = await self._work.run(self._recalled)
        for row in rows:
            is_in_window = row.state is OutboxState.WAITING and row.kind.is_decision
            due = self._clock.monotonic() + (self.window if is_in_window else 0.0)
            self._line.add(row, due, is_in_window=is_in_window)
        self.changed.emit()
        return rows

    def _recalled(self) -> tuple[OutboxRow, ...]:
        outbox = self._work.outbox
        until = self._clock.now() + timedelta(seconds=self.window)
        for row in outbox.rows({OutboxState.SENDING}):
            if row.was_unknown:
                outbox.mark_unknown(row.id, INTERRUPTED)
            else:
                # It was about to be sent, and what happened to the document since is not its doing.
                outbox.put_back(row.id, until)
        rows = outbox.rows(UNSETTLED)
        outbox.hold_back([row.id for row in rows if row.state is OutboxState.WAITING], until)
        return rows

    def start(self) -> None:
        """Begin to send."""
        self._loop = self._tasks.spawn(self._run(), "send what waits")

    async def close(self, within: float) -> None:
        """Send nothing new, and let what is under way come to its end for some seconds.

        What does not is settled at the next start.
        """
        if self._loop is not None:
            self._loop.cancel()
        if self._under_way:
            _done, late = await asyncio.wait(self._under_way, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def add(self, row: OutboxRow, due: float) -> None:
        """Put a row into the line; a decision can be taken back until it is due."""
        self._line.add(row, due, is_in_window=row.kind.is_decision)
        self.wake()

    def wake(self) -> None:
        """Look at the line: something in it was changed."""
        self._idle.clear()
        self._wake.set()
        self.changed.emit()

    def hold(self, reason: str) -> None:
        """Let nothing leave until the same reason is released."""
        self._line.hold(reason, self._clock.monotonic())
        self.wake()

    def release(self, reason: str) -> None:
        """End a hold; what could still be taken back when it began can be for as long again."""
        fresh = self._line.release(reason, self._clock.monotonic(), self.window)
        if fresh:
            until = self._clock.now() + timedelta(seconds=self.window)
            holding_back = partial(self._work.run, self._work.outbox.hold_back, fresh, until)
            self._tasks.spawn(self._told(holding_back), "give time to take back")
        self.wake()

    async def until_idle(self) -> None:
        """Wait until nothing is under way and nothing may leave now."""
        self.wake()
        await self._idle.wait()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            while (place := self._line.take(*self._now())) is not None:
                self._begin(place)
            if not self._under_way:
                self._idle.set()
            wakes_at = self._line.wakes_at(*self._now())
            pause = None if wakes_at is None else wakes_at - self._clock.monotonic()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    def _begin(self, place: Place) -> None:
        task = self._tasks.spawn(self._send(place), f"send {place.row.kind}")
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._forget_task)

    def _forget_task(self, task: asyncio.Task[object]) -> None:
        self._under_way.discard(task)
        self.wake()

    async def _send(self, place: Place) -> None:
        waiting = place.row
        try:
            row = await self._work.run(self._work.outbox.begin_sending, waiting.id)
        except Problem as problem:
            pause = Pause(self._backoff.pause(place.tries + 1))
            self._wait_again(replace(waiting, note=problem.sentence), pause)
            return
        if row is None:
            await self._not_begun(waiting)
            return
        place.row = row
        self.began.emit(row)
        self.changed.emit()
        await self._record(await self._sending.send(row))

    async def _not_begun(self, row: OutboxRow) -> None:
        """Find out why a row could not be claimed: it has ended, or something is before it."""
        found = await self._work.run(self._work.outbox.row, row.id)
        if found is None or found.state not in UNSETTLED:
            self._line.remove([row.id])
            self._homecoming.is_queued([row])
        else:
            self._wait_again(replace(found, note=_HELD_UP), Pause(self._backoff.longest))

    async def _record(self, outcome: SendOutcome) -> None:
        """Write an outcome down; while the store cannot be written, try again and again."""
        is_over = outcome.verdict not in {Verdict.UNKNOWN, Verdict.NOT_SENT}
        pause = None if is_over else self._pause_after(outcome)
        tries = 0
        while True:
            try:
                if pause is None:
                    await self._end(outcome)
                else:
                    await self._pause(outcome, pause)
            except Problem as problem:
                tries += 1
                if tries == 1:
                    self.not_written.emit(problem)
                await asyncio.sleep(self._backoff.pause(tries))
            else:
                return

    async def _end(self, outcome: SendOutcome) -> None:
        row, given = outcome.row, None
        entries = entries_of(outcome, self._clock.now())
        if outcome.is_applied:
            await self._work.run(self._work.outbox.finish, row.id, outcome.note, entries)
        else:
            state, conflict = _STATE_OF[outcome.verdict], _conflict_kind(outcome)
            given = await self._homecoming.give_back(row, state, outcome.note, conflict, entries)
        self._line.remove([row.id])
        self._line.got_through()
        if outcome.is_applied:
            self._homecoming.arrived(row)
        self.ended.emit(outcome, given)

    async def _pause(self, outcome: SendOutcome, pause: Pause) -> None:
        place, outbox = self._line.place(outcome.row.id), self._work.outbox
        row = place.row if place else outcome.row
        entries = entries_of(outcome, self._clock.now())
        if outcome.verdict is Verdict.UNKNOWN:
            await self._work.run(outbox.mark_unknown, row.id, outcome.note, entries)
            state = OutboxState.UNKNOWN
        else:
            until = self._clock.now() + timedelta(seconds=pause.seconds)
            await self._work.run(outbox.put_back, row.id, until, outcome.note, entries)
            state = OutboxState.WAITING
        is_unknown = state is OutboxState.UNKNOWN
        paused = replace(row, state=state, note=outcome.note, was_unknown=is_unknown)
        self._wait_again(paused, pause)

    def _wait_again(self, row: OutboxRow, pause: Pause) -> None:
        self._line.put_back(row, self._clock.monotonic(), pause)
        self.paused.emit(row)
        self.changed.emit()

    def _pause_after(self, outcome: SendOutcome) -> Pause:
        """Return how long a row waits; where the way is to blame, the whole line does."""
        asked_for = outcome.retry_after or 0.0
        tries = self._tries(outcome.row) + 1
        seconds = self._backoff.pause(tries, asked_for)
        # The service's answer to something else must not set off one try after the other.
        is_unknown = outcome.verdict is Verdict.UNKNOWN
        at_least = min(seconds, _SETTLING_PAUSE, float(tries)) if is_unknown else 0.0
        if _is_on_the_way(outcome.problem):
            failures = self._line.failed_on_the_way()
            whole_line = Pause(self._backoff.pause(failures, asked_for), asked_for=asked_for)
            self._line.close_for(whole_line, self._clock.monotonic())
        else:
            self._line.got_through()
        return Pause(seconds, at_least, asked_for)

    def _tries(self, row: OutboxRow) -> int:
        place = self._line.place(row.id)
        return place.tries if place else 0

    def _on_connection_changed(self, connection: Connection, _sentence: str) -> None:
        now = self._clock.monotonic()
        if connection in {Connection.SIGNED_OUT, Connection.CONNECTING}:
            self._line.hold(_SIGNED_OUT, now)
        elif connection is Connection.CONNECTED:
            self._line.release(_SIGNED_OUT, now)
            self._line.hurry(now)
        self.wake()

    async def _mark_leaving(self, row: OutboxRow) -> None:
        await self._work.run(self._work.outbox.mark_leaving, row.id)

    async def _mark_updated(self, row: OutboxRow) -> None:
        await self._work.run(self._work.outbox.mark_updated, row.id)
        if place := self._line.place(row.id):
            place.row = replace(place.row, is_updated=True)

    def _now(self) -> tuple[float, datetime]:
        return self._clock.monotonic(), self._clock.now()

    async def _told(self, write: Callable[[], Awaitable[object]]) -> None:
        try:
            await write()
        except Problem as problem:
            self.not_written.emit(problem)


def _is_on_the_way(problem: Problem | None) -> bool:
    """Whether a problem is about the service as a whole: out of reach, or it wants fewer calls."""
    is_asking_for_less = isinstance(problem, errors.ServerFault) and not problem.may_have_arrived
    return is_asking_for_less or isinstance(problem, errors.NotReachable | errors.NotTrusted)


def _conflict_kind(outcome: SendOutcome) -> ConflictKind | None:
    if outcome.verdict is not Verdict.CONFLICT:
        return None
    if outcome.decided is not None:
        return ConflictKind.DECIDED
    return ConflictKind.CLASH if outcome.clashes else ConflictKind.CHANGED
