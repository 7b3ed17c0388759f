"""Finding documents by their words: what was seen once, however it was written."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.document import Cell, Document, Field, Row, Table
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.store import document_text
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.details import Details, KnownDetails
from klearstack_desktop.store.schema import CACHE, Schema
from klearstack_desktop.store.search import SearchIndex, SearchReader, question_for
from klearstack_desktop.store.summaries import Summaries

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def document(document_id: str, file_name: str = "scan.pdf", **values: str) -> Document:
    fields = tuple(
        Field(name, default_field_map().describe(name), value, value)
        for name, value in values.items()
    )
    return Document(document_id, file_name=file_name, collection_name="invoices", fields=fields)


NORTHWIND = document(
    "north",
    "scan-0815.pdf",
    supplier_name_value="Northwind Müller GmbH",
    doc_number_value="INV-2024/77",
    total_value="55,413.00",
    currency_value="EUR",
    po_number_value="PO 4711",
)
FLORA = document("flora", supplier_name_value="Flora B.V.", doc_number_value="06717056")


class Searched:
    """The cache of one account: what the writing thread and the reading thread have of it."""

    def __init__(self, cache: sqlite3.Connection, path: Path) -> None:
        self.summaries = Summaries(cache)
        self.details = Details(cache)
        self.index = SearchIndex(cache)
        self.reader = SearchReader(path)

    def settle(self) -> None:
        while self.index.take_batch():
            pass

    def ids(self, text: str) -> set[str]:
        return set(self.reader.find(text).ids)


@pytest.fixture
def searched(cache: sqlite3.Connection, tmp_path: Path) -> Iterator[Searched]:
    found = Searched(cache, tmp_path / "cache.db")
    yield found
    found.reader.close()


@pytest.fixture
def full(searched: Searched) -> Searched:
    searched.summaries.replace([NORTHWIND, FLORA])
    searched.settle()
    return searched


@pytest.mark.parametrize(
    "text",
    [
        "northwind",
        "NORTHW",
        "muller",
        "Müller north",
        "INV-2024/77",
        "inv-2024",
        "77",
        "55,413.00",
        "55413.00",
        "55413,00",
        "55.413,00",
        "55413",
        "po 4711",
        "4711",
        "0815",
        "scan-0815.pdf",
    ],
)
def test_a_document_is_found_however_it_is_typed(full: Searched, text: str) -> None:
    assert full.ids(text) == {"north"}


@pytest.mark.parametrize("text", ["northwind flora", "orthwind", "55414", "zzz"])
def test_other_words_find_nothing(full: Searched, text: str) -> None:
    assert full.ids(text) == set()


@pytest.mark.parametrize("text", ["", "  ", '"', "* - ( )", "..."])
def test_marks_alone_are_no_question(full: Searched, text: str) -> None:
    assert full.ids(text) == set()


@pytest.mark.parametrize(
    "text", ["NOT flora", "flora OR north", "words: flora", 'flora"', "flora*"]
)
def test_words_of_a_question_language_are_words(full: Searched, text: str) -> None:
    assert full.ids(text) == ({"flora"} if text.startswith('flora"') or "*" in text else set())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_any_text_may_be_searched_for(full: Searched, text: str) -> None:
    full.reader.find(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=20))
def test_a_value_is_found_by_itself(searched: Searched, value: str) -> None:
    searched.summaries.replace([document("it", supplier_name_value=value)])
    searched.settle()
    assert searched.ids(value) == {"it"}


def test_what_left_the_list_is_found_as_seen_earlier(full: Searched) -> None:
    full.summaries.replace([FLORA])
    found = full.reader.find("northwind")
    assert found.ids == frozenset()
    (seen,) = found.earlier
    assert (seen.id, seen.supplier, seen.number) == (
        "north",
        "Northwind Müller GmbH",
        "INV-2024/77",
    )
    assert (seen.amount, seen.file_name) == ("EUR 55,413.00", "scan-0815.pdf")
    assert seen.collection_name == "invoices"


def test_details_add_what_the_list_does_not_tell(full: Searched) -> None:
    row = Row((Cell("Wrought-iron hinge"),))
    whole = replace(FLORA, tables=(Table("line_items", ("description",), (row,)),))
    full.details.put(KnownDetails(whole, NOW))
    full.settle()
    assert full.ids("hinge") == {"flora"}
    assert full.ids("06717056") == {"flora"}


def test_a_changed_value_replaces_the_old_one(full: Searched) -> None:
    changed = document("flora", supplier_name_value="Fauna N.V.")
    full.summaries.replace([NORTHWIND, changed])
    # A second change before the index has taken the first.
    full.summaries.replace([NORTHWIND, replace(changed, file_name="beast.pdf")])
    full.settle()
    assert full.ids("flora") == set()
    assert full.ids("fauna beast") == {"flora"}


def test_what_did_not_change_is_not_taken_again(full: Searched, cache: sqlite3.Connection) -> None:
    full.summaries.replace([FLORA, NORTHWIND])
    assert cache.execute("SELECT count(*) FROM search_due").fetchone() == (0,)


def test_the_index_goes_on_where_an_earlier_run_ended(
    searched: Searched, cache: sqlite3.Connection
) -> None:
    searched.summaries.replace([document(f"d{n}", doc_number_value=f"N{n}") for n in range(5)])
    assert searched.index.take_batch(most_seconds=0)
    assert cache.execute("SELECT count(*) FROM search_due").fetchone() == (4,)
    SearchIndex(cache).take_batch()
    assert searched.ids("n4") == {"d4"}


def test_a_cache_of_an_older_program_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    older = Schema(CACHE.name, CACHE.migrations[:2], is_precious=False)
    with contextlib.closing(open_database(path, older)) as connection:
        row = "flora", 0, document_text.encode_document(FLORA)
        with transaction(connection):
            connection.execute("INSERT INTO summary VALUES (?, ?, ?)", row)
    with contextlib.closing(open_database(path, CACHE)) as connection:
        assert Summaries(connection).load() == (FLORA,)
        SearchIndex(connection).take_batch()
        reader = SearchReader(path)
        assert reader.find("flora").ids == {"flora"}
        reader.close()


def test_the_oldest_make_way_but_never_what_is_in_the_list(full: Searched) -> None:
    full.summaries.replace([FLORA])
    full.index.prune(most_documents=1)
    assert full.reader.find("northwind").earlier == ()
    full.index.prune(most_documents=0)
    assert full.ids("flora") == {"flora"}


def test_a_question_is_quoted() -> None:
    assert question_for('a"b NEAR/2') == '"a""b"* AND "near/2"*'
