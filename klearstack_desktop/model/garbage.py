"""Pauses the search for garbage cycles while a long answer is read."""

from __future__ import annotations

import contextlib
import gc
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()
_pauses = 0
_was_enabled = False


@contextlib.contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the collector of the whole process; pauses may overlap between threads.

    A long answer becomes a million objects without a single cycle, and each search through them
    stops every thread, the window's too: reading takes a quarter of the time without.
    """
    global _pauses, _was_enabled  # noqa: PLW0603 - the collector is global as well
    with _lock:
        if _pauses == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _was_enabled:
                gc.enable()
