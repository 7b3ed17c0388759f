"""Which documents of the queue a reviewer wants to see, besides those that some words are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from klearstack_desktop.model.queue import Mark, QueueEntry, ReviewState


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a document must be to be shown; what is None does not restrict.

    Attributes:
        state: where it stands.
        marks: all of these stand out in it, wherever it stands.
        document_type: exactly this one.
        since, until: its date lies there, both days included; one without a date does not.
        confident_from, confident_below: its overall confidence (0..1) lies there; one without any
            does not.
    """

    state: ReviewState | None = None
    marks: frozenset[Mark] = frozenset()
    document_type: str | None = None
    since: date | None = None
    until: date | None = None
    confident_from: float | None = None
    confident_below: float | None = None

    def __bool__(self) -> bool:
        """Whether it restricts anything."""
        return self != _NOTHING

    def admits(self, entry: QueueEntry) -> bool:
        """Whether a document is to be shown."""
        return (
            (self.state is None or entry.state is self.state)
            and all(entry.has(mark) for mark in self.marks)
            and (self.document_type is None or entry.document_type == self.document_type)
            and self._is_of_the_days(entry.day)
            and self._is_confident(entry.confidence)
        )

    def _is_of_the_days(self, day: date | None) -> bool:
        if self.since is None and self.until is None:
            return True
        return (
            day is not None
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )

    def _is_confident(self, confidence: float | None) -> bool:
        if self.confident_from is None and self.confident_below is None:
            return True
        return (
            confidence is not None
            and (self.confident_from is None or confidence >= self.confident_from)
            and (self.confident_below is None or confidence < self.confident_below)
        )


_NOTHING = Narrowing()
