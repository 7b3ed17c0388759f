"""Remembers the first rows of the list, so that the next start can show them before all else."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.shown_list import MOST_ROWS, ROWS_SHOWN_LAST, rows_of
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 5.0
"""So long after a change the rows are written, with all that changed meanwhile."""

_LOOKED_AT: Final = 2000
"""Where so many documents at the top are decided, no row is worth looking further for."""

_ROWS_A_TURN: Final = 10

_LACKING: Final = {ReviewState.SUMMARY_ONLY, ReviewState.PAGE_MISSING}


class ListMemory(QObject):
    """Writes the first open documents of the list beside what can be fetched again.

    Rows that cannot be kept are logged and nothing more: the next start shows them a moment later.
    """

    def __init__(self, queue: DocumentQueue, store: AccountStore, lanes: Lanes) -> None:
        super().__init__()
        self._queue = queue
        self._store = store
        self._lanes = lanes
        self._changed = asyncio.Event()
        self._written: list[QueueEntry] | None = None
        for signal in (queue.arrived, queue.judged, queue.departed, queue.entry_changed):
            signal.connect(self._note)
        queue.replaced.connect(self._note)

    async def keep(self) -> None:
        """Write the rows again and again, for as long as the desk is open."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(PAUSE_SECONDS)
            await self.write()

    async def write(self) -> None:
        """Write the rows as they are now, if they changed since they were written."""
        if not self._changed.is_set():
            return
        self._changed.clear()
        try:
            entries = await self._first_open()
            if entries != self._written:
                await self._lanes.run(Lane.STORE_CACHE, self._put, entries)
                self._written = entries
        except Problem as problem:
            self._changed.set()
            log.warning("the first rows are not remembered: %s", problem.details)
        except asyncio.CancelledError:
            # Whoever closes the desk writes them.
            self._changed.set()
            raise

    async def _first_open(self) -> list[QueueEntry]:
        entries: list[QueueEntry] = []
        looked_at = self._queue.ids()[:_LOOKED_AT]
        for start in range(0, len(looked_at), _ROWS_A_TURN):
            some = looked_at[start : start + _ROWS_A_TURN]
            is_open = [each for each in some if not self._queue.state(each).is_decided]
            entries.extend(map(_as_at_a_start, self._queue.entries(is_open)))
            if len(entries) >= MOST_ROWS:
                break
            # The window answers meanwhile.
            await asyncio.sleep(0)
        return entries[:MOST_ROWS]

    def _put(self, entries: list[QueueEntry]) -> None:
        self._store.view_state.put(ROWS_SHOWN_LAST, rows_of(entries))

    def _note(self, _change: object = None) -> None:
        self._changed.set()


def _as_at_a_start(entry: QueueEntry) -> QueueEntry:
    """Return a row without what could not be had of its document: that is asked for anew."""
    if entry.lack is None:
        return entry
    if entry.state not in _LACKING:
        return replace(entry, lack=None)
    return replace(entry, lack=None, state=ReviewState.OPEN, state_note="")
