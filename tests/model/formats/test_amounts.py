from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.formats.amounts import (
    KLEARSTACK,
    AmountStyle,
    amount_in,
    read_amount,
    settled_mark,
    show_amount,
    style_of,
    write_amount,
)
from klearstack_desktop.model.formats.locales import LocaleFormats, formats_of
from tests.model.formats.locale_names import LOCALES, locales

numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
any_numbers = st.integers(0, 5).flatmap(
    lambda places: st.decimals(min_value=-(10**9), max_value=10**9, places=places)
)
styles = st.builds(
    AmountStyle,
    decimal_mark=st.sampled_from(".,"),
    group_mark=st.just(""),
    decimals=st.integers(0, 4),
    negative=st.sampled_from(["-#", "#-", "(#)", "−#"]),
    before=st.sampled_from(["", "€ ", "USD "]),
    after=st.just(""),
)


def number_in(text: str, locale: str, own: AmountStyle | None = KLEARSTACK) -> Decimal | None:
    reading = read_amount(text, formats_of(locale), own)
    return reading.number if reading else None


@given(any_numbers, locales, st.integers(0, 4))
def test_what_is_shown_is_read_as_what_it_was(
    number: Decimal, locale: LocaleFormats, decimals: int
) -> None:
    reading = read_amount(show_amount(number, decimals, locale), locale)
    assert reading is not None
    assert reading.number == number


@given(any_numbers, styles)
@example(Decimal("1.234"), AmountStyle(",", "."))
@example(Decimal(1500), AmountStyle(",", ".", decimals=0))
def test_what_is_written_is_read_as_that_number_by_everybody(
    number: Decimal, style: AmountStyle
) -> None:
    text = write_amount(number, style)
    assert parse_amount(text) == number
    assert (found := amount_in(text, style.decimal_mark))
    assert found.number == number


@given(any_numbers, styles)
def test_a_style_is_learned_from_what_it_wrote(number: Decimal, style: AmountStyle) -> None:
    text = write_amount(number, style)
    learned = style_of(text, style.decimal_mark)
    assert learned is not None
    assert write_amount(number, learned) == text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("own", [None, KLEARSTACK, AmountStyle(",", "."), AmountStyle(".", ",")])
def test_123_comma_00_is_a_hundred_and_twenty_three_everywhere(
    locale: str, own: AmountStyle | None
) -> None:
    for text in ("123,00", "123.00", "12.300,00", "12,300.00"):
        assert number_in(text, locale, own) in {Decimal(123), Decimal(12300)}
    assert number_in("123,00", locale, own) == Decimal(123)
    assert number_in("123.00", locale, own) == Decimal(123)


@given(numbers, locales, st.sampled_from([None, KLEARSTACK, AmountStyle(",", ".")]))
def test_two_decimals_survive_in_the_marks_of_any_other_country(
    number: Decimal, locale: LocaleFormats, own: AmountStyle | None
) -> None:
    english = f"{number:,.2f}"
    for text in (english, english.translate(str.maketrans(",.", ".,")), english.replace(",", "'")):
        reading = read_amount(text, locale, own)
        assert reading is not None
        assert reading.number == number


@pytest.mark.parametrize(
    ("locale", "text", "number", "other"),
    [
        ("de_DE", "1.500", "1500", "1.5"),
        ("en_US", "1.500", "1.5", "1500"),
        ("en_US", "1,500", "1500", "1.5"),
        ("de_DE", "1,500", "1.5", "1500"),
        ("fr_FR", "1.500", "1.5", "1500"),
        ("de_DE", "0.500", "0.5", None),
        ("de_DE", "1.50", "1.5", None),
        ("en_US", "1.234.567", "1234567", None),
    ],
)
def test_two_meanings_are_told_and_the_locale_goes_before_the_document(
    locale: str, text: str, number: str, other: str | None
) -> None:
    reading = read_amount(text, formats_of(locale), KLEARSTACK)
    assert reading is not None
    assert reading.number == Decimal(number)
    assert reading.other == (Decimal(other) if other else None)


def test_where_the_locale_does_not_say_the_document_does() -> None:
    for own, number in ((AmountStyle("."), "1.5"), (AmountStyle(",", "."), "1500")):
        assert number_in("1.500", "sv_SE", own) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4 218,50", "4218.50"),
        ("4\u00a0218,50", "4218.50"),
        ("4\u202f218,50", "4218.50"),
        ("1'234,50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("12,34,567.00", "1234567"),
        ("-12,5", "-12.5"),
        ("12,5-", "-12.5"),
        ("(12,50)", "-12.5"),
        ("−7", "-7"),
        ("+7", "7"),
        ("€ 29,99", "29.99"),
        ("29,99 €", "29.99"),
        ("USD 29.99", "29.99"),
        ("29,99 kr", "29.99"),
        ("19 %", "19"),
        (",5", "0.5"),
        ("12,", "12"),
        ("١٬٢٣٤٫٥٠", "1234.5"),
        ("१२३.५०", "123.5"),
    ],
)
def test_amounts_are_read_however_they_are_marked(text: str, number: str) -> None:
    assert number_in(text, "de_DE") == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12 of 13 pieces",
        "-",
        "..",
        "1,23,4",
        "12 50",
        "--5",
        "(5",
        "1.2.3",
        "1e5",
        "5-5",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert number_in(text, "en_US") is None


@given(st.text(max_size=40), locales)
def test_any_text_is_survived(text: str, locale: LocaleFormats) -> None:
    read_amount(text, locale, KLEARSTACK)
    style_of(text)
    settled_mark(text)


def test_the_currency_is_kept_aside() -> None:
    reading = read_amount("1.234,50 €", formats_of("de_DE"))
    assert reading is not None
    assert (reading.number, reading.beside) == (Decimal("1234.50"), "€")


@pytest.mark.parametrize(
    ("came", "number", "text"),
    [
        ("55413.0", "55420", "55420.0"),
        ("55413.0", "55420.25", "55420.25"),
        ("1.500", "2", "2.000"),
        ("4.218,50", "1234567", "1.234.567,00"),
        ("€ 29,99", "-30", "€ -30,00"),
        ("29,99 EUR", "30", "30,00 EUR"),
        ("(12.00)", "-5", "(5.00)"),
        ("12,34,567.00", "9876543.5", "98,76,543.50"),
        ("18%", "19", "19%"),
    ],
)
def test_a_new_amount_is_written_as_the_document_writes(came: str, number: str, text: str) -> None:
    style = style_of(came)
    assert style is not None
    assert write_amount(Decimal(number), style) == text


@pytest.mark.parametrize(
    ("value", "mark"),
    [("4.218,50", ","), ("55413.0", "."), ("1.500", ""), ("1,234", ""), ("x", "")],
)
def test_a_value_settles_the_decimal_mark_only_beyond_doubt(value: str, mark: str) -> None:
    assert settled_mark(value) == mark


def test_what_settles_the_mark_settles_what_is_ambiguous() -> None:
    for mark, number in ((",", "1.234"), (".", "1234"), ("", "1234")):
        reading = amount_in("1,234", mark)
        assert reading is not None
        assert reading.number == Decimal(number)
