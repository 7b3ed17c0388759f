"""What the lines add up to, in words."""

from __future__ import annotations

import pytest

from klearstack_desktop.model.document import Cell, Row
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.sums import amount_column, sum_in_words

COLUMNS = ("description", "quantity", "Total")


def rows(*amounts: str) -> tuple[Row, ...]:
    return tuple(Row((Cell("x"), Cell("1"), Cell(amount))) for amount in amounts)


@pytest.mark.parametrize(
    ("columns", "index"),
    [
        (COLUMNS, 2),
        (("line_total", "description"), 0),
        (("rate", "amount"), 1),
        (("rate",), None),
        (("description", "colour"), None),
        ((), None),
    ],
)
def test_the_column_of_line_totals_is_found(columns: tuple[str, ...], index: int | None) -> None:
    assert amount_column(columns) == index


@pytest.mark.parametrize(
    ("amounts", "subtotal", "sentence", "tone"),
    [
        (("17,640.00", "28,980.00", "8,793.00"), "", "Lines add up to 55,413.00", Tone.NEUTRAL),
        (("1.00", "2.00"), "3", "Lines add up to 3.00, as the sub-total says", Tone.GOOD),
        (("1.00", "2.00"), "4.5", "Lines add up to 3.00, the sub-total says 4.50", Tone.BAD),
        (("1.00", ""), "n/a", "Lines add up to 1.00", Tone.NEUTRAL),
        (
            ("1.00", "two", "?", "-1.00"),
            "1.00",
            "Lines add up to 0.00, less rows 2, 3: no readable amount",
            Tone.CHECK,
        ),
        (
            ("a", "b", "c", "d"),
            "",
            "Lines add up to 0.00, less rows 1, 2, 3 …: no readable amount",
            Tone.CHECK,
        ),
        ((), "1.00", "", Tone.NEUTRAL),
    ],
)
def test_the_sum_is_compared_with_the_subtotal(
    amounts: tuple[str, ...], subtotal: str, sentence: str, tone: Tone
) -> None:
    words = sum_in_words(COLUMNS, rows(*amounts), subtotal)
    assert (words.text, words.tone) == (sentence, tone)
