from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.formats.dates import (
    KLEARSTACK,
    DateStyle,
    day_of,
    read_date,
    say_date,
    settled_order,
    show_date,
    style_of,
    write_date,
)
from klearstack_desktop.model.formats.locales import LocaleFormats, formats_of
from tests.model.formats.locale_names import locales

TODAY = date(2026, 11, 22)
days = st.dates(min_value=date(1000, 1, 1))
near_days = st.dates(min_value=date(1950, 1, 1), max_value=date(2046, 12, 31))
marks = st.sampled_from([("-", "-", ""), ("/", "/", ""), (".", ".", ""), (" ", ", ", "")])
styles = st.builds(
    DateStyle,
    order=st.sampled_from(["dmy", "mdy", "ymd"]),
    marks=marks,
    month=st.sampled_from(["figures", "short", "SHORT", "long"]),
    is_padded=st.booleans(),
    has_short_year=st.just(False),
)


def read(text: str, locale: str, own: DateStyle | None = KLEARSTACK) -> date | None:
    return read_date(text, formats_of(locale), TODAY, own)


@given(days, locales)
def test_what_is_shown_is_read_as_what_it_was(day: date, locale: LocaleFormats) -> None:
    assert read_date(show_date(day, locale), locale, TODAY) == day


@given(near_days, locales)
def test_figures_without_marks_are_read_in_the_order_of_the_locale(
    day: date, locale: LocaleFormats
) -> None:
    for year in (f"{day.year:04d}", f"{day.year % 100:02d}"):
        parts = {"d": f"{day.day:02d}", "m": f"{day.month:02d}", "y": year}
        figures = "".join(parts[part] for part in locale.date_order)
        if len(figures) == 8 or abs(day.year - 2006) < 40:
            assert read_date(figures, locale, TODAY) == day


@given(near_days, locales)
def test_month_names_of_the_locale_and_english_ones_are_read(
    day: date, locale: LocaleFormats
) -> None:
    for name, month in locale.months.items():
        if month == day.month and " " not in name and not name[0].isdecimal():
            assert read_date(f"{day.day} {name} {day.year}", locale, TODAY) == day
            assert read_date(f"{name} {day.day}, {day.year}", locale, TODAY) == day


@given(days, styles)
def test_what_is_written_is_read_as_that_day_and_teaches_its_style(
    day: date, style: DateStyle
) -> None:
    text = write_date(day, style)
    assert day_of(text, style.order) == day
    learned = style_of(text, style.order)
    assert learned is not None
    assert write_date(day, learned) == text


@given(st.text(max_size=30), locales)
def test_any_text_is_survived(text: str, locale: LocaleFormats) -> None:
    read_date(text, locale, TODAY)
    style_of(text)
    settled_order(text)


@pytest.mark.parametrize(
    ("locale", "text", "day"),
    [
        ("en_GB", "t", date(2026, 11, 22)),
        ("en_GB", "T", date(2026, 11, 22)),
        ("en_GB", "+3", date(2026, 11, 25)),
        ("en_GB", "-1", date(2026, 11, 21)),
        ("en_GB", "+30", date(2026, 12, 22)),
        ("en_GB", "15", date(2026, 11, 15)),
        ("en_GB", "15/8", date(2026, 8, 15)),
        ("en_US", "8/15", date(2026, 8, 15)),
        ("en_US", "15/8", date(2026, 8, 15)),
        ("en_US", "3/4", date(2026, 3, 4)),
        ("en_GB", "3/4", date(2026, 4, 3)),
        ("sv_SE", "3/4", date(2026, 3, 4)),
        ("de_DE", "15.8.", date(2026, 8, 15)),
        ("de_DE", "150825", date(2025, 8, 15)),
        ("de_DE", "1508", date(2026, 8, 15)),
        ("en_US", "081525", date(2025, 8, 15)),
        ("ja_JP", "250815", date(2025, 8, 15)),
        ("ja_JP", "2025年8月15日", date(2025, 8, 15)),
        ("de_DE", "20250815", date(2025, 8, 15)),
        ("de_DE", "15. August 2025", date(2025, 8, 15)),
        ("es_ES", "15 de agosto de 2025", date(2025, 8, 15)),
        ("fr_FR", "15 août 25", date(2025, 8, 15)),
        ("pl_PL", "15 sie 2025", date(2025, 8, 15)),
        ("de_DE", "26-Jul-2025", date(2025, 7, 26)),
        ("ar_EG", "١٥/٠٨/٢٠٢٥", date(2025, 8, 15)),
        ("en_GB", "1.1.46", date(2046, 1, 1)),
        ("en_GB", "1.1.47", date(1947, 1, 1)),
    ],
)
def test_dates_are_read_as_people_type_them(locale: str, text: str, day: date) -> None:
    assert read(text, locale) == day


@pytest.mark.parametrize(
    "text",
    ["", "31/2", "32", "0", "soon", "13.13", "1/2/3/4", "99/99/2025", "08/2025", "5 Smarch", "+"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read(text, "en_GB") is None


def test_where_the_locale_makes_no_day_the_document_says_the_order() -> None:
    own = DateStyle(order="dmy", month="figures")
    assert read("25/12/2025", "en_US", own) == date(2025, 12, 25)
    assert read("01-02-2025", "ja_JP", own) == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("came", "text"),
    [
        ("26-Jul-2025", "04-May-2026"),
        ("26-JUL-2025", "04-MAY-2026"),
        ("2023-10-11", "2026-05-04"),
        ("2023/10/11", "2026/05/04"),
        ("26.7.25", "4.5.26"),
        ("26.07.25", "04.05.26"),
        ("July 26, 2025", "May 04, 2026"),
        ("04/25/2026", "05/04/2026"),
        ("25/04/2026", "04/05/2026"),
    ],
)
def test_a_new_date_is_written_as_the_document_writes(came: str, text: str) -> None:
    style = style_of(came)
    assert style is not None
    assert write_date(date(2026, 5, 4), style) == text


def test_a_year_that_two_figures_would_misplace_is_written_out() -> None:
    style = style_of("26.07.25")
    assert style is not None
    assert write_date(date(1999, 5, 4), style) == "04.05.1999"


@pytest.mark.parametrize(
    ("value", "order"),
    [("04/25/2026", "mdy"), ("25/04/2026", "dmy"), ("2026-04-25", "ymd"), ("03/04/2026", "")],
)
def test_a_value_settles_the_order_only_beyond_doubt(value: str, order: str) -> None:
    assert settled_order(value) == order


def test_what_settles_the_order_settles_what_is_ambiguous() -> None:
    assert day_of("03/04/2026", "mdy") == date(2026, 3, 4)
    assert day_of("03/04/2026", "dmy") == day_of("03/04/2026") == date(2026, 4, 3)


def test_a_day_is_said_so_that_nobody_mistakes_it() -> None:
    assert say_date(date(2025, 8, 15), beside="15/8") == "Fri 15 Aug 2025"
    assert say_date(date(2025, 8, 15), beside="15.08.2025") == "Fri 15 Aug"
