"""Whose documents the reviewer works on: the own share of a team's queue, and whose else."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.share import Share
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

TAKEN_OVER: Final = "shares taken over"


class Sharing(QObject):
    """Keeps the share of the reviewer; who is absent is remembered on this workstation only."""

    def __init__(
        self,
        me: str,
        members: Iterable[str],
        *,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
    ) -> None:
        super().__init__()
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._share = Share(me, tuple(members))

    @property
    def share(self) -> Share:
        """The share as it is now."""
        return self._share

    async def recall(self) -> None:
        """Take up whose share was taken over before; who has left the team is forgotten.

        Raises:
            Problem: the store cannot be read.
        """
        known = await self._lanes.run(Lane.STORE_CACHE, self._store.view_state.get, TAKEN_OVER)
        names = known if isinstance(known, list) else []
        absent = frozenset(name for name in names if name in self._share.colleagues)
        self._share = replace(self._share, taken_over=absent)

    def take_over(self, absent: Iterable[str]) -> None:
        """Take the share of these colleagues besides the own one, and of nobody else."""
        self._share = replace(self._share, taken_over=frozenset(absent))
        names = sorted(self._share.taken_over)
        self._tasks.spawn(self._remember(names), "remember whose share is taken over")

    async def _remember(self, names: list[str]) -> None:
        put = self._store.view_state.put
        try:
            await self._lanes.run(Lane.STORE_CACHE, put, TAKEN_OVER, names)
        except Problem as problem:
            log.warning("whose share is taken over is not remembered: %s", problem.details)
