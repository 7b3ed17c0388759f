"""A clock whose hands a test moves."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta


class HandClock:
    """Implements `review.ports.Clock`; stands still until it is told."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self._monotonic = 1000.0
        self._begun: asyncio.Queue[float] = asyncio.Queue()
        self._pausing: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def pause(self, seconds: float) -> None:
        over = asyncio.Event()
        self._pausing.append((self._monotonic + seconds, over))
        self._begun.put_nowait(seconds)
        await over.wait()

    async def begun_pause(self) -> float:
        """Wait until somebody pauses, and return for how many seconds: once for every pause."""
        return await self._begun.get()

    def pass_by(self, seconds: float) -> None:
        """Let time pass on both clocks, as it does while the program runs."""
        self.sleep(seconds, monotonic=seconds)

    def sleep(self, seconds: float, *, monotonic: float = 0.0) -> None:
        """Let the clock on the wall go on, and the monotonic one as far as stated."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += monotonic
        for ends_at, over in self._pausing:
            if ends_at <= self._monotonic:
                over.set()
