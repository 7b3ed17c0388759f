"""How long to wait before something that failed is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double, stop growing at a limit, and differ from one workstation to the next.

    Attributes:
        first: the longest first pause, in seconds.
        longest: no pause grows beyond that, in seconds, unless the service asks for it.
        jitter: returns a number from 0 to 1: which part of the pause is really waited.
    """

    first: float = 1.0
    longest: float = 60.0
    jitter: Callable[[], float] = field(default=random.SystemRandom().random)

    def pause(self, tries: int, retry_after: float | None = None) -> float:
        """Return how many seconds to wait.

        Args:
            tries: how often it was tried without success, from 1.
            retry_after: what the service asks for in seconds; the pause is never shorter.
        """
        grown = min(self.longest, self.first * 2.0 ** min(tries - 1, _MOST_DOUBLINGS))
        return max(grown * self.jitter(), retry_after or 0.0)
