"""Reading amounts as they stand on invoices of many countries, without ever changing the string."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from klearstack_desktop.model.currencies import minor_digits

_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_NUMBER = re.compile(r"[+\-−(]?\s*\d[\d.,\s\u00a0\u202f'’]*\)?\s*-?")
# What may stand beside an amount: a currency, a unit, a percent sign; no letter of a code.
_BESIDE = re.compile(r"[^\w]*(?:[^\W\d_]{2,}\.?)?[^\w]*")
_LONGEST = 200


def parse_amount(text: str) -> Decimal | None:
    """Return the number that an amount string means, or None where it is not clear that it is one.

    The last of ``.`` and ``,`` is the decimal mark where both occur. A single mark followed by
    exactly three digits is taken as a thousands mark only if it is a comma, or if it repeats:
    ``1.500`` stays 1.5 because KlearStack itself writes ``1.500`` for one and a half (section 4.4).
    A text of more than 200 characters is no amount.
    """
    return _number_in(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=16384)
def _number_in(text: str) -> Decimal | None:
    """Read an amount; remembered, because each change has all amounts of a document read again."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    if not (_BESIDE.fullmatch(before) and _BESIDE.fullmatch(after)):
        return None
    raw = match.group().strip()
    is_negative = raw.startswith(("-", "−", "(")) or raw.endswith("-")
    digits = _SPACES.sub("", raw.strip("+-−() "))
    try:
        number = Decimal(_with_decimal_point(digits))
    except InvalidOperation:
        return None
    return -number if is_negative else number


def _with_decimal_point(digits: str) -> str:
    last_point, last_comma = digits.rfind("."), digits.rfind(",")
    if last_point >= 0 and last_comma >= 0:
        decimal_mark = "." if last_point > last_comma else ","
        thousands = "," if decimal_mark == "." else "."
        return digits.replace(thousands, "").replace(decimal_mark, ".")
    mark = "." if last_point >= 0 else ","
    if digits.count(mark) > 1:
        return digits.replace(mark, "")
    if mark == "," and len(digits) - last_comma - 1 == 3:
        return digits.replace(",", "")
    return digits.replace(",", ".")


def display_amount(text: str, currency: str = "") -> str:
    """Return an amount for queue rows and cards: ``EUR 4,218.50``; unreadable text stays."""
    number = parse_amount(text)
    if number is None:
        shown = text.strip()
    else:
        exponent = number.as_tuple().exponent
        decimals = minor_digits(currency)
        written = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        shown = f"{number:,.{max(decimals, written)}f}"
    return f"{currency} {shown}".strip()
