"""Putting documents aside until a day, and bringing them back when it has come."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.hold import Hold, HoldEnd, begin_of, is_possible
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    from datetime import date

    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.work_store import WorkStore

LONGEST_LOOK: Final = timedelta(minutes=1)
"""A clock may be set and a computer may sleep, so nobody waits for a far moment in one go."""

NOT_POSSIBLE: Final = "A document can be put aside until a later day, within a year."


class Holding(QObject):
    """Knows what is on hold; each change is on the disk before the queue shows it.

    Signals:
        held: a document was put aside; carries its id.
        came_back: documents are due; carries a tuple of their ids.
        problem_met: carries a `Problem`.
    """

    held = Signal(str)
    came_back = Signal(object)
    problem_met = Signal(object)

    def __init__(
        self, *, queue: DocumentQueue, work: WorkStore, tasks: TaskRegister, clock: Clock
    ) -> None:
        super().__init__()
        self._queue = queue
        self._work = work
        self._tasks = tasks
        self._clock = clock
        self._holds: dict[str, Hold] = {}
        self._changed = asyncio.Event()

    async def recall(self) -> None:
        """Take up what earlier runs put aside.

        Raises:
            Problem: the store cannot be read.
        """
        holds = await self._work.run(self._work.store.holds.all)
        self._holds = {hold.document_id: hold for hold in holds}
        self._queue.take_holds(holds)

    def today(self) -> date:
        """Return the day at this workstation."""
        return self._clock.now().astimezone().date()

    def hold(self, document_id: str, day: date, reason: str) -> bool:
        """Put a document aside until a day; say whether that day is possible."""
        if not is_possible(day, self.today()):
            self.problem_met.emit(Problem(NOT_POSSIBLE))
            return False
        hold = Hold(document_id, begin_of(day), reason.strip())
        self._tasks.spawn(self._put(hold), "put a document aside")
        return True

    def take_off(self, document_id: str) -> None:
        """Put a document back among the others before its day."""
        self._end(document_id, HoldEnd.TAKEN_OFF)

    def decided(self, document_id: str) -> None:
        """Note that a document was decided: it is on hold no more."""
        self._end(document_id, HoldEnd.DECIDED)

    async def keep_watch(self) -> None:
        """Bring documents back as soon as they are due, until cancelled."""
        while True:
            await self._bring_back()
            self._changed.clear()
            moments = [hold.until for hold in self._holds.values()]
            left = min(moments, default=None)
            wait = LONGEST_LOOK if left is None else min(LONGEST_LOOK, left - self._clock.now())
            try:
                async with asyncio.timeout(max(wait.total_seconds(), 0.1)):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def _bring_back(self) -> None:
        now = self._clock.now()
        due = [hold.document_id for hold in self._holds.values() if hold.is_due(now)]
        back = [document_id for document_id in due if await self._ended(document_id, HoldEnd.DUE)]
        listed = tuple(i for i in back if self._queue.document(i) is not None)
        if listed:
            self.came_back.emit(listed)

    async def _put(self, hold: Hold) -> None:
        try:
            await self._work.run(self._work.store.holds.put, hold, self._clock.now())
        except Problem as problem:
            self.problem_met.emit(problem)
            return
        self._holds[hold.document_id] = hold
        self._queue.set_hold(hold.document_id, hold)
        self._changed.set()
        self.held.emit(hold.document_id)

    def _end(self, document_id: str, why: HoldEnd) -> None:
        if document_id in self._holds:
            self._tasks.spawn(self._ended(document_id, why), "take a document off hold")

    async def _ended(self, document_id: str, why: HoldEnd) -> bool:
        try:
            await self._work.run(self._work.store.holds.end, document_id, why, self._clock.now())
        except Problem as problem:
            self.problem_met.emit(problem)
            return False
        self._holds.pop(document_id, None)
        self._queue.set_hold(document_id, None)
        return True
