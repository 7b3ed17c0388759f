"""Brings every edit into the store, and says truthfully whether it is there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

GATHER_SECONDS = 0.2
SLOW_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DraftStatus:
    """What the draft sign says.

    Attributes:
        text: ready to be shown; empty while there is nothing to say.
        revision: the number of the newest edit that is safely stored.
        is_problem: the last write failed.
    """

    text: str
    revision: int
    is_problem: bool = False


class DraftKeeper(QObject):
    """Gathers edits for at most 200 ms and writes them in one transaction.

    Signals:
        status_changed: carries a `DraftStatus`.
    """

    status_changed = Signal(object)

    def __init__(self, store: AccountStore, lanes: Lanes, tasks: TaskRegister) -> None:
        super().__init__()
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._pending: dict[str, Draft] = {}
        self._in_flight: dict[str, Draft] = {}
        self._revision = 0
        self._saved_revision = 0
        self._is_writing = False
        self._turn = asyncio.Lock()

    @property
    def revision(self) -> int:
        """The number of the newest edit, stored or not."""
        return self._revision

    @property
    def saved_revision(self) -> int:
        """The number of the newest edit that is safely stored."""
        return self._saved_revision

    def note(self, document_id: str, draft: Draft) -> None:
        """Take a document's draft as it is now; it is written within 200 ms."""
        self._pending[document_id] = draft
        self._revision += 1
        if not self._is_writing:
            self._is_writing = True
            self._tasks.spawn(self._write_until_done(), "write drafts")

    def forget(self, document_id: str) -> None:
        """Drop what waits to be written of a document, because it goes into the outbox now."""
        self._pending.pop(document_id, None)
        self._in_flight.pop(document_id, None)

    async def flush(self) -> None:
        """Write what waits without gathering any longer.

        Raises:
            Problem: the store cannot be written; the drafts stay pending.
        """
        async with self._turn:
            await self._write()

    async def _write(self) -> None:
        self._in_flight, self._pending = self._pending, {}
        if not self._in_flight:
            return
        batch, revision = dict(self._in_flight), self._revision
        try:
            await self._lanes.run(Lane.STORE_WORK, self._store.drafts.save_all, batch, revision)
        except BaseException:
            self._pending = {**self._in_flight, **self._pending}
            raise
        self._saved_revision = revision
        if not self._pending:
            self.status_changed.emit(DraftStatus("Draft saved", revision))

    async def _write_until_done(self) -> None:
        pause = GATHER_SECONDS
        try:
            while self._pending:
                await asyncio.sleep(pause)
                try:
                    await self._flush_saying_when_slow()
                    pause = GATHER_SECONDS
                except Problem as problem:
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                    sentence = f"Not saved: {problem.sentence}"
                    self.status_changed.emit(DraftStatus(sentence, self._saved_revision, True))
        finally:
            self._is_writing = False

    async def _flush_saying_when_slow(self) -> None:
        slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._say_saving)
        try:
            await self.flush()
        finally:
            slow.cancel()

    def _say_saving(self) -> None:
        self.status_changed.emit(DraftStatus("Saving", self._saved_revision))
