"""A document as rules look at it: by the part that a field plays, in numbers and days."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.currencies import minor_digits
from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.fieldmap import (
    FieldDefinition,
    FieldKind,
    FieldRole,
    default_column_map,
)
from klearstack_desktop.model.formats.amounts import amount_in, write_amount
from klearstack_desktop.model.formats.customs import Customs, customs_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from klearstack_desktop.model.document import Document, Field, Table
    from klearstack_desktop.model.known import Known

_MOST_DIGITS = 18
"""Longer numbers are no amounts of this world, and `Decimal` would round them."""

_TWO_NUMBERS = re.compile(r"^[^.,]*\d[.,]\d{3}(?!\d)[^.,]*$")
_TWO_DAYS = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")


class Subject:
    """What the rules of one examination ask of a document; answers are kept for the next rule.

    Fields are named by role (``total``), by internal name (``total_value``), by result label
    (``Inv_Total``) or by the name on the wire, letter case aside; the first of that name counts.

    Args:
        document: with the draft laid over.
        known: what it is compared with.
    """

    def __init__(self, document: Document, known: Known) -> None:
        self.document = document
        self.today: date | None = known.today
        self._fields: dict[str, Field] = {}
        for field in document.fields:
            definition = field.definition
            for name in (field.name, definition.name, *definition.result_labels):
                self._fields.setdefault(name.casefold(), field)
        # A role is a name of its own: what stands first under it is what the card shows.
        for field in reversed(document.fields):
            if field.role is not None:
                self._fields[field.role] = field

    def field(self, name: str) -> Field | None:
        """Return the field of that name, or None."""
        return self._fields.get(name.casefold())

    def value(self, name: str) -> str:
        """Return the value of a field without blanks around it; empty where there is none."""
        found = self.field(name)
        return found.value.strip() if found else ""

    def number(self, name: str) -> Decimal | None:
        """Return the number in a field; None where it is missing, empty or cannot be read."""
        return self.read(self.value(name))

    def read(self, text: str) -> Decimal | None:
        """Return the number that a text of the document means; None where rules cannot reckon so.

        Where ``1.500`` could be two numbers, the document's other amounts decide.
        """
        if not text:
            return None
        if _TWO_NUMBERS.search(text) and (mark := self._customs.decimal_mark):
            reading = amount_in(text, mark)
            number = reading.number if reading else None
        else:
            number = parse_amount(text)
        return number if number is not None and number.adjusted() < _MOST_DIGITS else None

    def written(self, number: Decimal, came: str) -> str:
        """Return a number as the document writes it, rounded to the smallest amount.

        Args:
            number: what to write.
            came: what came from the service where it shall stand; shows how it is written.
        """
        style = self._customs.amount_style(came, FieldKind.AMOUNT)
        return write_amount(round(number, self.digits), style)

    def day(self, name: str) -> date | None:
        """Return the day in a field; None where it is missing, empty or cannot be read."""
        value = self.value(name)
        if _TWO_DAYS.fullmatch(value):
            return self._customs.day(value)
        return parse_date(value) if value else None

    @cached_property
    def _customs(self) -> Customs:
        return customs_of(self.document)

    @cached_property
    def currency(self) -> str:
        """The currency as it stands in its field, in capitals; may be empty or no currency."""
        return self.value(FieldRole.CURRENCY).upper()

    @cached_property
    def digits(self) -> int:
        """How many digits the currency's amounts have after the decimal mark."""
        return minor_digits(self.currency)

    @property
    def unit(self) -> Decimal:
        """The smallest amount of the currency: 0.01 for most."""
        return Decimal(1).scaleb(-self.digits)

    @property
    def lines(self) -> Table | None:
        """The table of line items, or None."""
        return self.document.lines

    def shown(self, number: Decimal) -> str:
        """Return a number as sentences say it: with at least the digits of the currency."""
        exponent = number.as_tuple().exponent
        written = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return f"{number:,.{max(written, self.digits)}f}"


def column_of(table: Table, name: str) -> int | None:
    """Return the index of the first column of that name, letter case aside, or None."""
    wanted = name.casefold()
    for index, column in enumerate(table.columns):
        if wanted in (column.casefold(), definition_of(column).name.casefold()):
            return index
    return None


@lru_cache(maxsize=1024)
def definition_of(column: str) -> FieldDefinition:
    """Return what the field map says about a column."""
    return default_column_map().describe(column)


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: ``net, freight and tax``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
