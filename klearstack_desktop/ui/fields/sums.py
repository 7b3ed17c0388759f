"""Adding up the line items, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from klearstack_desktop.model.amounts import display_amount, parse_amount
from klearstack_desktop.model.fieldmap import FieldKind, default_column_map
from klearstack_desktop.ui.chips import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.document import Row

_LINE_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class SumInWords:
    """One sentence below the lines; empty where there is nothing to add up."""

    text: str = ""
    tone: Tone = Tone.NEUTRAL


def amount_column(columns: Sequence[str]) -> int | None:
    """Return the index of the column of line totals, or None where none can be told to be it."""
    definitions = [default_column_map().describe(name) for name in columns]
    for index, definition in enumerate(definitions):
        if definition.name == _LINE_TOTAL:
            return index
    amounts = [i for i, d in enumerate(definitions) if d.kind is FieldKind.AMOUNT]
    return amounts[-1] if len(amounts) > 1 else None


def sum_in_words(columns: Sequence[str], rows: Sequence[Row], subtotal: str) -> SumInWords:
    """Say what the lines add up to, and whether the sub-total agrees.

    Args:
        columns: the names of the table's columns.
        rows: its rows.
        subtotal: the sub-total as it stands in its field; may be empty or unreadable.
    """
    column = amount_column(columns)
    if column is None or not rows:
        return SumInWords()
    amounts = [parse_amount(row[column].value) for row in rows]
    unreadable = [
        number
        for number, (row, amount) in enumerate(zip(rows, amounts, strict=True), start=1)
        if amount is None and row[column].value.strip()
    ]
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    words = f"Lines add up to {display_amount(str(total))}"
    if unreadable:
        noun = "row" if len(unreadable) == 1 else "rows"
        named = ", ".join(str(number) for number in unreadable[:3])
        more = " …" if len(unreadable) > 3 else ""
        return SumInWords(f"{words}, less {noun} {named}{more}: no readable amount", Tone.CHECK)
    expected = parse_amount(subtotal) if subtotal.strip() else None
    if expected is None:
        return SumInWords(words)
    if expected == total:
        return SumInWords(f"{words}, as the sub-total says", Tone.GOOD)
    return SumInWords(f"{words}, the sub-total says {display_amount(subtotal)}", Tone.BAD)
