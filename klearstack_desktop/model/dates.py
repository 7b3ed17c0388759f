"""Reading dates as they stand on documents, without ever changing the string."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

# A table of our own: what strptime reads depends on the locale that Qt has set.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})")
_DAY_NAME = re.compile(r"(?P<day>\d{1,2})[-/. ]+(?P<name>[A-Za-z]{3,9})\.?[-/., ]+(?P<year>\d{4})")
_NAME_DAY = re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})")
_LAYOUTS = (_YEAR_FIRST, _DAY_FIRST, _DAY_NAME, _NAME_DAY)
_CENTURY = 2000
_LONGEST = 100


def parse_date(text: str) -> date | None:
    """Return the day that a date string means, or None.

    03/04 is the third of April; only what makes no day so, 04/25, is read month first.
    A text of more than 100 characters is no date.
    """
    return _day_in(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _day_in(text: str) -> date | None:
    """Read a date; remembered, because each change has all dates of a document read again."""
    cleaned = " ".join(text.split())
    for layout in _LAYOUTS:
        match = layout.fullmatch(cleaned)
        if match is not None:
            parts = match.groupdict()
            return _day(parts) or (_day(_month_first(parts)) if layout is _DAY_FIRST else None)
    return None


def _month_first(parts: dict[str, str]) -> dict[str, str]:
    return {**parts, "month": parts["day"], "day": parts["month"]}


def _day(parts: dict[str, str]) -> date | None:
    name = parts.get("name")
    month = _month(name) if name else int(parts["month"])
    year = int(parts["year"])
    try:
        return date(year + _CENTURY if len(parts["year"]) == 2 else year, month, int(parts["day"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of a month that is written in full or cut short, 0 where it is none."""
    start = name.casefold()
    return next(
        (number for number, month in enumerate(_MONTHS, 1) if month.casefold().startswith(start)), 0
    )


def display_date(text: str) -> str:
    """Return a date for queue rows and cards: ``26 Jul 2026``; unreadable text stays as it is."""
    day = parse_date(text)
    return f"{day.day:02d} {_MONTHS[day.month - 1][:3]} {day.year:04d}" if day else text.strip()
