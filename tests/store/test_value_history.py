from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.store.value_history import LONGEST, MOST_VALUES, ValueHistory
from tests.model.builders import document, field

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.model.document import Document

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def invoice(supplier: str, origin: str, number: str = "1") -> Document:
    return document(
        field("Inv_Supplier", supplier),
        field("Inv_Origin", origin),
        field("Inv_Number", number),
        field("Inv_Total", "12.00"),
        field("Shipto_Party_Address", "Dock 4\nHamburg"),
    )


@pytest.fixture
def history(cache: sqlite3.Connection) -> ValueHistory:
    return ValueHistory(cache)


def test_free_text_of_a_supplier_comes_back_and_nothing_else(history: ValueHistory) -> None:
    history.record(invoice("Flora Concept", "Kenya"), NOON)
    assert history.known("  FLORA concept ") == {
        "origin_value": ("Kenya",),
        "supplier_name_value": ("Flora Concept",),
    }


def test_names_of_suppliers_are_known_beside_every_supplier(history: ValueHistory) -> None:
    history.record(invoice("Flora Concept", "Kenya"), NOON)
    assert history.known("Contoso") == {"supplier_name_value": ("Flora Concept",)}


def test_what_is_used_often_comes_first_then_what_was_used_last(history: ValueHistory) -> None:
    for minute, origin in enumerate(["Kenya", "Peru", "Chile", "Peru"]):
        history.record(invoice("Flora", origin), NOON + timedelta(minutes=minute))
    assert history.known("Flora")["origin_value"] == ("Peru", "Chile", "Kenya")


def test_only_what_was_used_last_is_kept(history: ValueHistory) -> None:
    for minute in range(MOST_VALUES + 3):
        history.record(invoice("Flora", f"Dock {minute}"), NOON + timedelta(minutes=minute))
    kept = history.known("Flora")["origin_value"]
    assert len(kept) == MOST_VALUES
    assert "Dock 2" not in kept
    assert kept[0] == f"Dock {MOST_VALUES + 2}"


def test_odd_text_survives_and_long_text_is_left_out(history: ValueHistory) -> None:
    history.record(invoice("Flora \ud800", "Queens \ud83d — “Ünal” 日本"), NOON)
    history.record(invoice("Flora \ud800", "x" * (LONGEST + 1)), NOON)
    assert history.known("Flora \ud800")["origin_value"] == ("Queens \ud83d — “Ünal” 日本",)


def test_a_document_without_a_supplier_teaches_nothing(history: ValueHistory) -> None:
    history.record(invoice(" ", "Kenya"), NOON)
    assert history.known("") == {}
