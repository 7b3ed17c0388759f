"""Waiting for a signal instead of for a while: for scripts that drive the window."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import SignalInstance

PATIENCE_SECONDS = 30.0


class WaitedInVain(Exception):
    """What a script waited for did not happen."""


async def until(
    signal: SignalInstance,
    condition: Callable[[], bool],
    what: str,
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Return as soon as a condition holds; it is asked now and at each emission of a signal.

    Raises:
        WaitedInVain: it did not hold within `patience` seconds; names `what`.
    """
    with noticing(signal) as happened:
        while not condition():
            happened.clear()
            try:
                await asyncio.wait_for(happened.wait(), patience)
            except TimeoutError:
                raise WaitedInVain(f"waited in vain for {what}") from None


@contextmanager
def noticing(signal: SignalInstance) -> Iterator[asyncio.Event]:
    """Give an event that is set at each emission of a signal."""
    happened = asyncio.Event()

    def notice(*_values: object) -> None:
        happened.set()

    signal.connect(notice)
    try:
        yield happened
    finally:
        signal.disconnect(notice)
