"""Which amounts must be typed, and what counts as typing them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from klearstack_desktop.model.policy import Policy
from klearstack_desktop.model.slips.confirmation import amount_to_confirm, confirms
from tests.model.builders import document, field

LIMITS = Policy(confirm_above={"EUR": Decimal(10000), "INR": Decimal(500000)})


@pytest.mark.parametrize(
    ("total", "currency", "expected"),
    [
        ("10000.00", "EUR", None),
        ("10000.01", "eur", "10000.01"),
        ("-10000.01", "EUR", "10000.01"),
        ("400000", "INR", None),
        ("500000.5", "INR", "500000.5"),
        ("999999999", "USD", None),
        ("10000.01", "", "10000.01"),
        ("9999", "", None),
        ("much", "EUR", None),
    ],
)
def test_the_limit_of_the_currency_counts_and_the_lowest_where_none_is_named(
    total: str, currency: str, expected: str | None
) -> None:
    shown = document(field("total_value", total), field("currency_value", currency))
    amount = amount_to_confirm(shown, LIMITS)
    assert amount == (None if expected is None else Decimal(expected))


def test_without_a_limit_nothing_is_confirmed() -> None:
    shown = document(field("total_value", "1e9"), field("currency_value", ""))
    assert amount_to_confirm(shown, Policy()) is None


@pytest.mark.parametrize(
    "typed",
    ["55413.5", "55413,50", "55,413.50", "55.413,50", "55 413,50", "55'413.50", "EUR 55,413.50"],
)
def test_an_amount_is_understood_in_any_spelling(typed: str) -> None:
    assert confirms(typed, Decimal("55413.5"))


@pytest.mark.parametrize("typed", ["", "55413", "5541350", "55.4135", "yes", "1e5"])
def test_anything_else_confirms_nothing(typed: str) -> None:
    assert not confirms(typed, Decimal("55413.5"))


def test_a_credit_note_is_confirmed_with_or_without_its_sign() -> None:
    assert confirms("-120,00", Decimal(120))
    assert confirms("120", Decimal(120))
