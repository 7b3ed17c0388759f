"""What the lines add up to, in words."""

from __future__ import annotations

import pytest

from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.formats.customs import Customs
from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.model.line_items.numbers import CellNumbers, numbers_of
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.sums import (
    Totals,
    amount_column,
    chosen_in_words,
    sums_in_words,
)

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


GOOD, BAD, CHECK, NEUTRAL = Tone.GOOD, Tone.BAD, Tone.CHECK, Tone.NEUTRAL


@pytest.mark.parametrize(
    ("amounts", "totals", "said"),
    [
        (("17,640.00", "8,793.00"), Totals(), [("Lines add up to 26,433.00", NEUTRAL)]),
        (("1.00", "2.00"), Totals("3"), [("Lines add up to 3.00, as the sub-total says", GOOD)]),
        (
            ("1.00", "2.00"),
            Totals("4.5"),
            [("Lines add up to 3.00, the sub-total says 4.50", BAD)],
        ),
        (("1.00", ""), Totals("n/a"), [("Lines add up to 1.00", NEUTRAL)]),
        (
            ("1.00", "two", "?", "-1.00"),
            Totals("1.00"),
            [("Lines add up to 0.00, less rows 2, 3: no readable amount", CHECK)],
        ),
        (
            ("a", "b", "c", "d"),
            Totals(),
            [("Lines add up to 0.00, less rows 1, 2, 3 …: no readable amount", CHECK)],
        ),
        ((), Totals("1.00"), []),
        (
            ("10.00",),
            Totals("10.00", "1.90", "11.90"),
            [
                ("Lines add up to 10.00, as the sub-total says", GOOD),
                ("With tax 1.90 that is 11.90, as the total says", GOOD),
            ],
        ),
        (
            ("10.00",),
            Totals("10.00", "1.90", "12.00"),
            [
                ("Lines add up to 10.00, as the sub-total says", GOOD),
                ("With tax 1.90 that is 11.90, the total says 12.00", BAD),
            ],
        ),
        (
            ("10.00",),
            Totals("", "1.90", "11.90"),
            [
                ("Lines add up to 10.00", NEUTRAL),
                ("With tax 1.90 that is 11.90, as the total says", GOOD),
            ],
        ),
        (
            ("11.90",),
            Totals("", "1.90", "11.90"),
            [("Lines add up to 11.90, as the total says", GOOD)],
        ),
        (
            ("10.00",),
            Totals("10.00", "", "12.00"),
            [
                ("Lines add up to 10.00, as the sub-total says", GOOD),
                ("Without tax, the total says 12.00", BAD),
            ],
        ),
        (
            ("10.00",),
            Totals("10.00", "", "10.00"),
            [("Lines add up to 10.00, as the sub-total says", GOOD)],
        ),
        (
            ("10.00",),
            Totals("-10.00"),
            [("Lines add up to 10.00; the sub-total has the other sign", CHECK)],
        ),
    ],
)
def test_the_sums_are_compared_with_the_totals(
    amounts: tuple[str, ...], totals: Totals, said: list[tuple[str, Tone]]
) -> None:
    sums = sums_in_words(Table("line_items", COLUMNS, rows(*amounts)), CellNumbers(), totals)
    assert [(words.text, words.tone) for words in sums] == said


def test_sums_are_said_as_people_here_write_them() -> None:
    table = Table("line_items", COLUMNS, rows("1,234.50"))
    german = numbers_of(table, Customs(), formats_of("de_DE"))
    sums = sums_in_words(table, german, Totals("1,234.50"))
    assert sums[0].text == "Lines add up to 1.234,50, as the sub-total says"


def test_what_several_chosen_cells_add_up_to() -> None:
    assert chosen_in_words(["1.00", "x", "2.50"], CellNumbers()) == "2 chosen: 3.50"
    assert chosen_in_words(["1.00", "x"], CellNumbers()) == ""
