"""Notices that the machine slept, on every system and without anybody telling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from klearstack_desktop.review.ports import Clock

TICK_SECONDS: Final = 1.0
LATE_SECONDS: Final = 5.0
"""A tick that is later than this was not held up by work: the window never waits that long."""


class WakeDetector(QObject):
    """Looks at the clocks every second; a jump says that the machine slept or the program stood.

    Both clocks are asked, because each is blind in its own way: the monotonic one stands still
    during sleep on Linux and macOS, the clock on the wall can be set back meanwhile.

    Signals:
        woke: much more time passed than between two ticks.
    """

    woke = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._seen = self._now()
        self._timer = QTimer(self)
        self._timer.setInterval(round(TICK_SECONDS * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Compare the clocks with the last look; the timer does it every second."""
        before, self._seen = self._seen, self._now()
        passed = max(now - then for now, then in zip(self._seen, before, strict=True))
        if passed > TICK_SECONDS + LATE_SECONDS:
            self.woke.emit()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _now(self) -> tuple[float, float]:
        return self._clock.now().timestamp(), self._clock.monotonic()
