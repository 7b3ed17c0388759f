"""Adding up the line items, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import FieldKind, default_column_map
from klearstack_desktop.ui.chips import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.line_items.numbers import CellNumbers

_LINE_TOTAL = "total"
_CENTS = 2
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines are compared with, as it stands in its fields; may be empty or unreadable."""

    net: str = ""
    tax: str = ""
    total: str = ""


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


def sums_in_words(table: Table, numbers: CellNumbers, totals: Totals) -> tuple[SumInWords, ...]:
    """Say what the lines add up to, and whether sub-total, tax and total agree.

    Args:
        table: with the draft laid over.
        numbers: how its numbers are read, and said.
        totals: what the lines are compared with.
    """
    column = amount_column(table.columns)
    if column is None or not table.rows:
        return ()
    texts = [row[column].value for row in table.rows]
    amounts = [numbers.number(text) if text.strip() else Decimal(0) for text in texts]
    unreadable = [str(place) for place, amount in enumerate(amounts, start=1) if amount is None]
    lines = sum((amount for amount in amounts if amount is not None), Decimal(0))
    words = f"Lines add up to {_said(lines, numbers)}"
    if unreadable:
        noun = "row" if len(unreadable) == 1 else "rows"
        more = " …" if len(unreadable) > 3 else ""
        named = ", ".join(unreadable[:3])
        left_out = f"{words}, less {noun} {named}{more}: no readable amount"
        return (SumInWords(left_out, Tone.CHECK),)
    net, tax, total = (_number(text, numbers) for text in (totals.net, totals.tax, totals.total))
    if net is not None:
        return (_compared(words, lines, net, "sub-total", numbers), *_sum(net, tax, total, numbers))
    if tax is not None and total is not None and lines != total:
        return (SumInWords(words), *_sum(lines, tax, total, numbers))
    if total is not None:
        return (_compared(words, lines, total, "total", numbers),)
    return (SumInWords(words),)


def chosen_in_words(values: Iterable[str], numbers: CellNumbers) -> str:
    """Say what several chosen cells add up to; empty where fewer than two of them are numbers."""
    found = [number for value in values if (number := numbers.number(value)) is not None]
    if len(found) < _FEWEST:
        return ""
    return f"{len(found)} chosen: {_said(sum(found, Decimal(0)), numbers)}"


def _sum(
    net: Decimal, tax: Decimal | None, total: Decimal | None, numbers: CellNumbers
) -> tuple[SumInWords, ...]:
    """Say whether sub-total and tax make the total."""
    if total is None:
        return ()
    if tax is None:
        return (_compared("Without tax", net, total, "total", numbers),) if net != total else ()
    words = f"With tax {_said(tax, numbers)} that is {_said(net + tax, numbers)}"
    return (_compared(words, net + tax, total, "total", numbers),)


def _compared(
    words: str, found: Decimal, stated: Decimal, name: str, numbers: CellNumbers
) -> SumInWords:
    if found == stated:
        return SumInWords(f"{words}, as the {name} says", Tone.GOOD)
    if found == -stated:
        return SumInWords(f"{words}; the {name} has the other sign", Tone.CHECK)
    return SumInWords(f"{words}, the {name} says {_said(stated, numbers)}", Tone.BAD)


def _number(text: str, numbers: CellNumbers) -> Decimal | None:
    return numbers.number(text) if text.strip() else None


def _said(number: Decimal, numbers: CellNumbers) -> str:
    exponent = number.as_tuple().exponent
    written = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return numbers.said(number, max(_CENTS, written))
