"""Calls for what may be shown: made once, however many wait, and given up when nobody does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from klearstack_desktop.api import CallOff
from klearstack_desktop.model.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Call:
    """A call on its way.

    Attributes:
        key: what it asks for.
        task: ends with its outcome.
        call_off: lets the thread go that makes it.
        is_urgent: it was made because a reviewer waits.
        waiting: how many wait for it.
    """

    key: object
    task: asyncio.Task[Any]
    call_off: CallOff
    is_urgent: bool
    waiting: int = 0


class SharedCalls:
    """Makes calls that change nothing; what one has asked for already others do not ask again.

    Whoever stops waiting leaves the call to the others. Where there are none, a call that a
    reviewer waited for is given up at once. One for what may be wanted later goes on until the next
    of its kind is made: whoever opens the document in that moment waits for it.
    """

    def __init__(self, service: Service, tasks: TaskRegister) -> None:
        self._service = service
        self._tasks = tasks
        self._by_key: dict[object, _Call] = {}
        self._on_the_way: set[_Call] = set()

    async def outcome(
        self, key: object, is_urgent: bool, call: Callable[..., T], *arguments: object
    ) -> T:
        """Make a call, or wait for the one with the same key that is on its way already.

        Args:
            key: what is asked for.
            is_urgent: whether a reviewer is waiting.
            call: of the client; it must change nothing.
            arguments: what it takes.

        Raises:
            Problem: the service could not be asked, or it refused.
        """
        made = self._by_key.get(key)
        if made is None:
            made = self._make(key, is_urgent, partial(call, *arguments))
        made.waiting += 1
        try:
            result, problem = await asyncio.shield(made.task)
        finally:
            made.waiting -= 1
            if made.is_urgent and not made.waiting:
                self._give_up(made)
        if problem is not None:
            raise problem
        return cast("T", result)

    def forget(self, key: object) -> None:
        """Let nobody else wait for the call that is on its way: the service has others by now."""
        self._by_key.pop(key, None)

    def _make(self, key: object, is_urgent: bool, call: Callable[[], object]) -> _Call:
        if not is_urgent:
            for unwanted in [made for made in self._on_the_way if not made.waiting]:
                self._give_up(unwanted)
        run, call_off = self._service.interactive if is_urgent else self._service.ahead, CallOff()
        task = self._tasks.spawn(_outcome(partial(run, call_off.run, call)), f"fetch {key}")
        if task is None:
            raise asyncio.CancelledError
        made = _Call(key, task, call_off, is_urgent)
        self._by_key[key] = made
        self._on_the_way.add(made)
        task.add_done_callback(lambda _task: self._let_go(made))
        return made

    def _give_up(self, made: _Call) -> None:
        # Cancelled first: nobody must take the cut for a sign that the service is out of reach.
        if made.task.cancel():
            made.call_off.now()
            self._let_go(made)

    def _let_go(self, made: _Call) -> None:
        self._on_the_way.discard(made)
        if self._by_key.get(made.key) is made:
            del self._by_key[made.key]


async def _outcome(call: Callable[[], Awaitable[T]]) -> tuple[T | None, Problem | None]:
    """Return what a call returns and what it raises: nobody may be left to whom it could raise."""
    try:
        return await call(), None
    except Problem as problem:
        return None, problem
