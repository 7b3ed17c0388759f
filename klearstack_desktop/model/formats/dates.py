"""Dates: read as people of a locale type them, shown as they read them, kept as they came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.formats.locales import WORLD, folded, formats_of, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.formats.locales import LocaleFormats

# Names of months hold more than letters: Hindi writes vowels as marks.
_PARTS = re.compile(r"\d+|[^\W\d_][^\d\s./,\-]*")
_MARKS = re.compile(r"[\s./,\-\u2010\u2011\u5e74\u6708\u65e5\ub144\uc6d4\uc77c]*")
_EAST_ASIAN = str.maketrans(dict.fromkeys("\u5e74\u6708\u65e5\ub144\uc6d4\uc77c", "-"))
_OFFSET = re.compile(r"([+\-\u2212])\s*(\d{1,5})")
_TODAY: Final = frozenset({"t", "today"})
_FILLERS: Final = frozenset({"de", "del", "of", "den", "the", "d"})
ORDERS: Final = ("dmy", "mdy", "ymd")
"""The orders in which day, month and year stand."""
_CENTURY = 100
_YEARS_AHEAD = 20
_SHORTEST_NAME = 3
_LONGEST: Final = 100
"""A text of more characters is no date."""


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a document writes a date.

    Attributes:
        order: ``dmy``, ``mdy`` or ``ymd``.
        marks: what stands between the parts, and behind the last one.
        month: ``figures``, ``short`` (Jul), ``SHORT`` (JUL) or ``long`` (July).
        is_padded: days and months below ten are written with a zero.
        has_short_year: years are written with two figures.
    """

    order: str = "dmy"
    marks: tuple[str, str, str] = ("-", "-", "")
    month: str = "short"
    is_padded: bool = True
    has_short_year: bool = False


KLEARSTACK: Final = DateStyle()
"""How KlearStack writes a date itself: ``26-Jul-2025``."""

_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def read_date(
    text: str, locale: LocaleFormats, today: date, own: DateStyle | None = None
) -> date | None:
    """Read a date that a person typed, or None where it is none.

    ``t`` is today, ``+3`` and ``-1`` count from today, ``15`` is a day of this month, ``15/8`` one
    of this year, ``150825`` and ``15082025`` are whole dates. The order of the parts is that of
    the locale; where it makes no day, that of the document, then any that does.

    Args:
        text: as typed, in any digits, with month names of the locale or in English.
        locale: in which people type.
        today: the present day.
        own: how the document writes dates, where that is known.
    """
    cleaned = plain(text).translate(_EAST_ASIAN).casefold()
    if cleaned in _TODAY:
        return today
    if offset := _OFFSET.fullmatch(cleaned):
        return _shifted(today, int(offset[2]) * (1 if offset[1] == "+" else -1))
    wanted = (locale.date_order, own.order if own else locale.date_order, *ORDERS)
    orders = tuple(dict.fromkeys(wanted))
    if cleaned.isdecimal():
        return _of_figures(cleaned, orders, today)
    parts = _split(cleaned, locale)
    return _of_parts(parts, orders, today) if parts else None


def show_date(day: date, locale: LocaleFormats) -> str:
    """Write a day for people of a locale, in figures and with the whole year."""
    parts = {"d": f"{day.day:02d}", "m": f"{day.month:02d}", "y": f"{day.year:04d}"}
    return locale.in_digits(locale.date_mark.join(parts[part] for part in locale.date_order))


def say_date(day: date, beside: str = "") -> str:
    """Write a day so that nobody can mistake it: ``Fri 15 Aug 2025``.

    Args:
        day: the day.
        beside: the text that it stands beside; where that has the whole year, it is not said again.
    """
    year = f"{day.year:04d}"
    said = f"{say_weekday(day)} {day.day} {_ENGLISH[day.month - 1][:3]}"
    return said if year in plain(beside) else f"{said} {year}"


def say_weekday(day: date) -> str:
    """Write the day of the week: ``Fri``."""
    return _WEEKDAYS[day.weekday()]


