"""What the reviewer may do at the service: the role, stated by a profile or learnt of a refusal."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.role import Role
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

LEARNT: Final = "role learnt of a refusal"


class Rights(QObject):
    """Knows the role of the account; what was learnt is remembered on this workstation.

    What a profile states counts whatever a refusal says: that is how a role that has changed since,
    or was learnt by mistake, is put right.

    Signals:
        changed: the role is another one.

    Args:
        stated: what the profile says of the user.
        store: the account's; remembers what was learnt.
        lanes: where the disk is waited for.
        tasks: owns the writing.
    """

    changed = Signal()

    def __init__(
        self, stated: Role, *, store: AccountStore, lanes: Lanes, tasks: TaskRegister
    ) -> None:
        super().__init__()
        self._stated = stated
        self._learnt = Role.UNKNOWN
        self._store = store
        self._lanes = lanes
        self._tasks = tasks

    @property
    def role(self) -> Role:
        """The role that counts."""
        return self._learnt if self._stated is Role.UNKNOWN else self._stated

    async def recall(self) -> None:
        """Take up what was learnt in an earlier run.

        Raises:
            Problem: the store cannot be read.
        """
        known = await self._lanes.run(Lane.STORE_CACHE, self._store.view_state.get, LEARNT)
        if known == Role.CREATOR:
            self._learnt = Role.CREATOR

    def learn(self, outcome: SendOutcome) -> None:
        """Take from the end of an outbox row whom the service takes the reviewer for."""
        if outcome.role in (Role.UNKNOWN, self._learnt):
            return
        before, self._learnt = self.role, outcome.role
        self._tasks.spawn(self._remember(outcome.role), "remember the role")
        if self.role is not before:
            self.changed.emit()

    async def _remember(self, role: Role) -> None:
        put = self._store.view_state.put
        try:
            await self._lanes.run(Lane.STORE_CACHE, put, LEARNT, role.value)
        except Problem as problem:
            log.warning("the role is not remembered: %s", problem.details)
