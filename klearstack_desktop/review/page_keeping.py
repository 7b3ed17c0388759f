"""Keeps the pages on this workstation within the size and the age that a person set."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.profile import MEGABYTE
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.store.account_store import AccountStore

PAUSE_SECONDS: Final = 600.0


class PageKeeping:
    """Makes room among the cached pages now and then, and at once when the limits change.

    Args:
        store: where the pages lie.
        lanes: where the disk is waited for; other work has its turn after each small batch.
    """

    def __init__(self, store: AccountStore, lanes: Lanes) -> None:
        self._store = store
        self._lanes = lanes
        self._limits = Settings()
        self._changed = asyncio.Event()

    def set_limits(self, settings: Settings) -> None:
        """Take other limits; what is too much by now goes."""
        self._limits = settings
        self._changed.set()

    async def keep(self) -> None:
        """Make room until this is cancelled."""
        while True:
            self._changed.clear()
            await self._make_room()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), PAUSE_SECONDS)

    async def _make_room(self) -> None:
        is_more = True
        while is_more:
            is_more = await self._lanes.run(
                Lane.STORE_CACHE,
                self._store.pages.prune,
                self._limits.page_cache_megabytes * MEGABYTE,
                timedelta(days=self._limits.page_cache_days),
            )
