"""A document that is put aside until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

MOST_DAYS: Final = 366
"""Nothing is put aside for longer: it would be forgotten."""

_BEGIN: Final = time(6)
"""On its day a document is back before anybody starts to work."""


class HoldEnd(StrEnum):
    """Why a document is no longer on hold."""

    DUE = "due"
    TAKEN_OFF = "taken off"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when a document is put aside, and why.

    Attributes:
        document_id: the document.
        until: the moment at which it comes back, with its zone.
        reason: as it was typed; may be empty.
    """

    document_id: str
    until: datetime
    reason: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look at the document again."""
        return self.until <= now

    @property
    def sentence(self) -> str:
        """What is said of the document, in the time of this workstation."""
        day = f"On hold until {self.until.astimezone():%a %d %b %Y}"
        return f"{day}: {self.reason}" if self.reason else f"{day}."


def begin_of(day: date) -> datetime:
    """Return the moment at which a document is back on a day, in the time of this workstation."""
    return datetime.combine(day, _BEGIN).astimezone()


def tomorrow(today: date) -> date:
    """Return the day after a day."""
    return today + timedelta(days=1)


def next_monday(today: date) -> date:
    """Return the first Monday after a day."""
    return today + timedelta(days=7 - today.weekday())


def in_a_week(today: date) -> date:
    """Return the same day of the next week."""
    return today + timedelta(days=7)


def is_possible(day: date, today: date) -> bool:
    """Whether something may be put aside until a day: a later one, within a year."""
    return timedelta(0) < day - today <= timedelta(days=MOST_DAYS)
