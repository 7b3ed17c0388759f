"""What was rejected and comes again with another number: a guess, and said as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.queue_rows import judge
from klearstack_desktop.model.slips.alike import Why, alike_to, seen_from_there, why_in_words
from klearstack_desktop.model.slips.comparison import values_of
from klearstack_desktop.model.slips.duplicates import SeenDocuments
from klearstack_desktop.model.slips.facts import Facts, Outcome, facts_of
from klearstack_desktop.model.slips.number_variants import is_variant
from klearstack_desktop.model.slips.warning import DUPLICATE, LOOKS_RESUBMITTED, RESUBMITTED
from tests.model.builders import document, field

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document


@pytest.mark.parametrize(
    "number",
    [
        *("INV-1-A", "INV-1A", "INV-1/2", "INV-1 (2)", "INV-1 rev1", "INV-1_korr", "inv 1 Rev. 2"),
        *("INV-1-R2", "INV-1v2", "INV1-COPY", "INV-1 neu", "INV-1 Korrektur"),
    ],
)
def test_a_number_with_something_added_is_a_variant(number: str) -> None:
    assert is_variant(number, "INV-1")
    assert is_variant("INV-1", number)


def test_two_endings_in_words_are_variants_of_one_number() -> None:
    assert is_variant("INV-1 rev1", "INV-1 rev2")
    assert is_variant("INV-1_korr", "INV-1_neu")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV-1", "inv 1"),
        ("INV-1", "INV-12"),
        ("INV-1", "INV-2"),
        ("2026/17", "2026/18"),
        ("INV-1-A", "INV-1-B"),
        ("INV-1-100", "INV-1"),
        ("INV-A", "INV"),
        ("INV", "INV-1"),
        ("1/2", "1"),
        ("", "INV-1"),
    ],
)
def test_what_is_the_same_or_another_number_is_no_variant(one: str, other: str) -> None:
    assert not is_variant(one, other)


def invoice(
    number: str,
    document_id: str = "one",
    *,
    total: str = "120.00",
    tax_id: str = "DE 136695976",
    supplier: str = "Flora Concept LLC",
    kind: str = "Invoice",
) -> Document:
    return document(
        field("doc_number_value", number),
        field("doc_date_value", "2026-11-02"),
        field("supplier_name_value", supplier),
        field("supplier_tax_id_value", tax_id),
        field("currency_value", "EUR"),
        field("total_value", total),
        field("doc_kind_value", kind),
        document_id=document_id,
    )


def rejected(shown: Document) -> Facts:
    return replace(
        facts_of(shown),
        outcome=Outcome.REJECTED,
        reason="Wrong order",
        decided_at=datetime(2026, 11, 12, 12, tzinfo=UTC),
        values=values_of(shown),
    )


def known(*seen: Facts) -> Known:
    return Known(seen=SeenDocuments(seen))


def found(shown: Document, *seen: Facts) -> Findings:
    return examine(shown, Draft(), known=known(*seen))


def said(findings: Findings) -> dict[str, str]:
    slips = {DUPLICATE, LOOKS_RESUBMITTED, RESUBMITTED}
    return {each.code: each.sentence for each in findings if each.code in slips}


def test_what_looks_like_one_that_was_rejected_says_so_and_what_changed() -> None:
    before = rejected(invoice("INV-1", "two"))
    assert said(found(invoice("INV-1-A"), before)) == {
        LOOKS_RESUBMITTED: "Looks like INV-1 that was rejected here on 12 Nov 2026: “Wrong order”."
        " Changed: Invoice number INV-1 → INV-1-A"
    }
    forgotten = replace(before, values=())
    assert said(found(invoice("INV-1-A"), forgotten))[LOOKS_RESUBMITTED].endswith(
        "Changed: number INV-1 → INV-1-A"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"total": "99.00"}, {LOOKS_RESUBMITTED}),
        ({"tax_id": ""}, {LOOKS_RESUBMITTED}),
        ({"total": "99.00", "tax_id": ""}, set()),
        ({"supplier": "Somebody Else", "total": "99.00"}, set()),
        ({"kind": "Credit note"}, set()),
    ],
)
def test_amount_or_tax_number_has_to_agree_and_the_supplier(
    changes: dict[str, str], expected: set[str]
) -> None:
    shown = invoice("INV-1 rev1", **changes)
    assert set(said(found(shown, rejected(invoice("INV-1", "two"))))) == expected


def test_only_what_was_rejected_counts_and_the_very_number_goes_first() -> None:
    shown = invoice("INV-1-A", total="99.00")
    approved = replace(facts_of(invoice("INV-1", "two")), outcome=Outcome.APPROVED)
    assert said(found(shown, approved)) == {}
    same = rejected(invoice("INV-1-A", "three"))
    assert set(said(found(shown, rejected(invoice("INV-1", "two")), same))) == {RESUBMITTED}


def test_what_was_learned_later_counts_and_concerns_those_that_are_variants() -> None:
    shown, other = facts_of(invoice("INV-1-A")), facts_of(invoice("INV-2", "three", total="7.00"))
    before = facts_of(invoice("INV-1", "two"))
    seen = SeenDocuments((shown, before, other))
    after = rejected(invoice("INV-1", "two"))
    later = seen.changed((before,), (after,))
    assert not seen.rejected_variants(shown)
    assert later.rejected_variants(shown) == (after,)
    assert later.beside((after,)) == {"one", "two"}
    assert not later.changed((after,), (before,)).rejected_variants(shown)


def test_it_can_be_compared_and_is_marked_as_a_guess_in_the_queue() -> None:
    shown, before = invoice("INV-1-A"), rejected(invoice("INV-1", "two"))
    (alike,) = alike_to(shown, known(before))
    assert alike.why is Why.LOOKS_REJECTED
    assert why_in_words(alike) == (
        "Same supplier and nearly the number of one that was rejected here on 12 Nov 2026:"
        " “Wrong order”."
    )
    from_there = why_in_words(seen_from_there(shown, alike))
    assert from_there == "Same supplier and nearly the same number. The other one is open."
    judged = judge(shown, Draft(), known=known(before))
    assert judged.is_duplicate
    assert not judged.is_resubmitted