def write_date(day: date, style: DateStyle) -> str:
    """Write a day in the style of a document, with the whole year where two figures mislead."""
    text = _written(day, style, has_short_year=style.has_short_year)
    if style.has_short_year and day.year // _CENTURY != 20:
        return _written(day, style, has_short_year=False)
    return text


def style_of(text: str, order: str = "") -> DateStyle | None:
    """Learn how a document writes dates from one that it wrote; None where it is no date.

    Args:
        text: a value as it came.
        order: the document's order of day and month, where other values tell it.
    """
    found = [_style_in(text, candidate) for candidate in (order, *ORDERS) if candidate]
    return next((style for style in found if style is not None), None)


def day_of(text: str, order: str = "") -> date | None:
    """Return the day that a value of a document means, or None.

    Args:
        text: a value as it came.
        order: the document's order of day and month, where other values tell it.
    """
    style = style_of(text, order) if order else None
    if style is None or style.order == "ymd" or style.month != "figures":
        return parse_date(text) or _day_in(text, style_of(text))
    return _day_in(text, style)


def settled_order(text: str) -> str:
    """Return the order that a value in figures shows beyond doubt, or an empty string."""
    days = {order: _day_in(text, _style_in(text, order)) for order in ORDERS}
    possible = [order for order, day in days.items() if day is not None]
    style = style_of(text)
    if style is None or style.month != "figures":
        return ""
    return possible[0] if len(possible) == 1 else ""


def _style_in(text: str, order: str) -> DateStyle | None:
    """Return the style of a date if its parts stand in that order, else None."""
    return _style_of(text, order) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _style_of(text: str, order: str) -> DateStyle | None:
    """Read a style; remembered, because opening a document asks for each several times."""
    cleaned = plain(text)
    pieces = list(_PARTS.finditer(cleaned))
    if len(pieces) != len(order) or pieces[0].start() != 0:
        return None
    by_part = dict(zip(order, (piece.group() for piece in pieces), strict=True))
    ends = [*(piece.start() for piece in pieces[1:]), len(cleaned)]
    marks = [cleaned[p.end() : end] for p, end in zip(pieces, ends, strict=True)]
    if not all(_MARKS.fullmatch(mark) for mark in marks):
        return None
    if not (by_part["d"].isdecimal() and by_part["y"].isdecimal()):
        return None
    if len(by_part["y"]) not in {2, 4} or len(by_part["d"]) > 2:
        return None
    if by_part["m"].isdecimal() and len(by_part["m"]) > 2:
        return None
    style = DateStyle(
        order=order,
        marks=(marks[0], marks[1], marks[2]),
        month=_month_style(by_part["m"]),
        is_padded=not (_is_unpadded(by_part["d"]) or _is_unpadded(by_part["m"])),
        has_short_year=len(by_part["y"]) == 2,
    )
    return style if _day_in(text, style) else None


def _day_in(text: str, style: DateStyle | None) -> date | None:
    if style is None:
        return None
    pieces = [piece.group() for piece in _PARTS.finditer(plain(text))]
    if len(pieces) != len(style.order):
        return None
    by_part = dict(zip(style.order, pieces, strict=True))
    written = by_part["m"]
    # Most months are figures, and the tables of names take a moment to load.
    month = int(written) if written.isdecimal() else _month_number(written, formats_of(WORLD))
    if not (by_part["d"].isdecimal() and by_part["y"].isdecimal()) or month is None:
        return None
    year = int(by_part["y"]) + (20 * _CENTURY if len(by_part["y"]) == 2 else 0)
    return _date(year, month, int(by_part["d"]))


def _month_style(month: str) -> str:
    if month.isdecimal():
        return "figures"
    if len(month.rstrip(".")) > _SHORTEST_NAME:
        return "long"
    return "SHORT" if month.isupper() else "short"


def _is_unpadded(part: str) -> bool:
    return len(part) == 1 and part.isdecimal()


