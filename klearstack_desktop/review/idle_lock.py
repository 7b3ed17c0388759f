"""Hides the desk when nobody touched it for a while, until its password is typed again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from klearstack_desktop.model.settings import Settings

if TYPE_CHECKING:
    from klearstack_desktop.review.ports import Clock

LOCKED: Final = "the desk is locked"
"""The reason for holding back what waits to be sent."""

FREE_ATTEMPTS: Final = 3
FIRST_PAUSE_SECONDS: Final = 5.0
LONGEST_PAUSE_SECONDS: Final = 300.0


def pause_after(failures: int) -> float:
    """Return how many seconds nobody may try again after so many wrong passwords in a row."""
    if failures < FREE_ATTEMPTS:
        return 0.0
    # The exponent is bounded first: a float has no room for two to the number of all attempts.
    doublings = min(failures - FREE_ATTEMPTS, 16)
    return min(FIRST_PAUSE_SECONDS * 2.0**doublings, LONGEST_PAUSE_SECONDS)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a password that was typed.

    Attributes:
        is_right: the desk is open again.
        was_looked_at: it was compared at all; not so while a pause lasts.
        pause: seconds until the next one is looked at.
    """

    is_right: bool
    was_looked_at: bool
    pause: float


class IdleLock(QObject):
    """Locks the desk of one account and knows its password again.

    It keeps no password: only a digest under a key that this process has drawn for itself.
    Nothing is ever sent to compare it.

    Args:
        clock: the time; idle time counts on both of its clocks, because one stands still in sleep.

    Signals:
        locked: page, fields and queue must not be seen.
        unlocked: the password was right.
    """

    locked = Signal()
    unlocked = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._seconds = Settings().lock_after_minutes * 60.0
        self._key = secrets.token_bytes(32)
        self._digest: bytes | None = None
        self._needs_password = True
        self._is_armed = False
        self._is_locked = False
        self._failures = 0
        self._next_try_at = clock.monotonic()
        self._touched = self._now()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    @property
    def is_locked(self) -> bool:
        """Whether the desk is hidden."""
        return self._is_locked

    @property
    def needs_password(self) -> bool:
        """Whether a password opens the desk; the sample invoices have none that a person knows."""
        return self._needs_password

    @property
    def pause(self) -> float:
        """Seconds until a password is looked at again; 0 if it is at once."""
        return max(self._next_try_at - self._clock.monotonic(), 0.0)

    def arm(self, password: str | None) -> None:
        """Watch over a desk that was just opened.

        Args:
            password: the one that signed in, or None for the sample invoices, which anybody may
                see.
        """
        self._needs_password = password is not None
        self._digest = None if password is None else self._digested(password)
        self._failures = 0
        self._touched = self._now()
        self._is_armed = True
        self._wait()

    def disarm(self) -> None:
        """Watch over nothing any more; a desk that is locked stays so."""
        self._is_armed = False
        self._timer.stop()

    def set_minutes(self, minutes: int) -> None:
        """Change after how many minutes the desk is locked; it counts at once."""
        self._seconds = minutes * 60.0
        self.look()

    def touch(self) -> None:
        """Note that a key or the pointer was used at the desk.

        Who comes back after longer than the desk stays open finds it locked, even if the timer
        slept through its time.
        """
        if self._is_armed and not self._is_locked and self._idle >= self._seconds:
            self.lock()
        self._touched = self._now()

    def look(self) -> None:
        """Lock if nobody touched the desk for long enough; the timer does it when it is time."""
        if not self._is_armed or self._is_locked:
            return
        if self._idle >= self._seconds:
            self.lock()
        else:
            self._wait()

    def lock(self) -> None:
        """Lock now."""
        if self._is_armed and not self._is_locked:
            self._is_locked = True
            self._timer.stop()
            self.locked.emit()

    def unlock(self, password: str) -> Attempt:
        """Compare what was typed and open the desk if it is right.

        While a pause lasts nothing is compared, so that a right password does not show either.
        """
        if not self._is_locked or self.pause > 0:
            return Attempt(is_right=not self._is_locked, was_looked_at=False, pause=self.pause)
        if not self._is_right(password):
            self._failures += 1
            self._next_try_at = self._clock.monotonic() + pause_after(self._failures)
            return Attempt(is_right=False, was_looked_at=True, pause=self.pause)
        self._failures = 0
        self._is_locked = False
        self._touched = self._now()
        self._wait()
        self.unlocked.emit()
        return Attempt(is_right=True, was_looked_at=True, pause=0.0)

    def _is_right(self, password: str) -> bool:
        if not self._needs_password:
            return True
        return self._digest is not None and hmac.compare_digest(
            self._digested(password), self._digest
        )

    def _digested(self, password: str) -> bytes:
        # Half a surrogate pair can be typed; it must be compared, not stumbled over.
        text = password.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, text, hashlib.sha256).digest()

    @property
    def _idle(self) -> float:
        pairs = zip(self._now(), self._touched, strict=True)
        return max(now - touched for now, touched in pairs)

    def _wait(self) -> None:
        # Rounded up: a timer that fires early would only find that it has to wait again.
        left = max(self._seconds - self._idle, 0.0)
        self._timer.start(int(left * 1000) + 1)

    def _now(self) -> tuple[float, float]:
        return self._clock.now().timestamp(), self._clock.monotonic()
