"""Amounts: read as people of a locale type them, shown as they read them, kept as they came.

Nothing is guessed in silence. A text that can mean two numbers, ``1.500``, says so in
`AmountReading.other`; a text that can mean one number only, ``123,00``, means that one everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.formats.locales import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.formats.locales import LocaleFormats

_BLANKS: Final = " \u00a0\u202f\u2009"
_APOSTROPHES: Final = "'\u2019"
_ARABIC = str.maketrans({"\u066a": "%"})
_BODY = re.compile(r"\d[\d.,\u066b\u066c' \u00a0\u202f\u2009\u2019]*|[.,\u066b]\d+")
_SIGN = re.compile(r"[-+\u2212\u2013]")
# A currency, a unit or a percent sign: no figures, no marks of a number.
_BESIDE = re.compile(r"[^\W\d_]{1,4}\.?|[^\w\s.,()+-]{1,3}|[^\W\d_]{1,3}[^\w\s.,()+-]")
_MOST_DECIMALS = 12
_LONGEST: Final = 200
"""A text of more characters is no amount."""


@dataclass(frozen=True, slots=True)
class AmountReading:
    """What a typed amount means.

    Attributes:
        number: the number.
        decimals: how many digits stood behind the decimal mark.
        decimal_mark: the mark that was taken as such; empty where there was none.
        group_mark: the mark that was taken as one of thousands; empty where there was none.
        beside: the currency or unit that stood with it, as typed; may be empty.
        other: the other number that the text can mean, or None where it is clear.
    """

    number: Decimal
    decimals: int = 0
    decimal_mark: str = ""
    group_mark: str = ""
    beside: str = ""
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AmountStyle:
    """How a document writes an amount.

    Attributes:
        decimal_mark: ``.`` or ``,`` or the Arabic mark.
        group_mark: empty where thousands are not marked.
        grouping: digits of the last group and of those before it.
        decimals: at least so many digits behind the decimal mark.
        negative: a pattern with ``#`` for the number: ``-#``, ``#-``, ``(#)``, ``\u2212#``.
        before: what stands in front, a currency for example, with its blank.
        after: what stands behind, a percent sign for example, with its blank.
    """

    decimal_mark: str = "."
    group_mark: str = ""
    grouping: tuple[int, int] = (3, 3)
    decimals: int = 1
    negative: str = "-#"
    before: str = ""
    after: str = ""


KLEARSTACK: Final = AmountStyle()
"""How KlearStack writes an amount itself: ``55413.0`` (section 4.4 of its description)."""


def read_amount(
    text: str, locale: LocaleFormats, own: AmountStyle | None = None
) -> AmountReading | None:
    """Read an amount that a person typed, or None where it is no amount.

    Of two readings the one counts that is right in the locale, in which the field is shown; where
    none is, the one that agrees with the document's own style.

    Args:
        text: as typed: with marks of thousands, a sign before or behind, in parentheses, with a
            currency beside it, in any digits.
        locale: in which people type.
        own: how the document writes amounts, where that is known.
    """
    parts = _parts(text)
    if parts is None:
        return None
    readings = _readings(parts.body)
    if not readings:
        return None
    own_mark = own.decimal_mark if own else ""
    chosen = min(
        readings,
        key=lambda r: (not _is_of(r, locale), not _agrees(r, own_mark), not _is_neutral(r)),
    )
    return _signed(chosen, readings, parts)


def amount_in(value: str, decimal_mark: str = "") -> AmountReading | None:
    """Read an amount as it stands in a document, or None where it is none.

    Args:
        value: as it came.
        decimal_mark: the document's, where other values tell; decides what ``1,234`` means.
            Without it ``1.500`` is one and a half, as KlearStack writes it, and ``1,234`` is not.
    """
    parts = _parts(value)
    if parts is None or not (readings := _readings(parts.body)):
        return None
    chosen = min(readings, key=lambda r: (not _agrees(r, decimal_mark), not _is_neutral(r)))
    return _signed(chosen, readings, parts)


def show_amount(number: Decimal, decimals: int, locale: LocaleFormats) -> str:
    """Write a number for people of a locale, with at least so many decimals."""
    style = AmountStyle(locale.decimal_mark, locale.group_mark, locale.grouping, decimals)
    return locale.in_digits(_written(number, style))


def write_amount(number: Decimal, style: AmountStyle, decimals: int = 0) -> str:
    """Write a number in the style of a document, so that it can be read as that number only.

    Args:
        number: what to write.
        style: the document's.
        decimals: digits behind the decimal mark that were typed and shall stand there.
    """
    wanted = replace(style, decimals=max(style.decimals, decimals))
    # ``1,234`` with a decimal comma and ``1.500`` with a mark of thousands would be misread by
    # whoever does not know the style: one more zero, or no mark, and they cannot be.
    for safe in (wanted, replace(wanted, group_mark="")):
        for more in (0, 1):
            text = _written(number, replace(safe, decimals=_decimals(number, safe) + more))
            if parse_amount(plain(text)) == number:
                return text
    return _written(number, replace(wanted, group_mark=""))


def style_of(text: str, decimal_mark: str = "") -> AmountStyle | None:
    """Learn how a document writes amounts from one that it wrote; None where it is no amount.

    Args:
        text: a value as it came.
        decimal_mark: the document's, where other values tell; decides what ``1,234`` means.
    """
    parts = _parts(text)
    if parts is None or not (readings := _readings(parts.body)):
        return None
    reading = min(readings, key=lambda r: (not _agrees(r, decimal_mark), not _is_neutral(r)))
    after_group = re.findall(r"\d+", parts.body.partition(reading.decimal_mark or "\0")[0])
    is_indian = len(after_group) > 2 and len(after_group[1]) == 2
    mark = reading.decimal_mark or decimal_mark or ("," if reading.group_mark == "." else ".")
    return AmountStyle(
        # What stands there in Arabic figures is written in those of the wire.
        decimal_mark="." if mark == "\u066b" else mark,
        group_mark="" if reading.group_mark == "\u066c" else reading.group_mark,
        grouping=(3, 2) if is_indian else (3, 3),
        decimals=reading.decimals,
        negative=parts.negative,
        before=parts.before,
        after=parts.after,
    )


def settled_mark(text: str) -> str:
    """Return the decimal mark that a value shows beyond doubt, or an empty string."""
    parts = _parts(text)
    readings = _readings(parts.body) if parts else ()
    if len({r.number for r in readings}) != 1:
        return ""
    reading = readings[0]
    if reading.decimal_mark:
        return reading.decimal_mark
    return {".": ",", ",": "."}.get(reading.group_mark, "")


@dataclass(frozen=True, slots=True)
class _Parts:
    before: str
    body: str
    after: str
    negative: str
    is_negative: bool


def _signed(
    chosen: AmountReading, readings: Sequence[AmountReading], parts: _Parts
) -> AmountReading:
    others = [r.number for r in readings if r.number != chosen.number]
    sign = -1 if parts.is_negative else 1
    return replace(
        chosen,
        number=chosen.number * sign,
        beside=(parts.before + parts.after).strip(),
        other=others[0] * sign if others else None,
    )


def _parts(text: str) -> _Parts | None:
    """Take an amount apart; None where anything else stands beside it."""
    return _parts_of(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=16384)
def _parts_of(text: str) -> _Parts | None:
    """Take an amount apart; remembered, because opening a document asks for each several times."""
    cleaned = plain(text).translate(_ARABIC)
    found = list(_BODY.finditer(cleaned))
    if len(found) != 1:
        return None
    body = found[0].group().rstrip(_BLANKS + _APOSTROPHES)
    before, after = cleaned[: found[0].start()], cleaned[found[0].start() + len(body) :]
    negative, is_negative = "-#", False
    if "(" in before and ")" in after:
        before, after = before.replace("(", "", 1), after.replace(")", "", 1)
        negative, is_negative = "(#)", True
    signs = _SIGN.findall(before), _SIGN.findall(after)
    if len(signs[0]) + len(signs[1]) + is_negative > 1:
        return None
    if signs[0] and signs[0][0] != "+":
        negative, is_negative = f"{signs[0][0]}#", True
    elif signs[1]:
        negative, is_negative = f"#{signs[1][0]}", signs[1][0] != "+"
    before, after = _SIGN.sub("", before, count=1), _SIGN.sub("", after, count=1)
    if any(side.strip() and not _BESIDE.fullmatch(side.strip()) for side in (before, after)):
        return None
    return _Parts(before, body, after, negative, is_negative)


@lru_cache(maxsize=16384)
def _readings(body: str) -> tuple[AmountReading, ...]:
    """Return every number that figures with marks can mean, each with the marks that it takes."""
    marks = [mark for mark in (".", ",", "\u066b") if body.count(mark) == 1]
    found = [reading for mark in marks if (reading := _read_with(body, mark))]
    if whole := _whole(body):
        number, group_mark = whole
        if all(reading.number != number for reading in found):
            found.append(AmountReading(number, 0, "", group_mark))
    return tuple(found)


def _read_with(body: str, mark: str) -> AmountReading | None:
    left, _mark, right = body.partition(mark)
    whole = _whole(left) if left else (Decimal(0), "")
    if whole is None or whole[1] == mark or (right and not right.isdecimal()):
        return None
    if len(right) > _MOST_DECIMALS:
        return None
    number = Decimal(f"{whole[0]}.{right}") if right else whole[0]
    return AmountReading(number, len(right), mark, whole[1])


def _whole(text: str) -> tuple[Decimal, str] | None:
    """Return a whole number and its mark of thousands, or None where the groups are not right."""
    marks = {character for character in text if not character.isdecimal()}
    if not marks:
        return Decimal(text), ""
    if len(marks) > 1:
        return None
    mark = marks.pop()
    groups = text.split(mark)
    first, middle, last = groups[0], groups[1:-1], groups[-1]
    sizes = {len(group) for group in middle}
    is_right = (
        len(last) == 3
        and 1 <= len(first) <= 3
        and first != "0"
        and (sizes <= {3} or (sizes == {2} and len(first) <= 2))
        and all(group.isdecimal() for group in groups)
    )
    return (Decimal("".join(groups)), mark) if is_right else None


def _is_of(reading: AmountReading, locale: LocaleFormats) -> bool:
    """Whether a reading takes the marks as they are used in a locale."""
    if reading.decimal_mark:
        return reading.decimal_mark == locale.decimal_mark
    return _same_mark(reading.group_mark, locale.group_mark)


def _agrees(reading: AmountReading, decimal_mark: str) -> bool:
    """Whether a reading can stand beside others with that decimal mark."""
    if reading.decimal_mark:
        return reading.decimal_mark == decimal_mark
    return bool(decimal_mark) and reading.group_mark != decimal_mark


def _is_neutral(reading: AmountReading) -> bool:
    """Whether KlearStack's own habits suggest a reading, as `parse_amount` has them."""
    return (reading.decimal_mark or reading.group_mark) != "," or not reading.decimal_mark


def _same_mark(one: str, other: str) -> bool:
    kinds = (_BLANKS, _APOSTROPHES)
    return one == other or any(one and other and one in k and other in k for k in kinds)


def _decimals(number: Decimal, style: AmountStyle) -> int:
    exponent = number.normalize().as_tuple().exponent
    needed = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return max(style.decimals, needed)


def _written(number: Decimal, style: AmountStyle) -> str:
    decimals = _decimals(number, style)
    whole, _point, fraction = f"{abs(number):.{decimals}f}".partition(".")
    figures = _grouped(whole, style) + (style.decimal_mark + fraction if fraction else "")
    signed = style.negative.replace("#", figures) if number < 0 else figures
    return f"{style.before}{signed}{style.after}"


def _grouped(whole: str, style: AmountStyle) -> str:
    if not style.group_mark:
        return whole
    last, others = style.grouping
    groups = [whole[-last:]]
    rest = whole[:-last]
    while rest:
        groups.insert(0, rest[-others:])
        rest = rest[:-others]
    return style.group_mark.join(groups)
