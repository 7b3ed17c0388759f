"""Who goes first: what a reviewer waits for, before what is only made ready for later."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class RightOfWay:
    """Holds up those with time as long as somebody in a hurry is on the way."""

    def __init__(self) -> None:
        self._in_a_hurry = 0
        self._free = asyncio.Event()
        self._free.set()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Go first for as long as the block lasts; several may at once."""
        self._in_a_hurry += 1
        self._free.clear()
        try:
            yield
        finally:
            self._in_a_hurry -= 1
            if not self._in_a_hurry:
                self._free.set()

    async def given(self) -> None:
        """Wait until nobody in a hurry is on the way."""
        await self._free.wait()


class Pace:
    """How somebody goes along who shares the way with others.

    Args:
        way: the way.
        is_urgent: a reviewer is waiting: everything at once, and nobody else meanwhile. Otherwise
            one step after another, each when nobody in a hurry is on the way.
    """

    def __init__(self, way: RightOfWay, *, is_urgent: bool) -> None:
        self._way = way
        self.is_urgent = is_urgent

    @contextmanager
    def on_the_way(self) -> Iterator[None]:
        """Be under way for as long as the block lasts."""
        if not self.is_urgent:
            yield
            return
        with self._way.taken():
            yield

    async def turn(self) -> None:
        """Wait until the next step may be taken."""
        if not self.is_urgent:
            await self._way.given()
