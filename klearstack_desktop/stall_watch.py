"""Watches for turns of the event loop that take longer than a frame, and names who took them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

FRAME_SECONDS: Final = 0.016
"""What a screen of 60 Hz gives one turn."""

_PAUSE_SECONDS: Final = 0.004
_PACKAGE: Final = str(Path(__file__).parent) + os.sep
_NAMED_FRAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Stall:
    """A time in which the event loop did not answer.

    Attributes:
        seconds: how long it took to answer.
        culprit: where the thread was seen most often, innermost call last, as ``module.py:line
            function``: places and no values; empty where it answered before anybody looked.
    """

    seconds: float
    culprit: str


class StallTally:
    """Counts stalls by their culprits; what it says holds places in the program and no values."""

    def __init__(self) -> None:
        self._stalls: list[Stall] = []

    def add(self, stall: Stall) -> None:
        """Count one."""
        self._stalls.append(stall)

    @property
    def culprits(self) -> frozenset[str]:
        """Everybody who was seen."""
        return frozenset(stall.culprit for stall in self._stalls)

    def report(self, most: int = 10) -> str:
        """Return one line on all of them, and one for each of the worst culprits."""
        by_culprit: dict[str, list[float]] = {}
        for stall in self._stalls:
            by_culprit.setdefault(stall.culprit or "(not seen)", []).append(1000 * stall.seconds)
        worst = sorted(by_culprit.items(), key=lambda item: max(item[1]), reverse=True)
        return "\n".join(
            [
                f"{len(self._stalls)} times no answer within a frame",
                *(
                    f"{max(times):6.0f} ms at worst, {len(times)} times: {culprit}"
                    for culprit, times in worst[:most]
                ),
            ]
        )


class StallWatch(QObject):
    """Records every time the event loop of the calling thread does not answer within a limit.

    A second thread knocks again and again, and looks at the stack of the watched thread until it is
    let in: what was measured afterwards could only say that it took long. That keeps the loop
    awake, so it runs in tests, in benchmarks and behind a switch of the command line.

    Signals:
        stalled: carries a `Stall`, in the thread that was stalled.
    """

    stalled = Signal(object)
    _knocked = Signal()

    def __init__(self, limit: float = FRAME_SECONDS) -> None:
        """Prepare watching.

        Args:
            limit: seconds within which the loop must answer.
        """
        super().__init__()
        self._limit = limit
        self._watched = threading.get_ident()
        self._knocked_at = 0.0
        self._answered = threading.Event()
        self._ended = threading.Event()
        self._seen: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._knock, name="stall-watch", daemon=True)
        self._knocked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self.answers = 0

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; it cannot be started again."""
        self._ended.set()
        self._answered.set()
        self._thread.join()

    def _answer(self) -> None:
        seconds = time.perf_counter() - self._knocked_at
        seen, self._seen = self._seen, Counter()
        self.answers += 1
        self._answered.set()
        if seconds > self._limit and not self._ended.is_set():
            self.stalled.emit(Stall(seconds, seen.most_common(1)[0][0] if seen else ""))

    def _knock(self) -> None:
        while not self._ended.wait(_PAUSE_SECONDS):
            self._answered.clear()
            self._knocked_at = time.perf_counter()
            self._knocked.emit()
            while not self._answered.wait(_PAUSE_SECONDS) and not self._ended.is_set():
                if where := _place_of(self._watched):
                    self._seen[where] += 1


def _place_of(thread: int) -> str:
    """Return the innermost calls of this program in a thread, and the innermost of all of them.

    The loop itself is a call of this program: what somebody else does in it must be named as well.

    A frame that is still held when its function returns keeps its variables alive: a painter would
    stay active and be destroyed in the thread that looked. So nothing is held beyond this call,
    which is much shorter than the turn that Python gives a thread; `traceback` reads source files.
    """
    own: list[str] = []
    innermost = ""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - nothing else shows another thread
    while frame is not None and len(own) < _NAMED_FRAMES:
        code = frame.f_code
        call = f"{code.co_filename.rpartition(os.sep)[2]}:{frame.f_lineno} {code.co_name}"
        if code.co_filename.startswith(_PACKAGE):
            own.append(call)
        elif not own:
            innermost = innermost or call
        frame = frame.f_back
    return " > ".join([*reversed(own), *([innermost] if innermost else [])])
