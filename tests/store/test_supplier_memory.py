"""What was decided and seen is remembered for comparing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.slips.comparison import StatedValue
from klearstack_desktop.model.slips.facts import Facts, Outcome
from klearstack_desktop.store.search import SearchIndex
from klearstack_desktop.store.summaries import Summaries
from klearstack_desktop.store.supplier_memory import SupplierMemory
from tests.model.builders import document, field

if TYPE_CHECKING:
    import sqlite3

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
REJECTED = Facts(
    "65 ü",
    supplier="Müller & Söhne",
    number="RE/17",
    amount=Decimal("-1234.50"),
    currency="EUR",
    day=date(2026, 7, 26),
    bank_account="DE89",
    is_credit_note=True,
    outcome=Outcome.REJECTED,
    reason="Not ours\nat all",
    decided_at=NOON,
    tax_id="DE 811 907 980",
    corrects="RE/16",
    values=(
        StatedValue(FieldKey("total_value"), "Total", "-1.234,50"),
        StatedValue(FieldKey("note", 2), "Note", ""),
        StatedValue("line_items#1", "Line items, row 1", "4 | Müller \u202e"),
    ),
    file_name="a.pdf",
    document_type="Invoices",
    collection_name="c1",
)


@pytest.fixture
def memory(cache: sqlite3.Connection) -> SupplierMemory:
    return SupplierMemory(cache)


@pytest.mark.parametrize("facts", [REJECTED, Facts("x", decided_at=NOON), Facts("")])
def test_a_decision_comes_back_as_it_was_recorded(memory: SupplierMemory, facts: Facts) -> None:
    memory.record(facts)
    assert memory.decided() == (facts,)


def test_the_last_decision_comes_first_and_replaces_an_earlier_one(memory: SupplierMemory) -> None:
    memory.record(REJECTED)
    later = Facts("other", decided_at=NOON + timedelta(minutes=1))
    memory.record(later)
    again = replace(REJECTED, outcome=Outcome.APPROVED, decided_at=NOON + timedelta(minutes=2))
    memory.record(again)
    assert memory.decided() == (again, later)


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"amount":"much"}', '{"outcome":"lost"}', '{"values":[[1]]}']
)
def test_a_damaged_record_is_left_out(
    memory: SupplierMemory, cache: sqlite3.Connection, damage: str
) -> None:
    memory.record(REJECTED)
    memory.record(Facts("other"))
    cache.execute("UPDATE decided SET facts = ? WHERE document_id = 'other'", (damage,))
    assert memory.decided() == (REJECTED,)


def test_what_the_search_has_seen_is_compared_with(
    memory: SupplierMemory, cache: sqlite3.Connection
) -> None:
    seen = document(
        field("supplier_name_value", "Flora"),
        field("doc_number_value", "17"),
        field("doc_date_value", "26/07/2026"),
        field("currency_value", "EUR"),
        field("total_value", "1234567.891"),
        document_id="a",
        file_name="a.pdf",
    )
    Summaries(cache).replace([seen])
    SearchIndex(cache).take_batch()
    seen_here = memory.seen()
    (facts,) = seen_here.facts
    assert seen_here.since == datetime.now(UTC).date()
    assert facts == Facts(
        "a",
        supplier="Flora",
        number="17",
        amount=Decimal("1234567.891"),
        currency="EUR",
        day=date(2026, 7, 26),
        outcome=Outcome.GONE,
        file_name="a.pdf",
    )


def test_since_when_documents_were_seen_is_not_made_up(
    memory: SupplierMemory, cache: sqlite3.Connection
) -> None:
    assert memory.seen().since is None
    Summaries(cache).replace([document(document_id="a"), document(document_id="b")])
    SearchIndex(cache).take_batch()
    cache.execute("UPDATE search_document SET first_seen = '2026-03-03' WHERE document_id = 'a'")
    assert memory.seen().since == date(2026, 3, 3)
    # A document that an older program saw: nobody knows when.
    cache.execute("UPDATE search_document SET first_seen = '' WHERE document_id = 'b'")
    assert memory.seen().since is None
