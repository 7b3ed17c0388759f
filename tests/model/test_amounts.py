from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.amounts import display_amount, parse_amount


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("55413.0", "55413.0"),
        ("49,357.00", "49357.00"),
        ("4.218,50", "4218.50"),
        ("4 218,50", "4218.50"),
        ("4\u202f218,50", "4218.50"),
        ("1'234.50", "1234.50"),
        ("12,34,567.00", "1234567.00"),
        ("1.234.567", "1234567"),
        ("1,234", "1234"),
        ("0,5", "0.5"),
        ("1.500", "1.500"),
        ("€ 29,99", "29.99"),
        ("29,99 EUR", "29.99"),
        ("-12.00", "-12.00"),
        ("(12.00)", "-12.00"),
        ("12.00-", "-12.00"),
        ("−7", "-7"),
    ],
)
def test_amounts_are_read_as_they_are_written_in_many_countries(text: str, number: str) -> None:
    assert parse_amount(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "abc", "12 of 13 pieces", "-", "..", "12.3 and 4"])
def test_what_is_no_amount_gives_none(text: str) -> None:
    assert parse_amount(text) is None


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    parse_amount(text)
    display_amount(text, "EUR")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_with_two_decimals_survives_both_ways_of_writing(number: Decimal) -> None:
    english = f"{number:,.2f}"
    continental = english.translate(str.maketrans(",.", ".,"))
    assert parse_amount(english) == number
    assert parse_amount(continental) == number


def test_rows_show_currency_and_grouped_amount() -> None:
    assert display_amount("55413.0", "USD") == "USD 55,413.00"
    assert display_amount("120000", "JPY") == "JPY 120,000"
    assert display_amount("to be agreed", "USD") == "USD to be agreed"
    assert display_amount("", "") == ""
