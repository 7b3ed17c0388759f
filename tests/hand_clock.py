"""A clock whose hands a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class HandClock:
    """Implements `review.ports.Clock`; stands still until it is told."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def pass_by(self, seconds: float) -> None:
        """Let time pass on both clocks, as it does while the program runs."""
        self.sleep(seconds, monotonic=seconds)

    def sleep(self, seconds: float, *, monotonic: float = 0.0) -> None:
        """Let the clock on the wall go on, and the monotonic one as far as stated."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += monotonic
