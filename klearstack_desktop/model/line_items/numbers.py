"""The numbers in the cells of a document: shown for people, kept as the document writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldKind, default_column_map
from klearstack_desktop.model.formats import amounts
from klearstack_desktop.model.formats.customs import NUMBERS, Customs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.formats.amounts import AmountReading, AmountStyle
    from klearstack_desktop.model.formats.locales import LocaleFormats

_EXAMPLES = 50


@dataclass(frozen=True, slots=True)
class CellNumbers:
    """Reads and writes the numbers of a table.

    Attributes:
        locale: how people here write; None until that is known: values are shown and kept as they
            are.
        decimal_mark: the document's, where its amounts show it beyond doubt; else empty.
        styles: for each column how the document writes its numbers; None where the column holds
            none.
    """

    locale: LocaleFormats | None = None
    decimal_mark: str = ""
    styles: tuple[AmountStyle | None, ...] = ()

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return self.styles[column] is not None

    def number(self, value: str) -> Decimal | None:
        """Return the number that a value of the document means, or None."""
        reading = _reading(value, self.decimal_mark)
        return reading.number if reading else None

    def shown(self, column: int, value: str) -> str:
        """Return a value as people here write it; text, and what is odd, as it stands."""
        if self.styles[column] is None or self.locale is None:
            return value
        reading = _reading(value, self.decimal_mark)
        if reading is None or reading.beside:
            return value
        return amounts.show_amount(reading.number, reading.decimals, self.locale)

    def meant(self, column: int, text: str, before: str = "") -> str:
        """Return what a typed or pasted text means, as the document writes it.

        Args:
            column: where it was typed.
            text: understood in the locale, else in the document's own way; what is no number
                stays as it was typed.
            before: the value that stood there; a text that means the same number leaves it.
        """
        style = self.styles[column]
        if style is None or self.locale is None or text == before:
            return text
        if before and text == self.shown(column, before):
            return before
        reading = amounts.read_amount(text, self.locale, style)
        if reading is None or reading.beside:
            return text
        known = _reading(before, self.decimal_mark) if before else None
        if known is not None and known.number == reading.number:
            return before
        return amounts.write_amount(reading.number, style, reading.decimals)

    def said(self, number: Decimal, decimals: int = 2) -> str:
        """Return a number as sentences here say it."""
        if self.locale is None:
            return f"{number:,.{decimals}f}"
        return amounts.show_amount(number, decimals, self.locale)


def numbers_of(table: Table, customs: Customs, locale: LocaleFormats | None) -> CellNumbers:
    """Learn how a table writes its numbers; what it does not show is as in the document's fields.

    Args:
        table: the table as it came.
        customs: those of the document's fields.
        locale: how people here write, or None while that is not known.
    """
    kinds = [default_column_map().describe(name).kind for name in table.columns]
    columns = [column for column, kind in enumerate(kinds) if kind in NUMBERS]
    rows = table.rows[:_EXAMPLES]
    marks = {amounts.settled_mark(row[column].value) for row in rows for column in columns} - {""}
    mark = customs.decimal_mark or (marks.pop() if len(marks) == 1 else "")
    usual = replace(customs.amounts, before="", after="")
    if mark and mark != usual.decimal_mark:
        usual = replace(amounts.KLEARSTACK, decimal_mark=mark)
    styles: list[AmountStyle | None] = []
    for column, kind in enumerate(kinds):
        if kind not in NUMBERS:
            styles.append(None)
            continue
        own = _style((row[column].value for row in rows), mark)
        if own is None:
            own = usual if kind is FieldKind.AMOUNT else replace(usual, decimals=0)
        styles.append(own)
    return CellNumbers(locale, mark, tuple(styles))


def _style(values: Iterable[str], mark: str) -> AmountStyle | None:
    """Return the style of the first number; its marks of thousands may be known by a later one."""
    found = [amounts.style_of(value, mark) for value in values if value.strip()]
    styles = [style for style in found if style is not None]
    if not styles:
        return None
    grouped = next((style for style in styles if style.group_mark), styles[0])
    if grouped.group_mark == styles[0].decimal_mark:
        return styles[0]
    return replace(styles[0], group_mark=grouped.group_mark, grouping=grouped.grouping)


@lru_cache(maxsize=16384)
def _reading(value: str, mark: str) -> AmountReading | None:
    return amounts.amount_in(value, mark)
