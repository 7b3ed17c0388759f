"""The slips that machines make when they read paper."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.formats import read_date

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from random import Random

_LOOKALIKES = {
    "0": "8O", "1": "7l", "2": "7", "3": "8", "5": "6S", "6": "5", "7": "1", "8": "3B", "9": "4",
    "O": "0", "I": "l", "l": "1", "S": "5", "B": "8", "Z": "2", "e": "c", "c": "e", "h": "b",
    "ł": "l", "Ł": "L", "ą": "a", "ę": "e", "é": "e", "è": "e", "ó": "o", "ñ": "n", "ç": "c",
    "ä": "a", "ö": "o", "ü": "u", "Å": "A", "å": "a", "ã": "a", "ß": "B",
    "и": "н", "н": "и", "ш": "щ", "о": "o", "С": "C", "З": "3", "в": "8",
    "ה": "ח", "ח": "ה", "ד": "ר", "ר": "ד", "ו": "ן", "ם": "ס",
}  # fmt: skip
"""What a sign is taken for."""


def slip(value: str, kind: str, rng: Random) -> str:
    """Return a value as a machine may misread it; never the value itself.

    Args:
        value: what the page says.
        kind: ``amount``, ``date``, ``code`` or ``text``.
        rng: the source of chance.
    """
    tries = list(_SLIPS[kind])
    rng.shuffle(tries)
    for attempt in tries:
        misread = attempt(value, rng)
        if misread not in (value, ""):
            return misread
    return value + value[-1:] if value else "1"


def _swap_digits(value: str, rng: Random) -> str:
    """Two neighbouring digits change places: 55,413 becomes 55,431."""
    places = [at for at in range(len(value) - 1) if value[at : at + 2].isdigit()]
    places = [at for at in places if value[at] != value[at + 1]]
    if not places:
        return value
    at = rng.choice(places)
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _lookalike_digit(value: str, rng: Random) -> str:
    """A digit is taken for another one."""
    places = [at for at, sign in enumerate(value) if sign.isdigit()]
    if not places:
        return value
    at = rng.choice(places)
    others = [sign for sign in _LOOKALIKES.get(value[at], "9") if sign.isdigit()]
    return value[:at] + rng.choice(others or ["9"]) + value[at + 1 :]


def _lookalike(value: str, rng: Random) -> str:
    """A sign is taken for one that looks like it."""
    places = [at for at, sign in enumerate(value) if sign in _LOOKALIKES]
    if not places:
        return value
    at = rng.choice(places)
    return value[:at] + rng.choice(_LOOKALIKES[value[at]]) + value[at + 1 :]


def _lost_mark(value: str, _rng: Random) -> str:
    """The decimal mark is not seen: 980.25 becomes 98025."""
    return re.sub(r"[.,](\d{1,3})(?=\D*$)", r"\1", value)


def _lost_letter(value: str, rng: Random) -> str:
    """A letter is not seen."""
    places = [at for at, sign in enumerate(value) if sign.isalpha() and at]
    at = rng.choice(places) if places else len(value)
    return value[:at] + value[at + 1 :]


def _joined_letters(value: str, _rng: Random) -> str:
    """Two letters run into one: rn becomes m."""
    return value.replace("rn", "m", 1) if "rn" in value else value.replace("ri", "n", 1)


def _lost_word(value: str, _rng: Random) -> str:
    """The last word is not taken for part of the value."""
    words = value.split()
    return " ".join(words[:-1]) if len(words) > 2 else value


def _day_for_month(value: str, _rng: Random) -> str:
    """Day and month change places where both are possible."""
    day = _day(value)
    return read_date(day.replace(day=day.month, month=day.day)) if day.day <= 12 else value


def _other_day(value: str, rng: Random) -> str:
    """A digit of the day is taken for another one, and the day still exists."""
    days = (f"{day:02d}" for day in range(1, 29))
    near = [day for day in days if (day[0] == value[0]) != (day[1] == value[1])]
    return rng.choice(near) + value[2:]


def _other_month(value: str, _rng: Random) -> str:
    """Jul is taken for Jun, and the like, where that month has such a day."""
    day, taken = _day(value), {6: 1, 7: 6, 8: 4, 9: 2, 10: 12, 11: 3}
    try:
        return read_date(day.replace(month=taken.get(day.month, day.month)))
    except ValueError:
        return value


def _day(value: str) -> date:
    return datetime.strptime(value, "%d-%b-%Y").date()  # noqa: DTZ007 - a day has no zone


_SLIPS: dict[str, tuple[Callable[[str, Random], str], ...]] = {
    "amount": (_swap_digits, _lookalike_digit, _lookalike_digit, _lost_mark),
    "date": (_day_for_month, _other_day, _other_month),
    "code": (_swap_digits, _lookalike, _lookalike_digit),
    "text": (_lookalike, _lost_letter, _joined_letters, _lost_word),
}
