"""How one document writes its values, learned from those that came with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.model.formats import amounts, dates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from klearstack_desktop.model.document import Document, Field
    from klearstack_desktop.model.formats.amounts import AmountReading, AmountStyle
    from klearstack_desktop.model.formats.dates import DateStyle

NUMBERS = frozenset({FieldKind.AMOUNT, FieldKind.QUANTITY})


@dataclass(frozen=True, slots=True)
class Customs:
    """The habits of a document, by which its ambiguous values are read and new ones are written.

    Attributes:
        date_order: ``dmy``, ``mdy`` or ``ymd`` where the document's dates show it beyond doubt;
            else empty.
        decimal_mark: where the document's amounts show it beyond doubt; else empty.
        dates: the style for a date that has no value of its own to go by.
        amounts: the style for an amount that has no value of its own to go by.
    """

    date_order: str = ""
    decimal_mark: str = ""
    dates: DateStyle = dates.KLEARSTACK
    amounts: AmountStyle = amounts.KLEARSTACK

    def day(self, value: str) -> date | None:
        """Return the day that a value of the document means, or None."""
        return dates.day_of(value, self.date_order)

    def amount(self, value: str) -> AmountReading | None:
        """Return what an amount of the document means, or None."""
        return amounts.amount_in(value, self.decimal_mark)

    def date_style(self, came: str) -> DateStyle:
        """Return how a date is written that came as that value."""
        return dates.style_of(came, self.date_order) or self.dates

    def amount_style(self, came: str, kind: FieldKind) -> AmountStyle:
        """Return how a number is written that came as that value."""
        own = amounts.style_of(came, self.decimal_mark)
        if own is not None:
            return own
        if kind is FieldKind.AMOUNT:
            return self.amounts
        return replace(self.amounts, decimals=0, before="", after="")


def customs_of(document: Document) -> Customs:
    """Learn the habits of a document from its fields as they came."""
    fields = document.fields
    return _learned(
        _came(fields, {FieldKind.DATE}), _came(fields, NUMBERS), _came(fields, {FieldKind.AMOUNT})
    )


@lru_cache(maxsize=64)
def _learned(
    came_dates: tuple[str, ...], came_numbers: tuple[str, ...], came_amounts: tuple[str, ...]
) -> Customs:
    """Learn from values as they came; several who show one document ask for the same."""
    order = _agreed(dates.settled_order(value) for value in came_dates)
    mark = _agreed(amounts.settled_mark(value) for value in came_numbers)
    date_styles = (dates.style_of(value, order) for value in came_dates)
    amount_styles = (amounts.style_of(value, mark) for value in came_amounts)
    usual = replace(amounts.KLEARSTACK, decimal_mark=mark or amounts.KLEARSTACK.decimal_mark)
    return Customs(
        date_order=order,
        decimal_mark=mark,
        dates=next((style for style in date_styles if style), dates.KLEARSTACK),
        amounts=next((style for style in amount_styles if style), usual),
    )


def restyled(text: str, field: Field, customs: Customs) -> str:
    """Return what was read from the page in the style of the field's own value.

    A text that could mean two days or two amounts stays as it is, and so does one that means none.

    Args:
        text: as it stands on the page.
        field: that it goes into; its value as it came tells the style.
        customs: the habits of the document.
    """
    return written_as(text, field.original_value, field.kind, customs)


def written_as(text: str, came: str, kind: FieldKind, customs: Customs) -> str:
    """Return what was read from the page in the style of a value; else as `restyled` has it.

    Args:
        text: as it stands on the page.
        came: the value whose style counts; empty for the document's own.
        kind: what sort of value it is.
        customs: the habits of the document.
    """
    if kind is FieldKind.DATE:
        orders = (customs.date_order,) if customs.date_order else dates.ORDERS
        days = {dates.day_of(text, order) for order in orders}
        day = days.pop() if len(days) == 1 else None
        if day is None:
            return text
        return came if customs.day(came) == day else dates.write_date(day, customs.date_style(came))
    reading = customs.amount(text) if kind in NUMBERS else None
    if reading is None or (reading.other is not None and not customs.decimal_mark):
        return text
    known = customs.amount(came)
    if known is not None and known.number == reading.number:
        return came
    style = customs.amount_style(came, kind)
    return amounts.write_amount(reading.number, style, reading.decimals)


def _came(fields: Iterable[Field], kinds: frozenset[FieldKind] | set[FieldKind]) -> tuple[str, ...]:
    return tuple([field.original_value for field in fields if field.kind in kinds])


def _agreed(found: Iterable[str]) -> str:
    """Return what all say that say anything; empty where they contradict each other."""
    said = {one for one in found if one}
    return said.pop() if len(said) == 1 else ""
