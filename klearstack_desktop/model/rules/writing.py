"""Writing a number as a document writes its numbers, so that a computed value fits in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

_THOUSANDS = re.compile(r"\d([.,'’\s\u00a0\u202f])\d{3}(?!\d)")


def written_like(number: Decimal, examples: Iterable[str], digits: int) -> str:
    """Return a number written as the first of some amounts that shows how it is done.

    Currency signs and other words are not taken over. Whatever the examples look like,
    `parse_amount` reads the result as the number that it was.

    Args:
        number: what to write; it is rounded to the digits.
        examples: amounts of the document, the nearest first; unreadable ones do not count.
        digits: how many digits stand after the decimal mark where no example shows any.
    """
    for example in examples:
        marks = _marks_of(example)
        if marks is not None:
            thousands, decimal_mark, after = marks
            text = _written(number, thousands, decimal_mark, after or digits)
            if parse_amount(text) == round(number, after or digits):
                return text
    return f"{number:.{digits}f}"


def _marks_of(example: str) -> tuple[str, str, int] | None:
    """Return thousands mark, decimal mark and digits after it; None where nothing is shown."""
    if parse_amount(example) is None:
        return None
    last_point, last_comma = example.rfind("."), example.rfind(",")
    thousands = _THOUSANDS.search(example)
    if last_point >= 0 and last_comma >= 0:
        decimal_mark = "." if last_point > last_comma else ","
        mark = "," if decimal_mark == "." else "."
        return mark, decimal_mark, _digits_after(example, decimal_mark)
    mark = "." if last_point >= 0 else "," if last_comma >= 0 else ""
    group = thousands.group(1) if thousands else ""
    if not mark:
        return (group, "." if group != "." else ",", 0) if group else None
    if example.count(mark) > 1 or (mark == "," and _digits_after(example, ",") == 3):
        return mark, "," if mark == "." else ".", 0
    return (group if group != mark else ""), mark, _digits_after(example, mark)


def _digits_after(example: str, mark: str) -> int:
    return len(re.match(r"\d*", example[example.rfind(mark) + 1 :]).group())  # type: ignore[union-attr]


def _written(number: Decimal, thousands: str, decimal_mark: str, digits: int) -> str:
    text = f"{number:,.{digits}f}"
    return text.translate({ord(","): thousands, ord("."): decimal_mark})
