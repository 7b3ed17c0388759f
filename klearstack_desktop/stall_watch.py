"""Watches for turns of the event loop that take longer than a frame, and names who took them."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from types import FrameType

FRAME_SECONDS: Final = 0.016
"""What a screen of 60 Hz gives one turn."""

_PAUSE_SECONDS: Final = 0.004
_PACKAGE: Final = Path(__file__).resolve().parent
_NAMED_FRAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Stall:
    """A time in which the event loop did not answer.

    Attributes:
        seconds: how long it took to answer.
        culprit: where the thread was seen most often, innermost call of this program last, as
            ``module.py:line function``; empty where it answered before anybody looked.
    """

    seconds: float
    culprit: str


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
            while not self._answered.wait(_PAUSE_SECONDS):
                frame = sys._current_frames().get(self._watched)  # noqa: SLF001 - nothing else shows another thread
                if frame is not None:
                    self._seen[_named(frame)] += 1


def _named(frame: FrameType) -> str:
    """Return the innermost calls of this program, or of anybody where none is its own."""
    calls = [(summary.filename, summary) for summary in traceback.extract_stack(frame)]
    own = [call for path, call in calls if Path(path).is_relative_to(_PACKAGE)]
    shown = (own or [call for _path, call in calls])[-_NAMED_FRAMES:]
    return " > ".join(f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in shown)
