"""Dates, amounts and currencies as invoices write them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.localserver.reading.amounts import find_amounts, find_currencies
from klearstack_desktop.localserver.reading.dates import find_dates, written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/20/2023", "20-Mar-2023"),
        ("20.03.2023", "20-Mar-2023"),
        ("2023-03-20", "20-Mar-2023"),
        ("8-9-2022", "08-Sep-2022"),
        ("21.05.14", "21-May-2014"),
        ("3 août 2015", "03-Aug-2015"),
        ("1er juillet 2015", "01-Jul-2015"),
        ("19 april 2014", "19-Apr-2014"),
        ("7. Mai 2014", "07-May-2014"),
        ("3. März 2026", "03-Mar-2026"),
        ("August 3 , 2014", "03-Aug-2014"),
        ("Jan 1, 2022", "01-Jan-2022"),
        ("1st of May 2024 or 02 Mei 2024", "02-May-2024"),
        ("14 de julio de 2021", "14-Jul-2021"),
        ("12-Okt-2025", "12-Oct-2025"),
    ],
)
def test_a_date_is_found(text: str, day: str) -> None:
    assert [written(found.day) for found in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text", ["31.02.2024", "INV/2023/03/0008", "1.234.56", "10.11.12.13", "May 2024", "4711-12-3"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert find_dates(text) == []


def test_month_first_concerns_only_what_both_habits_can_write() -> None:
    texts = ("03/04/2023", "20/03/2023", "03.04.2023")
    months = [find_dates(text, month_first=True)[0].day.month for text in texts]
    assert months == [3, 3, 4]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_what_the_service_writes(day: date) -> None:
    assert [found.day for found in find_dates(f"x {written(day)} y")] == [day]


@given(st.text(max_size=80))
def test_no_text_makes_the_search_fail(text: str) -> None:
    for found in find_dates(text):
        assert found.day - found.day == timedelta()
    for amount in find_amounts(text):
        assert text[amount.start : amount.end]
    for currency in find_currencies(text):
        assert len(currency.code) == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$4.11", "4.11"),
        ("€ 717,97", "717.97"),
        ("EUR 34,73", "34.73"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("12,34,567.00", "1234567.00"),
        ("1 234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("-9,32", "-9.32"),
        ("29.99 €", "29.99"),
        ("USD0.00", "0.00"),
    ],
)
def test_an_amount_is_found(text: str, value: str) -> None:
    assert [found.value for found in find_amounts(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    "text", ["21,00 %", "15.00%", "20.03.2023", "1234", "1.234", "v2.10.33", "06-12.50-7"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert find_amounts(text) == []


def test_an_amount_keeps_its_writing_and_its_place() -> None:
    text = "Total: EUR 1.234,56 incl."
    (found,) = find_amounts(text)
    assert found.written == "1.234,56"
    assert text[found.start : found.end] == "1.234,56"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$4.11", "USD"),
        ("HK$ 3.00", "HKD"),
        ("€3.50", "EUR"),
        ("12,00 zł", "PLN"),
        ("Rs. 100.00", "INR"),
        ("CHF 5.00", "CHF"),
        ("All prices are in US Dollars", "USD"),
    ],
)
def test_a_currency_is_found(text: str, code: str) -> None:
    assert [found.code for found in find_currencies(text)] == [code]


def test_letters_inside_words_are_no_currency() -> None:
    assert find_currencies("EURO-Palette INRI OPERS") == []
