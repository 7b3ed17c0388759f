"""Lets other threads have the interpreter between two pieces of long work."""

from __future__ import annotations

import time
from typing import Final

_WORK_SECONDS: Final = 0.002
_BREATH_SECONDS: Final = 0.00005


class Breath:
    """Pauses a worker thread for a moment every few milliseconds.

    A thread that computes keeps the interpreter for 5 ms each time that another one wants it, and
    to draw its window that other one wants it many times. It need not ask while the worker sleeps.
    """

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def take(self) -> None:
        """Sleep for a moment if the last time is some milliseconds ago."""
        if time.perf_counter() - self._since > _WORK_SECONDS:
            time.sleep(_BREATH_SECONDS)
            self._since = time.perf_counter()
