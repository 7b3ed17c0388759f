"""Dates as invoices write them, in the languages of the label table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_EARLIEST, _LATEST = 1980, 2100
"""Years of invoices; 4711-12-3 is a number."""

_MONTHS = (
    ("jan", "januar", "january", "januari", "janvier", "jänner", "enero", "gennaio", "janeiro"),
    ("feb", "februar", "february", "februari", "février", "fevrier", "févr", "febrero", "febbraio"),
    ("mar", "märz", "march", "maart", "mars", "mrt", "mrz", "marzo", "março"),
    ("apr", "april", "avril", "avr", "abril", "aprile"),
    ("may", "mai", "mei", "mayo", "maggio", "maio"),
    ("jun", "juni", "june", "juin", "junio", "giugno", "junho"),
    ("jul", "juli", "july", "juillet", "juil", "julio", "luglio", "julho"),
    ("aug", "august", "augustus", "août", "aout", "agosto"),
    ("sep", "sept", "september", "septembre", "septiembre", "settembre", "setembro"),
    ("oct", "okt", "october", "oktober", "octobre", "octubre", "ottobre", "outubro"),
    ("nov", "november", "novembre", "noviembre", "novembro"),
    ("dec", "dez", "déc", "december", "dezember", "décembre", "decembre", "diciembre", "dicembre"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WRITTEN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PATTERN = re.compile(
    rf"""(?<![\w.,/-])(?:
        (?P<iso_year>\d{{4}})[-/.](?P<iso_month>\d{{1,2}})[-/.](?P<iso_day>\d{{1,2}})
      | (?P<first>\d{{1,2}})\s?(?P<mark>[-/.])\s?(?P<second>\d{{1,2}})\s?(?P=mark)\s?
        (?P<year>\d{{4}}|\d{{2}})
      | (?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|e|º)?[\s-]{{0,2}}(?:de\s)?
        (?P<month>{_MONTH})\.?[\s,-]{{0,3}}(?:de\s)?(?P<of_year>\d{{4}})
      | (?P<us_month>{_MONTH})\.?\s?(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\s?,?\s?
        (?P<us_year>\d{{4}})
    )(?![\w/]|[-.]\d)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in the text (character offsets)."""

    start: int
    end: int
    day: date


def find_dates(text: str, *, month_first: bool = False) -> list[FoundDate]:
    """Return all dates in a text, in order.

    Args:
        text: one line or a part of it.
        month_first: how to take ``03/04/2023``, which both habits can write. ``03/20/2023`` and
            ``20.03.2023`` speak for themselves.
    """
    found = []
    for match in _PATTERN.finditer(text):
        day = _day_of(match.groupdict(default=""), month_first=month_first)
        if day is not None:
            found.append(FoundDate(match.start(), match.end(), day))
    return found


def _day_of(parts: dict[str, str], *, month_first: bool) -> date | None:
    if parts["iso_year"]:
        numbers = parts["iso_year"], parts["iso_month"], parts["iso_day"]
    elif parts["month"]:
        numbers = parts["of_year"], str(_MONTH_OF[parts["month"].lower()]), parts["day"]
    elif parts["us_month"]:
        numbers = parts["us_year"], str(_MONTH_OF[parts["us_month"].lower()]), parts["us_day"]
    else:
        first, second = int(parts["first"]), int(parts["second"])
        swapped = second > 12 or (month_first and first <= 12 and parts["mark"] == "/")
        day, month = (second, first) if swapped else (first, second)
        year = parts["year"]
        numbers = (f"20{year}" if len(year) == 2 else year, str(month), str(day))
    try:
        day_found = date(*(int(number) for number in numbers))
    except ValueError:
        return None
    return day_found if _EARLIEST <= day_found.year <= _LATEST else None


def written(day: date) -> str:
    """Write a date as the service does, whatever the locale: ``02-Oct-2022``."""
    return f"{day.day:02}-{_WRITTEN[day.month - 1]}-{day.year}"
