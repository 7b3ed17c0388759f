"""Amounts that must add up, in any way in which documents write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.amounts import parse_amount
from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.finding import CellFix, FieldFix
from klearstack_desktop.model.findings import examine
from tests.model.rules.subjects import bill, found, said

NET_AND_TAX = {"parts": ["net", "tax"], "equals": "total"}
ALL_LINES = {"column": "total", "equals": ["net", "total"]}
TOTAL = FieldKey("total_value")

cents = st.integers(-(10**10), 10**10).map(lambda number: Decimal(number).scaleb(-2))


@given(cents, cents)
def test_what_adds_up_is_never_complained_of(net: Decimal, tax: Decimal) -> None:
    assert not said(bill(net=str(net), tax=str(tax), total=str(net + tax)), "sum", **NET_AND_TAX)


@given(cents, cents, st.integers(2, 10**6))
def test_what_does_not_add_up_is_found_and_its_fix_is_right(
    net: Decimal, tax: Decimal, off: int
) -> None:
    wrong = net + tax + Decimal(off).scaleb(-2)
    (finding,) = found(bill(net=str(net), tax=str(tax), total=str(wrong)), "sum", **NET_AND_TAX)
    assert isinstance(finding.fix, FieldFix)
    assert finding.fix.key == finding.key == TOTAL
    assert parse_amount(finding.fix.value) == net + tax


@pytest.mark.parametrize(
    ("currency", "off", "is_found"),
    [
        ("EUR", "0.01", False),
        ("EUR", "0.02", True),
        ("JPY", "1", False),
        ("JPY", "2", True),
        ("KWD", "0.001", False),
        ("KWD", "0.002", True),
        ("", "0.02", True),
    ],
)
def test_a_sum_may_be_off_by_the_smallest_amount_of_its_currency(
    currency: str, off: str, is_found: bool
) -> None:
    total = str(Decimal(119) + Decimal(off))
    document = bill(currency=currency, net="100", tax="19", total=total)
    assert bool(said(document, "sum", **NET_AND_TAX)) is is_found


def test_the_tolerance_can_be_stated() -> None:
    document = bill(currency="EUR", net="100.00", tax="19.00", total="119.05")
    assert not said(document, "sum", tolerance=5, **NET_AND_TAX)
    assert said(document, "sum", tolerance=4, **NET_AND_TAX)


def test_a_wrong_sum_says_what_it_should_be() -> None:
    document = bill(currency="EUR", net="46,565.55", tax="8,847.45", total="55,431.00")
    (finding,) = found(document, "sum", **NET_AND_TAX)
    assert finding.sentence == "Sub-total and tax make 55,413.00"
    assert finding.fix == FieldFix("Use 55,413.00", TOTAL, "55,413.00")


@pytest.mark.parametrize(
    ("net", "tax", "wrong", "fixed"),
    [
        ("1.000,00", "190,00", "1.109,00", "1.190,00"),
        ("1 000,00", "190,00", "1 109,00", "1 190,00"),
        ("1,000.00", "190.00", "1,109.00", "1,190.00"),
        ("1'000.00", "190.00", "1'109.00", "1'190.00"),
        ("€ 1.000,00", "€ 190,00", "€ 1.109,00", "€ 1.190,00"),
        ("1,00,000.00", "18,000.00", "1,81,000.00", "1,18,000.00"),
    ],
)
def test_a_fix_is_written_as_the_document_writes(
    net: str, tax: str, wrong: str, fixed: str
) -> None:
    document = bill(currency="EUR", net=net, tax=tax, total=wrong)
    (finding,) = found(document, "sum", **NET_AND_TAX)
    assert isinstance(finding.fix, FieldFix)
    assert finding.fix.value == fixed


def test_what_could_be_two_numbers_is_read_as_the_other_amounts_are() -> None:
    german = bill(currency="EUR", net="1.500", tax="285,00", total="1.785,00")
    assert not said(german, "sum", **NET_AND_TAX)
    by_klearstack = bill(currency="EUR", net="1.500", tax="0.285", total="1.785")
    assert not said(by_klearstack, "sum", **NET_AND_TAX)


@pytest.mark.parametrize("broken", ["net", "tax", "total"])
@pytest.mark.parametrize("value", ["", "  ", "twelve", "1.2.3,4,5", "9" * 300, "9" * 40, "12-26"])
def test_a_value_that_cannot_be_read_is_no_wrong_sum(broken: str, value: str) -> None:
    document = bill(**{"net": "100", "tax": "19", "total": "120", broken: value})
    assert not said(document, "sum", **NET_AND_TAX)


def test_a_value_that_cannot_be_read_is_a_finding_of_its_own() -> None:
    document = bill(currency="EUR", net="twelve", tax="19", total="120")
    (finding,) = examine(document, Draft())
    assert (finding.code, finding.key) == ("unreadable", FieldKey("sub_total_value"))


def test_a_missing_field_breaks_no_sum_and_an_optional_part_counts_where_it_is() -> None:
    assert not said(bill(net="100", total="120"), "sum", **NET_AND_TAX)
    parts = {"optional": ["cgst_value", "sgst_value", "igst_value"], "equals": "tax"}
    assert not said(bill(tax="18"), "sum", **parts)
    assert not said(bill(tax="18", CGST_Value="9", SGST_Value="9"), "sum", **parts)
    assert said(bill(tax="18", CGST_Value="9", SGST_Value="8"), "sum", **parts)


@pytest.mark.parametrize("signs", ["---", "+++", "--+", "++-"])
def test_the_signs_of_a_credit_note_count_for_nothing(signs: str) -> None:
    net, tax, total = (
        f"{'-' if sign == '-' else ''}{value}"
        for sign, value in zip(signs, ("100.00", "19.00", "119.00"), strict=True)
    )
    document = bill(net=net, tax=tax, total=total)
    assert not said(document, "sum", ignore_sign=True, **NET_AND_TAX)
    wrong = bill(net=net, tax=tax, total=total.replace("119", "191"))
    (finding,) = found(wrong, "sum", ignore_sign=True, **NET_AND_TAX)
    assert isinstance(finding.fix, FieldFix)
    assert finding.fix.value == total


def line(total: str, quantity: str = "", price: str = "") -> tuple[str, str, str, str]:
    return ("Roses", quantity, price, total)


def test_lines_add_up_to_the_sub_total_or_to_the_total() -> None:
    lines = (line("40.00"), line("60.00"))
    assert not said(bill(*lines, net="100.00", total="119.00"), "lines", **ALL_LINES)
    assert not said(bill(*lines, net="84.03", total="100.00"), "lines", **ALL_LINES)
    (finding,) = found(bill(*lines, net="110.00", total="119.00"), "lines", **ALL_LINES)
    assert finding.sentence == "Lines add up to 100.00"
    assert finding.fix == FieldFix("Use 100.00", FieldKey("sub_total_value"), "100.00")
    (finding,) = found(bill(*lines, total="119.00"), "lines", **ALL_LINES)
    assert finding.key == TOTAL


@given(st.lists(cents, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_lines_add_up_in_any_order(amounts: list[Decimal], chance: object) -> None:
    total = str(sum(amounts))
    assert not said(bill(*(line(str(a)) for a in amounts), net=total), "lines", **ALL_LINES)
    assert not said(
        bill(*(line(str(a)) for a in reversed(amounts)), net=total), "lines", **ALL_LINES
    )


def test_empty_cells_add_nothing_and_unreadable_ones_nothing_can_be_said_of() -> None:
    assert not said(bill(line("100.00"), line(""), net="100.00"), "lines", **ALL_LINES)
    assert not said(bill(line("100.00"), line("?"), net="90.00"), "lines", **ALL_LINES)
    assert not said(bill(line(""), net="90.00"), "lines", **ALL_LINES)
    assert not said(bill(net="90.00"), "lines", **ALL_LINES)


def test_a_line_that_is_not_quantity_times_price_is_named_with_its_cell() -> None:
    document = bill(line("13.50", "3", "4.50"), line("9.80", "2", "4.50"), line("", "2", "4.50"))
    (finding,) = found(document, "product")
    assert finding.sentence == "Row 2: 2 × 4.50 is 9.00"
    assert (finding.table, finding.row, finding.column) == ("line_items", 1, 3)
    assert finding.fix == CellFix("Use 9.00", "line_items", 1, 3, "9.00")


@given(st.integers(1, 10**4), st.integers(1, 10**6))
def test_products_are_right_to_the_last_digit(quantity: int, price: int) -> None:
    unit = Decimal(price).scaleb(-3)
    total = str(round(quantity * unit, 2))
    assert not said(bill(line(total, str(quantity), str(unit))), "product")


def test_a_product_that_another_column_changes_is_left_alone() -> None:
    document = bill(("Roses", "2", "4.50", "8.00"))
    assert said(document, "product")
    assert not said(document, "product", unless=["description"])
