"""The register of everything that runs in the background of the event loop."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine


class TaskRegister:
    """Starts tasks, holds on to them, and reports those that fail.

    Nobody else creates tasks: an asyncio task without an owner may vanish, and its failure with it.
    """

    def __init__(self, on_failure: Callable[[BaseException], None]) -> None:
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any] | None:
        """Start a coroutine as a task of the register; after `close` it is dropped instead."""
        if self._is_closed:
            work.close()
            return None
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def report(self, failure: BaseException) -> None:
        """Take a failure that a task met and outlives."""
        self._on_failure(failure)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._on_failure(failure)

    async def close(self, within: float = 2.0) -> None:
        """Take no more work, cancel what runs and wait for it, at most `within` seconds."""
        self._is_closed = True
        running = list(self._tasks)
        for task in running:
            task.cancel()
        if running:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*running, return_exceptions=True), within)
