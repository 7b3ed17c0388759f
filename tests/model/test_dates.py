from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.dates import display_date, parse_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("26-Jul-2025", date(2025, 7, 26)),
        ("2026/07/26", date(2026, 7, 26)),
        ("2026-07-26", date(2026, 7, 26)),
        ("26.07.2026", date(2026, 7, 26)),
        ("03/04/2026", date(2026, 4, 3)),
        ("04/25/2026", date(2026, 4, 25)),
        ("July 26, 2026", date(2026, 7, 26)),
    ],
)
def test_dates_are_read_in_the_usual_layouts(text: str, day: date) -> None:
    assert parse_date(text) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_survives_klearstacks_layout(day: date) -> None:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    text = f"{day.day:02d}-{months[day.month - 1]}-{day.year:04d}"
    assert parse_date(text) == day
    assert parse_date(display_date(text)) == day


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    display_date(text)


def test_what_is_no_date_is_shown_as_it_is() -> None:
    assert display_date(" upon receipt ") == "upon receipt"
