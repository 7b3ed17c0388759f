"""Reading dates as they stand on documents, without ever changing the string."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_FORMATS = (
    "%d-%b-%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%B-%Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%y",
    "%d/%m/%y",
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_date(text: str) -> date | None:
    """Return the day that a date string means, or None; 03/04 is the third of April."""
    cleaned = re.sub(r"\s+", " ", text.strip())
    for layout in _FORMATS:
        try:
            return datetime.strptime(cleaned, layout).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def display_date(text: str) -> str:
    """Return a date for queue rows and cards: ``26 Jul 2026``; unreadable text stays as it is."""
    day = parse_date(text)
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year}" if day else text.strip()
