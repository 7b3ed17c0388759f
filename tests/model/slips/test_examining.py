"""Duplicates, what was rejected here before, and what is unusual for a supplier."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.slips.duplicates import MOST_ALIKE, SeenDocuments
from klearstack_desktop.model.slips.facts import Facts, Outcome, comparable, facts_of
from klearstack_desktop.model.slips.supplier_warnings import LEARNED_FROM
from klearstack_desktop.model.slips.suppliers import Suppliers
from klearstack_desktop.model.slips.warning import (
    AMOUNT,
    BANK_ACCOUNT,
    DUPLICATE,
    FIRST_INVOICE,
    NEAR_NAME,
    RESUBMITTED,
)
from tests.model.builders import document, field

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document

IBAN = "DE89 3704 0044 0532 0130 00"
APPROVED = Outcome.APPROVED
OTHER_IBAN = "GB82 WEST 1234 5698 7654 32"


def invoice(
    number: str = "RE-2026/017",
    supplier: str = "Flora Concept LLC",
    total: str = "120.00",
    day: str = "2026-11-02",
    bank: str = IBAN,
    *,
    document_id: str = "one",
    kind: str = "Invoice",
) -> Document:
    return document(
        field("supplier_name_value", supplier),
        field("doc_number_value", number),
        field("doc_date_value", day),
        field("currency_value", "EUR"),
        field("total_value", total),
        field("Supplier_IBAN", bank),
        field("doc_kind_value", kind),
        document_id=document_id,
    )


def facts(other: Document, outcome: Outcome = Outcome.OPEN, reason: str = "") -> Facts:
    decided_at = datetime(2026, 11, 12, 12, tzinfo=UTC)
    return replace(facts_of(other), outcome=outcome, reason=reason, decided_at=decided_at)


def found(shown: Document, *seen: Facts, draft: Draft | None = None) -> Findings:
    return examine(shown, draft or Draft(), known=Known(None, SeenDocuments(seen), Suppliers(seen)))


def codes(findings: Findings) -> set[str]:
    slips = {AMOUNT, BANK_ACCOUNT, DUPLICATE, FIRST_INVOICE, NEAR_NAME, RESUBMITTED}
    return {finding.code for finding in findings} & slips


def sentence(findings: Findings, code: str) -> str:
    return next(finding.sentence for finding in findings if finding.code == code)


def test_the_fields_that_are_compared_are_found_in_a_document() -> None:
    read = facts_of(invoice())
    assert read.bank_account == IBAN
    assert read.amount == Decimal("120.00")
    assert read.day is not None


@pytest.mark.parametrize("written", ["RE-2026/017", "re 2026 017", "RE2026017"])
def test_the_same_supplier_and_number_in_any_spelling_is_likely_a_duplicate(written: str) -> None:
    other = invoice(written, "FLORA  Concept, LLC", "7.00", "2026-01-01", document_id="two")
    findings = found(invoice(), facts(other, Outcome.APPROVED))
    assert DUPLICATE in codes(findings)
    assert sentence(findings, DUPLICATE) == (
        f"Likely a duplicate: same supplier and number as {written} of FLORA  Concept, LLC"
        " (approved)"
    )


def test_the_same_amount_and_date_is_likely_a_duplicate() -> None:
    other = invoice("X1", "Another Company", document_id="two")
    findings = found(invoice(), facts(other))
    assert "same amount and date as X1 of Another Company" in sentence(findings, DUPLICATE)


@pytest.mark.parametrize(
    "other",
    [
        invoice(document_id="one"),
        invoice("other", total="1.00", document_id="two"),
        invoice("", day="", document_id="two"),
        invoice("other", total="0.00", document_id="two"),
        invoice(kind="Credit note", document_id="two"),
    ],
)
def test_what_differs_is_no_duplicate(other: Document) -> None:
    assert codes(found(invoice(), facts(other))) == set()


def test_what_cannot_be_read_or_is_nothing_equals_nothing() -> None:
    free = invoice("", total="0.00")
    assert codes(found(free, facts(invoice("", total="0.00", document_id="two")))) == set()


def test_an_approved_duplicate_is_named_before_open_ones() -> None:
    open_one = facts(invoice(document_id="two", supplier="flora concept llc"))
    approved = facts(invoice(document_id="three"), Outcome.APPROVED)
    said = sentence(found(invoice(), open_one, approved), DUPLICATE)
    assert said.endswith("(approved), and 1 more")


def test_of_very_many_that_are_alike_the_worst_are_told_of() -> None:
    twins = [facts(invoice(f"N{n}", "Other", document_id=f"n{n}")) for n in range(MOST_ALIKE)]
    approved = facts(invoice("last", "Other", document_id="last"), Outcome.APPROVED)
    rejected = facts(invoice("no", "Other", document_id="no"), Outcome.REJECTED, "not ours")
    shown = invoice()
    said = sentence(found(shown, *twins[:3]), DUPLICATE)
    assert said.endswith("(open), and 2 more")
    said = sentence(found(shown, rejected, *twins, approved), DUPLICATE)
    assert "same amount and date as last of Other (approved)" in said
    assert said.endswith(f", and at least {MOST_ALIKE - 1} more")
    alike = SeenDocuments((rejected, *twins, approved)).likely_same(facts_of(shown))
    assert len({each.document_id for each in alike}) == MOST_ALIKE
    assert rejected not in alike


def test_what_changes_concerns_all_that_stand_where_it_stood_or_stands() -> None:
    twins = [facts(invoice(f"N{n}", "Other", document_id=f"n{n}")) for n in range(3)]
    other = facts(invoice("X", "Else", "7.00", document_id="x"))
    moved = replace(twins[0], amount=Decimal("7.00"))
    seen = SeenDocuments((*twins, other))
    assert seen.beside((twins[0],)) == {"n0", "n1", "n2"}
    after = seen.changed((twins[0],), (moved,))
    assert after.beside((moved,)) == {"n0", "x"}
    assert after.beside((twins[1], moved)) == {"n0", "n1", "n2", "x"}
    assert after.beside(()) == set()


def test_a_document_that_is_decided_is_compared_no_more() -> None:
    decided = replace(invoice(), is_approved=True)
    assert codes(found(decided, facts(invoice(document_id="two")))) == set()


def test_the_number_of_a_rejected_one_is_said_with_the_reason_and_what_changed() -> None:
    before = invoice(total="100.00", bank=OTHER_IBAN, document_id="two")
    findings = found(invoice(), facts(before, Outcome.REJECTED, "Amounts do not add up"))
    assert codes(findings) == {RESUBMITTED}
    assert sentence(findings, RESUBMITTED) == (
        "Resubmitted: rejected here on 12 Nov 2026: “Amounts do not add up”. Changed: amount"
        f" EUR 100.00 → EUR 120.00, bank account {OTHER_IBAN} → {IBAN}"
    )


def test_what_came_again_unchanged_says_so() -> None:
    before = facts(invoice(document_id="two"), Outcome.REJECTED)
    said = sentence(found(invoice(), before), RESUBMITTED)
    assert said.endswith("Amount, date and bank account are the same")


def approved_before(count: int = 5, **more: str) -> list[Facts]:
    return [
        facts(
            invoice(f"old {n}", total=f"{100 + n}.00", document_id=f"old {n}", day="", **more),
            Outcome.APPROVED,
        )
        for n in range(count)
    ]


def test_another_bank_account_than_in_the_last_approved_invoices_is_warned_of() -> None:
    findings = found(invoice(bank=OTHER_IBAN), *approved_before(1))
    assert codes(findings) == {BANK_ACCOUNT}
    assert IBAN in sentence(findings, BANK_ACCOUNT)
    assert codes(found(invoice(bank="DE89370400440532013000"), *approved_before(1))) == set()
    assert codes(found(invoice(bank=""), *approved_before(1))) == set()


def one_approved(number: str, bank: str) -> Facts:
    return facts(invoice(number, total="99.00", document_id=number, day="", bank=bank), APPROVED)


def test_an_account_that_was_approved_once_after_another_one_stays_new() -> None:
    once, usual = one_approved("once", OTHER_IBAN), approved_before(3)
    findings = found(invoice(bank="GB82WEST12345698765432"), once, *usual)
    assert sentence(findings, BANK_ACCOUNT) == (
        "GB82WEST12345698765432 is new since 12 Nov 2026: approved once here. Before, it was"
        f" {IBAN}, approved 3 times"
    )
    key = next(f.key for f in findings if f.code == BANK_ACCOUNT)
    assert key is not None
    stranger = invoice(bank=OTHER_IBAN)
    looked_at = Draft().with_checked(key, stranger)
    accepted = found(stranger, once, *usual, draft=looked_at)
    assert BANK_ACCOUNT not in {finding.code for finding in accepted.warnings}
    # The usual one went on being used after it.
    assert BANK_ACCOUNT in codes(found(invoice(bank=OTHER_IBAN), usual[0], once, *usual[1:]))


def test_an_account_that_was_approved_again_or_first_of_all_is_not_new() -> None:
    once, usual = one_approved("once", OTHER_IBAN), approved_before(3)
    twice = one_approved("twice", OTHER_IBAN)
    assert codes(found(invoice(bank=OTHER_IBAN), twice, once, *usual)) == set()
    assert codes(found(invoice(bank=OTHER_IBAN), *usual, once)) == set()
    assert codes(found(invoice(bank=OTHER_IBAN), once, *usual[:1])) == set()


@pytest.mark.parametrize(
    ("total", "expected"),
    [("312.00", set()), ("312.01", {AMOUNT}), ("33.34", set()), ("33.00", {AMOUNT})],
)
def test_an_amount_far_outside_what_was_approved_is_warned_of(
    total: str, expected: set[str]
) -> None:
    assert codes(found(invoice(total=total), *approved_before(5))) == expected


def test_few_approved_invoices_make_no_range() -> None:
    assert codes(found(invoice(total="99999.00"), *approved_before(4))) == set()


def test_a_name_near_a_known_one_is_warned_of() -> None:
    findings = found(invoice(supplier="Flora Concepts LLC"), *approved_before(1))
    assert codes(findings) == {NEAR_NAME}
    assert "Flora Concept LLC" in sentence(findings, NEAR_NAME)


def test_a_supplier_is_new_as_a_warning_only_where_much_was_approved() -> None:
    stranger = invoice(supplier="Zumtobel Lighting")
    assert codes(found(stranger)) == set()
    early = found(stranger, *approved_before(LEARNED_FROM - 1))
    assert sentence(early, FIRST_INVOICE).endswith("where few were approved yet")
    assert not early.warnings
    findings = found(stranger, *approved_before(LEARNED_FROM))
    assert codes(findings) == {FIRST_INVOICE}
    supplier = next(f.key for f in stranger.fields if f.label == "Supplier")
    looked_at = Draft().with_checked(supplier, stranger)
    assert not found(stranger, *approved_before(LEARNED_FROM), draft=looked_at).warnings


def test_a_reason_lets_a_warning_stand_until_what_is_found_changes() -> None:
    seen = facts(invoice(document_id="two"))
    finding = next(f for f in found(invoice(), seen) if f.code == DUPLICATE)
    assert finding.severity is Severity.WARNING
    draft = Draft(overrides={finding.override_code: "Asked the supplier"})
    assert not found(invoice(), seen, draft=draft).warnings
    more = facts(invoice(document_id="three"), Outcome.APPROVED)
    assert found(invoice(), seen, more, draft=draft).warnings


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (invoice(kind="Credit note"), True),
        (invoice(kind="Gutschrift"), True),
        (invoice(kind="CREDIT CARD STATEMENT"), False),
        (invoice(total="-5.00"), True),
        (replace(invoice(kind=""), document_type="Credit notes"), True),
        (invoice(), False),
    ],
)
def test_a_credit_note_is_known_by_what_it_says_or_by_its_sign(
    one: Document, *, expected: bool
) -> None:
    assert facts_of(one).is_credit_note is expected


def test_letters_and_figures_are_compared_nothing_else() -> None:
    assert comparable("Müller & Söhne GmbH") == comparable("MULLER SOHNE GMBH")
    assert comparable("½-１２") == comparable("1⁄2 12")
