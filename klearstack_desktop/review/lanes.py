"""The small named thread pools in which everything slow runs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

T = TypeVar("T")


class Lane(StrEnum):
    """What a thread pool is for; work in one lane never waits for work in another."""

    NET_INTERACTIVE = "net-interactive"
    NET_BACKGROUND = "net-background"
    NET_AHEAD = "net-ahead"
    NET_PROBE = "net-probe"
    DECODE = "decode"
    PDF = "pdf"
    STORE_WORK = "store-work"
    STORE_CACHE = "store-cache"
    STORE_READ = "store-read"


# pdfium is not thread-safe and each SQLite connection stays in one thread: those lanes have one.
_THREADS = {
    Lane.NET_INTERACTIVE: 4,
    Lane.NET_BACKGROUND: 3,
    Lane.NET_AHEAD: 2,
    Lane.NET_PROBE: 1,
    Lane.DECODE: 2,
    Lane.PDF: 1,
    Lane.STORE_WORK: 1,
    Lane.STORE_CACHE: 1,
    Lane.STORE_READ: 1,
}


class Lanes:
    """Owns the thread pools; `close` must be called once at the end."""

    def __init__(self) -> None:
        self._pools = {
            lane: ThreadPoolExecutor(max_workers=count, thread_name_prefix=lane.value)
            for lane, count in _THREADS.items()
        }

    async def run(self, lane: Lane, work: Callable[..., T], *arguments: object) -> T:
        """Run a blocking function in a lane and return its result.

        A cancelled wait takes queued work out of the lane; work that already runs goes on to its
        end and its result is dropped.
        """
        return await asyncio.wrap_future(self.begin(lane, work, *arguments))

    def begin(self, lane: Lane, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Start a blocking function in a lane, from any thread, and return its future at once."""
        return self._pools[lane].submit(work, *arguments)

    def run_blocking(self, lane: Lane, work: Callable[..., T], *arguments: object) -> T:
        """Run a function in a lane from another worker thread and wait for it there."""
        return self.begin(lane, work, *arguments).result()

    def close(self) -> None:
        """Drop what is queued and wait for the store, not for the network."""
        for lane, pool in self._pools.items():
            is_store = lane in {Lane.STORE_WORK, Lane.STORE_CACHE}
            pool.shutdown(wait=is_store, cancel_futures=not is_store)
