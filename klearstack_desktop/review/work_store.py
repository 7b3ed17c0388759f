"""The precious half of the store, called in the one thread that owns it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.store.account_store import AccountStore
    from klearstack_desktop.store.outbox import Outbox
    from klearstack_desktop.store.outbox_history import OutboxHistory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WorkStore:
    """An account's store and the lanes in which it is called."""

    store: AccountStore
    lanes: Lanes

    @property
    def outbox(self) -> Outbox:
        """What is on its way to the service; its methods go through `run`."""
        return self.store.outbox

    @property
    def history(self) -> OutboxHistory:
        """What came to its end; its methods go through `run`."""
        return self.store.outbox_history

    async def run(self, call: Callable[..., T], *arguments: object) -> T:
        """Run a call of the store and return its result.

        Raises:
            Problem: whatever the call raises.
        """
        return await self.lanes.run(Lane.STORE_WORK, call, *arguments)
