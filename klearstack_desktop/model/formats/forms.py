"""What an editor shows of a value, and what it makes of what is typed.

A form holds one field of one document in one locale. ``shown`` and ``meant`` fit together: what is
shown means the value that it is shown for, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from klearstack_desktop.model.fieldmap import FieldKind
from klearstack_desktop.model.formats import amounts, dates
from klearstack_desktop.model.formats.customs import NUMBERS, Customs

if TYPE_CHECKING:
    from datetime import date

    from klearstack_desktop.model.document import Field
    from klearstack_desktop.model.formats.locales import LocaleFormats

_DECIMALS = {"JPY": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3, "JOD": 3}
_USUAL_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a typed text means.

    Attributes:
        value: what is kept and sent: in the document's own style, or the text as it was typed.
        said: how the text was understood, for people; empty where it cannot be misunderstood.
        is_doubtful: the text could mean something else as well.
        brief: the most telling part of what is said, for where there is little room.
    """

    value: str
    said: str = ""
    is_doubtful: bool = False
    brief: str = ""


class Form(Protocol):
    """How one field is shown and typed."""

    def shown(self, value: str) -> str:
        """Return what stands in the editor for a value; the value itself where it is odd."""

    def meant(self, text: str) -> Meaning:
        """Return what a text means that stands in the editor."""

    def explained(self, value: str) -> Meaning:
        """Return a value with a word on how it is understood."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """How people here write, and what day it is.

    Attributes:
        locale: the conventions of the reviewer.
        today: the present day.
    """

    locale: LocaleFormats
    today: date


@dataclass(frozen=True, slots=True)
class DateForm:
    """A date: shown in the order of the locale, sent as the document writes it.

    Attributes:
        conventions: those of the reviewer.
        customs: those of the document.
        came: the value as it came.
    """

    conventions: Conventions
    customs: Customs
    came: str

    def shown(self, value: str) -> str:
        """Return the day in figures as the locale writes it."""
        day = self.customs.day(value)
        return dates.show_date(day, self.conventions.locale) if day else value

    def meant(self, text: str) -> Meaning:
        """Return the day in the document's style; a text that is no day stays as it is."""
        style = self.customs.date_style(self.came)
        day = dates.read_date(text, self.conventions.locale, self.conventions.today, style)
        if day is None:
            return Meaning(text)
        came = self.customs.day(self.came)
        value = self.came if came == day else dates.write_date(day, style)
        return Meaning(value, dates.say_date(day, beside=text), brief=dates.say_weekday(day))

    def explained(self, value: str) -> Meaning:
        """Return the value with its day in words."""
        day = self.customs.day(value)
        if day is None:
            return Meaning(value)
        said = dates.say_date(day, beside=self.shown(value))
        return Meaning(value, said, brief=dates.say_weekday(day))

    def day(self, value: str) -> date | None:
        """Return the day that a value means, for a calendar."""
        return self.customs.day(value)

    def value_of(self, day: date) -> str:
        """Return a day that was picked, in the document's style."""
        return self.meant(dates.show_date(day, self.conventions.locale)).value

    def moved(self, value: str, days: int) -> str:
        """Return the value some days later; from today where it is no date."""
        start = self.customs.day(value)
        if start is None:
            return self.value_of(self.conventions.today)
        try:
            return self.value_of(start + timedelta(days=days))
        except OverflowError:
            return value


@dataclass(frozen=True, slots=True)
class NumberForm:
    """An amount, a quantity or a percentage: shown with the marks of the locale.

    Attributes:
        conventions: those of the reviewer.
        customs: those of the document.
        came: the value as it came.
        kind: amount or quantity.
        decimals: at least so many are shown.
        unit: what stands beside the figures: a currency or a percent sign; may be empty.
    """

    conventions: Conventions
    customs: Customs
    came: str
    kind: FieldKind = FieldKind.AMOUNT
    decimals: int = _USUAL_DECIMALS
    unit: str = ""

    def shown(self, value: str) -> str:
        """Return the number with the marks of the locale; no decimal that came is left out."""
        reading = self.customs.amount(value)
        if reading is None:
            return value
        decimals = max(self.decimals, reading.decimals)
        return amounts.show_amount(reading.number, decimals, self.conventions.locale)

    def meant(self, text: str) -> Meaning:
        """Return the number in the document's style; a text that is none stays as it is."""
        came = self.customs.amount(self.came)
        if came is not None and text == self.shown(self.came):
            return Meaning(self.came)
        style = self.customs.amount_style(self.came, self.kind)
        reading = amounts.read_amount(text, self.conventions.locale, style)
        if reading is None:
            return Meaning(text)
        if came is not None and came.number == reading.number:
            value = self.came
        else:
            value = amounts.write_amount(reading.number, style, reading.decimals)
        said = self.shown(value)
        if self._drops(reading.beside, style):
            return Meaning(value, f"{said}, without {reading.beside}", is_doubtful=True)
        return Meaning(value, said, is_doubtful=reading.other is not None)

    def _drops(self, beside: str, style: amounts.AmountStyle) -> bool:
        """Whether a currency was typed that has no place in the value and is not the document's."""
        kept = (style.before + style.after).strip().casefold()
        return bool(beside) and beside.casefold() not in {kept, self.unit.casefold(), "%"}

    def explained(self, value: str) -> Meaning:
        """Return the value, with a word where it could be read in another way."""
        reading = self.customs.amount(value)
        if reading is None or reading.other is None or self.customs.decimal_mark:
            return Meaning(value)
        return Meaning(value, f"read as {self.shown(value)}", is_doubtful=True)


def form_for(
    field: Field, conventions: Conventions, customs: Customs, currency: str = ""
) -> Form | None:
    """Return the form of a field; None where what is typed is what is sent.

    Args:
        field: the field; its value as it came decides how it is written.
        conventions: those of the reviewer.
        customs: those of the document.
        currency: the document's currency code, which stands beside its amounts.
    """
    if field.kind is FieldKind.DATE:
        return DateForm(conventions, customs, field.original_value)
    if field.kind not in NUMBERS:
        return None
    is_amount = field.kind is FieldKind.AMOUNT
    code = currency.strip().upper()
    return NumberForm(
        conventions,
        customs,
        field.original_value,
        field.kind,
        _DECIMALS.get(code, _USUAL_DECIMALS) if is_amount else 0,
        code[:4] if is_amount else field.definition.unit,
    )
