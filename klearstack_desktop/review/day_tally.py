"""How many documents were decided here today, and how long one took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class DoneToday:
    """How many documents were decided here today, and the median seconds for one in this run."""

    count: int = 0
    median_seconds: float | None = None


class DayTally:
    """Counts decisions as they are applied, on top of those of earlier runs."""

    def __init__(self) -> None:
        self._before = 0
        self._count = 0
        self._taken: dict[str, float] = {}
        self._seconds: list[float] = []

    def begin(self, before: int) -> None:
        """Start counting from what was decided earlier today."""
        self._before = before

    def decided(self, document_id: str, seconds: float) -> None:
        """Note how long a document took, from its opening to its decision."""
        self._taken[document_id] = seconds

    def came_back(self, document_id: str) -> None:
        """Note that a decision does not count."""
        self._taken.pop(document_id, None)

    def applied(self, document_id: str) -> None:
        """Count a decision; one of an earlier run has no time."""
        self._count += 1
        if (seconds := self._taken.pop(document_id, None)) is not None:
            self._seconds.append(seconds)

    @property
    def done(self) -> DoneToday:
        """What was decided today."""
        return DoneToday(self._before + self._count, _median(self._seconds))


def _median(seconds: Sequence[float]) -> float | None:
    if not seconds:
        return None
    from statistics import median  # loaded late: at the start there is nothing to count

    return median(seconds)
