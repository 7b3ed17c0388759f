"""Checks of single values, of days and of codes that others gave out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.currencies import code_of_symbol, currency_codes, minor_digits
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.finding import FieldFix
from klearstack_desktop.model.rules.checks.codes import KINDS, is_valid
from klearstack_desktop.model.rules.entry import BadRule
from klearstack_desktop.model.rules.patterns import LONGEST_VALUE, safe_pattern
from tests.model.rules.subjects import bill, found, said


def test_a_field_can_be_required_where_the_document_has_it() -> None:
    assert said(bill(po_number_value=" "), "required", fields=["purchase_order"]) == [
        "PO number is required and empty"
    ]
    assert not said(bill(po_number_value="4711"), "required", fields=["purchase_order"])
    assert not said(bill(), "required", fields=["purchase_order"])


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("date", "26-Jul-2026", "26-Jly"),
        ("amount", "1.234,50", "twelve"),
        ("integer", "-12", "12.0"),
        ("integer", "0012", "१२ and"),
    ],
)
def test_a_field_can_be_of_a_format(form: str, good: str, bad: str) -> None:
    keys = {"fields": ["origin_value"], "format": form}
    assert not said(bill(origin_value=good), "format", **keys)
    assert not said(bill(origin_value=""), "format", **keys)
    (sentence,) = said(bill(origin_value=bad), "format", **keys)
    assert sentence.startswith("This cannot be read as a")


def test_a_field_can_be_one_of_some_values() -> None:
    keys = {"field": "Inv_Origin", "values": ["Kenya", "Ecuador"]}
    assert not said(bill(origin_value="kenya"), "one_of", **keys)
    assert not said(bill(origin_value=""), "one_of", **keys)
    assert said(bill(origin_value="Holland"), "one_of", **keys) == [
        "Origin must be one of: Kenya, Ecuador"
    ]


def test_a_field_can_follow_a_pattern_as_a_whole() -> None:
    keys = {"field": "purchase_order", "pattern": r"PO-\d{4,6}"}
    assert not said(bill(po_number_value="PO-12345"), "pattern", **keys)
    assert said(bill(po_number_value="PO-12345x"), "pattern", **keys)
    assert said(bill(po_number_value="PO-" + "1" * LONGEST_VALUE), "pattern", **keys)


@pytest.mark.parametrize(
    "pattern",
    [r"\d+", r"[A-Z]{2}\d{2,8}", r"(?:INV|CN)-?\d+", r"[^\]\\]+", r"(A|B)?\d*[.,]\d\d", r"\$\d+\b"],
)
def test_an_everyday_pattern_is_taken(pattern: str) -> None:
    assert safe_pattern(pattern).pattern == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(a|aa)*b",
        r"(?:a{1,9}){9}",
        r"a*a*a*b",
        r"(.*)\1",
        r"(?=a)a",
        r"(?P<x>a)",
        r"a*?",
        r"a++",
        r"[a",
        r"(a",
        r"a)",
        "a{9999999999999}",
        "x" * 300,
        r"\w+@\w+\.\w+",
        "a|" * 40 + "a",
    ],
)
def test_a_pattern_that_could_take_long_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(BadRule):
        safe_pattern(pattern)


@given(st.text(alphabet="ab01[](){}|*+?^$.\\-,:", max_size=30))
def test_whatever_is_written_is_a_pattern_or_refused(text: str) -> None:
    try:
        pattern = safe_pattern(text)
    except BadRule:
        return
    # Whatever was taken must come to an end on the nastiest of values: else the test is cut off.
    for value in ("a" * LONGEST_VALUE, "ab" * (LONGEST_VALUE // 2), "0" * 99 + "b"):
        assert pattern.fullmatch(value) is None or len(value) <= LONGEST_VALUE


@pytest.mark.parametrize(
    ("due", "is_found"),
    [("25-Jul-2026", True), ("26-Jul-2026", False), ("27-Jul-2026", False), ("soon", False)],
)
def test_a_day_can_be_demanded_not_to_come_before_another(due: str, is_found: bool) -> None:
    document = bill(date="26-Jul-2026", due=due)
    (sentences) = said(document, "not_before", field="due_date", earlier="date")
    assert sentences == (["Due date is before the invoice date"] if is_found else [])


@pytest.mark.parametrize(
    ("day", "is_found"),
    [("22-Nov-2026", False), ("23-Nov-2026", False), ("24-Nov-2026", True), ("31-Dec-9999", True)],
)
def test_a_day_in_the_future_is_found_but_elsewhere_it_may_be_tomorrow(
    day: str, is_found: bool
) -> None:
    assert bool(said(bill(date=day), "not_future", field="date")) is is_found


@pytest.mark.parametrize(
    ("value", "fix"),
    [("eur", "EUR"), ("€", "EUR"), ("£", "GBP"), ("R$", "BRL"), ("$", None), ("EURO5", None)],
)
def test_a_currency_that_is_none_is_found_with_what_is_meant(value: str, fix: str | None) -> None:
    (finding,) = found(bill(currency=value), "currency")
    wanted = FieldFix(f"Use {fix}", FieldKey("currency_value"), fix) if fix else None
    assert finding.fix == wanted


@pytest.mark.parametrize("code", ["EUR", "USD", "COP", "INR", "KWD", "JPY", "XOF", ""])
def test_a_currency_that_exists_is_known(code: str) -> None:
    assert not said(bill(currency=code), "currency")


def test_the_currencies_are_those_of_the_standard() -> None:
    assert len(currency_codes()) > 150
    assert all(len(code) == 3 and code.isupper() for code in currency_codes())
    assert [minor_digits(code) for code in ("EUR", "jpy", "KWD", "CLF", "???")] == [2, 0, 3, 4, 2]
    assert code_of_symbol(" € ") == "EUR"


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("iban", "DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 01"),
        ("bank_account", "GB82WEST12345698765432", "GB82WEST12345698765423"),
        ("bic", "DEUTDEFF500", "DEUTXXFF5"),
        ("eu_vat", "DE136695976", "DE136695978"),
        ("tax_id", "NL123456782B90", "NL123456789B90"),
        ("tax_id", "27AAPFU0939F1ZV", "27AAPFU0939F1ZA"),
        ("gstin", "27AAPFU0939F1ZV", "27AAPFU0939F1Z"),
        ("nit_co", "213.123.432-1", "213.123.432-2"),
        ("gtin", "73513537", "73513536"),
        ("lei", "213800KUD8LAJWSQ9D15", "213800KUD8LXJWSQ9D15"),
        ("ch_uid", "CHE-100.155.212", "CHE-100.155.213"),
    ],
)
def test_check_digits_are_checked(kind: str, good: str, bad: str) -> None:
    keys = {"field": "origin_value", "kind": kind}
    assert not said(bill(origin_value=good), "check_digits", **keys)
    (sentence,) = said(bill(origin_value=bad), "check_digits", **keys)
    assert "is not a valid" in sentence


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("tax_id", "12-3456789"),
        ("tax_id", "Steuernummer 4711"),
        ("bank_account", "0532013000"),
        ("bank_account", "see below"),
        ("tax_id", ""),
    ],
)
def test_a_number_of_no_known_kind_is_left_alone(kind: str, value: str) -> None:
    assert not said(bill(origin_value=value), "check_digits", field="origin_value", kind=kind)


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.text(max_size=40) | st.text("0123456789ABCDEabc٣²½- .", max_size=24))
def test_no_text_makes_a_check_fail(kind: str, value: str) -> None:
    assert is_valid(kind, value) in {True, False}
