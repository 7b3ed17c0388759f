"""Keeps on disk what changes often, always the latest of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.tasks import TaskRegister

Kept = TypeVar("Kept")


class LatestWriter(Generic[Kept]):
    """Writes off the GUI thread; what is overtaken before its turn is never written.

    Args:
        write: keeps one state; may raise a `Problem`.
        lanes: where the disk is waited for.
        tasks: owns the writing.
        tell: is told in a sentence why something could not be kept.
        purpose: what is done, for the log.
    """

    def __init__(
        self,
        write: Callable[[Kept], None],
        lanes: Lanes,
        tasks: TaskRegister,
        tell: Callable[[str], object],
        purpose: str,
    ) -> None:
        self._write = write
        self._lanes = lanes
        self._tasks = tasks
        self._tell = tell
        self._purpose = purpose
        self._wanted: list[Kept] = []
        self._writing: asyncio.Task[object] | None = None

    def keep(self, state: Kept) -> None:
        """Keep a state as soon as the one before it is written."""
        self._wanted = [state]
        if self._writing is None:
            self._writing = self._tasks.spawn(self._work(), self._purpose)

    async def written(self) -> None:
        """Wait until the latest state is kept, or could not be."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _work(self) -> None:
        try:
            while self._wanted:
                await self._lanes.run(Lane.STORE_WORK, self._write, self._wanted.pop())
        except Problem as problem:
            self._tell(problem.sentence)
        finally:
            self._writing = None
