"""Keeps anchors of the journal where the journal is not: in the keychain."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.journal_keeping import KeptAnchor
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import Clock, KeySource
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

CLOSING_SECONDS = 2.0

NOT_WHOLE = (
    "The record of this workstation is not what it was at its last anchor: rows were cut off or"
    " replaced, or an older copy was put back. The journal says so from now on."
)


class JournalKeeper:
    """Anchors the journal of one account at sign-in, at close, and as it grows.

    Args:
        store: whose journal it is; open.
        lanes: where the disk and the keychain are waited for.
        tasks: owns the anchoring in between.
        clock: the time of the sign-in.
        keys: the keychain.
    """

    def __init__(
        self,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
        clock: Clock,
        keys: KeySource,
    ) -> None:
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._clock = clock
        self._kept = KeptAnchor(keys, store.folder.name)
        self._due = asyncio.Event()
        self._anchoring: asyncio.Task[object] | None = None

    async def begin(self) -> str:
        """Record the sign-in, compare the journal with its last anchor, and keep a new one.

        Returns:
            A sentence if the journal does not hold its anchor, else an empty string.

        Raises:
            Problem: the journal cannot be read or written.
        """
        last = await self._lanes.run(Lane.STORE_READ, self._kept.load)
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._due.set)

        journal = self._store.journal
        is_whole = await self._lanes.run(Lane.STORE_WORK, journal.begin, self._clock.now(), last)
        journal.overdue = wake
        self._due.set()
        self._anchoring = self._tasks.spawn(self._anchor_as_due(), "anchor the journal")
        return "" if is_whole else NOT_WHOLE

    async def close(self) -> None:
        """Keep the last anchor; a keychain that nobody unlocks is not waited for."""
        if self._anchoring is not None:
            self._anchoring.cancel()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._anchor(), CLOSING_SECONDS)

    async def _anchor_as_due(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            await self._anchor()

    async def _anchor(self) -> None:
        try:
            anchor = await self._lanes.run(Lane.STORE_WORK, self._store.journal.anchor)
        except Problem as problem:
            # Whoever writes next is told; the last anchor stands.
            log.warning("the journal took no anchor: %s", problem.details)
            return
        await self._lanes.run(Lane.STORE_READ, self._kept.keep, anchor)
