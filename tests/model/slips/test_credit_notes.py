"""Credit notes and the invoices that they are about."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.finding import Finding, Severity
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.known import Known
from klearstack_desktop.model.slips.alike import Why, alike_to
from klearstack_desktop.model.slips.duplicates import SeenDocuments
from klearstack_desktop.model.slips.facts import Facts, Outcome
from klearstack_desktop.model.slips.warning import CREDITED, ORIGINAL
from tests.model.builders import document, field, line_items

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document

INVOICE = Facts(
    "invoice",
    supplier="Northwind Traders GmbH",
    number="INV-20931",
    amount=Decimal("100.00"),
    currency="EUR",
)


def credit_note(corrects: str = "INV 20931", total: str = "-40.00", **more: object) -> Document:
    currency = str(more.pop("currency", "EUR"))
    note = str(more.pop("note", ""))
    return document(
        field("doc_number_value", "GS-1"),
        field("supplier_name_value", "NORTHWIND Traders GmbH"),
        field("doc_kind_value", "Credit note"),
        field("corrects_number_value", corrects),
        field("currency_value", currency),
        field("total_value", total),
        field("a_note", note),
        document_id="credit",
        **more,
    )


def found(shown: Document, *seen: Facts) -> dict[str, Finding]:
    findings = examine(shown, Draft(), known=Known(None, SeenDocuments(seen)))
    return {f.code: f for f in reversed(tuple(findings)) if f.code in {ORIGINAL, CREDITED}}


def originals(shown: Document, *seen: Facts) -> list[str]:
    known = Known(None, SeenDocuments(seen))
    return [a.facts.document_id for a in alike_to(shown, known) if a.why is Why.ORIGINAL]


def test_the_invoice_that_the_field_names_is_said_and_compared_with() -> None:
    findings = found(credit_note(), INVOICE)
    assert set(findings) == {ORIGINAL}
    assert findings[ORIGINAL].severity is Severity.NOTE
    assert "INV 20931 over EUR 100.00 (open)" in findings[ORIGINAL].sentence
    assert originals(credit_note(), INVOICE) == ["invoice"]


@pytest.mark.parametrize(
    "shown",
    [
        credit_note("", note="Gutschrift zu Rechnung INV-20931, Position 3"),
        credit_note("", tables=(line_items(("Credit for (INV 20931)", "1", "-40.00")),)),
    ],
)
def test_the_invoice_is_found_in_the_text_where_no_field_names_it(shown: Document) -> None:
    assert originals(shown, INVOICE) == ["invoice"]


def test_the_number_of_another_suppliers_invoice_means_nothing() -> None:
    stranger = Facts("x", supplier="Other Ltd", number="INV-20931", amount=Decimal(1))
    findings = found(credit_note(), stranger)
    assert "was never seen at this workstation" in findings[ORIGINAL].sentence
    assert findings[ORIGINAL].is_acceptable
    assert originals(credit_note(), stranger) == []


def test_a_credit_note_that_names_no_invoice_is_only_noted() -> None:
    assert found(credit_note(""), INVOICE)[ORIGINAL].severity is Severity.NOTE


def test_an_invoice_that_was_rejected_is_warned_of_with_the_reason() -> None:
    rejected = Facts(
        "invoice",
        supplier=INVOICE.supplier,
        number=INVOICE.number,
        amount=INVOICE.amount,
        outcome=Outcome.REJECTED,
        reason="not ours",
    )
    finding = found(credit_note(), rejected)[ORIGINAL]
    assert finding.severity is Severity.WARNING
    assert finding.sentence.endswith("was rejected here: “not ours”")


@pytest.mark.parametrize(
    ("total", "is_too_much"), [("-100.00", False), ("100.00", False), ("100.01", True)]
)
def test_more_than_the_invoice_was_is_warned_of(total: str, is_too_much: bool) -> None:
    assert (CREDITED in found(credit_note(total=total), INVOICE)) is is_too_much


def test_what_was_credited_before_counts() -> None:
    earlier = Facts(
        "earlier",
        supplier=INVOICE.supplier,
        number="GS-0",
        corrects="INV-20931",
        amount=Decimal(-70),
        is_credit_note=True,
        outcome=Outcome.APPROVED,
    )
    sentence = found(credit_note(), INVOICE, earlier)[CREDITED].sentence
    assert sentence.startswith("EUR 110.00 is credited together with those approved before")


def test_another_currency_is_warned_of() -> None:
    assert "Credited in USD" in found(credit_note(currency="USD"), INVOICE)[CREDITED].sentence


def test_from_the_invoice_the_credit_note_is_found() -> None:
    credit = Facts(
        "credit",
        supplier=INVOICE.supplier,
        number="GS-1",
        corrects="inv-20931",
        is_credit_note=True,
    )
    shown = document(
        field("doc_number_value", "INV-20931"),
        field("supplier_name_value", "Northwind Traders GmbH"),
        document_id="invoice",
    )
    (alike,) = alike_to(shown, Known(None, SeenDocuments((credit,))))
    assert (alike.facts.document_id, alike.why) == ("credit", Why.CREDIT_NOTE)