def _written(day: date, style: DateStyle, *, has_short_year: bool) -> str:
    width = 2 if style.is_padded else 1
    name = _ENGLISH[day.month - 1]
    months = {"short": name[:3], "SHORT": name[:3].upper(), "long": name}
    parts = {
        "d": f"{day.day:0{width}d}",
        "m": months.get(style.month, f"{day.month:0{width}d}"),
        "y": f"{day.year % _CENTURY:02d}" if has_short_year else f"{day.year:04d}",
    }
    return "".join(parts[p] + mark for p, mark in zip(style.order, style.marks, strict=True))


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _of_figures(figures: str, orders: Sequence[str], today: date) -> date | None:
    """Read figures without marks between them."""
    if len(figures) <= 2:
        return _date(today.year, today.month, int(figures))
    if len(figures) == 4:
        return _first_day([figures[:2], figures[2:]], orders, today)
    if len(figures) not in {6, 8}:
        return None
    length = len(figures) - 4
    for order in orders:
        start, cut = 0, {}
        for part in order:
            end = start + (length if part == "y" else 2)
            cut[part] = figures[start:end]
            start = end
        day = _date(_year(cut["y"], today), int(cut["m"]), int(cut["d"]))
        # Eight figures of the year 1508 are rather the 15th of August.
        if day is not None and abs(day.year - today.year) <= _CENTURY:
            return day
    return None


def _split(text: str, locale: LocaleFormats) -> list[str | int] | None:
    """Return the parts of a date: figures as they stand, months as numbers; None where odd."""
    pieces = list(_PARTS.finditer(text))
    between = _PARTS.sub("", text)
    if not _MARKS.fullmatch(between):
        return None
    parts: list[str | int] = []
    for piece in pieces:
        word = piece.group()
        if word.isdecimal():
            parts.append(word)
        elif folded(word) not in _FILLERS:
            month = _month_number(word, locale)
            if month is None:
                return None
            parts.append(month)
    return parts if 2 <= len(parts) <= 3 else None


def _month_number(word: str, locale: LocaleFormats) -> int | None:
    """Return the number of a month in figures, in full, or cut short; None where it is none."""
    if word.isdecimal():
        return int(word)
    name = folded(word)
    if name in locale.months:
        return locale.months[name]
    if len(name) < _SHORTEST_NAME:
        return None
    numbers = {number for month, number in locale.months.items() if month.startswith(name)}
    return numbers.pop() if len(numbers) == 1 else None


def _of_parts(parts: Sequence[str | int], orders: Sequence[str], today: date) -> date | None:
    months = [part for part in parts if isinstance(part, int)]
    figures = [part for part in parts if isinstance(part, str)]
    if len(months) > 1:
        return None
    if months:
        return _beside_month(figures, months[0], today)
    return _first_day(figures, orders, today)


def _first_day(figures: Sequence[str], orders: Sequence[str], today: date) -> date | None:
    """Return the day that figures make in the first order in which they make one."""
    has_year = len(figures) == 3
    days = (_in_order(figures, o if has_year else o.replace("y", ""), today) for o in orders)
    return next((day for day in days if day is not None), None)


def _beside_month(figures: Sequence[str], month: int, today: date) -> date | None:
    """Read day and year beside the name of a month; the year has four figures or comes last."""
    if len(figures) == 1:
        return _date(today.year, month, int(figures[0])) if len(figures[0]) <= 2 else None
    day, year = figures if len(figures[0]) <= 2 else (figures[1], figures[0])
    if len(day) > 2 or len(year) not in {2, 4}:
        return None
    return _date(_year(year, today), month, int(day))


def _in_order(figures: Sequence[str], order: str, today: date) -> date | None:
    parts = dict(zip(order, figures, strict=True))
    year = parts.get("y", f"{today.year:04d}")
    if len(year) not in {2, 4} or len(parts["m"]) > 2 or len(parts["d"]) > 2:
        return None
    return _date(_year(year, today), int(parts["m"]), int(parts["d"]))


def _year(figures: str, today: date) -> int:
    """Return a year; of two figures the one that is at most twenty years ahead."""
    year = int(figures)
    if len(figures) > 2:
        return year
    latest = today.year + _YEARS_AHEAD
    return latest - (latest - year) % _CENTURY


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
