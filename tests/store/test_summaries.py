from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.fieldmap import FieldKind, default_field_map
from klearstack_desktop.store.database import transaction
from klearstack_desktop.store.summaries import BATCH, FIRST_PART, PART, Summaries
from klearstack_desktop.store.view_state import ViewState, key_of_document
from tests.store import strategies as some

if TYPE_CHECKING:
    import sqlite3

    import pytest


def queue(*ids: str) -> list[Document]:
    return [Document(document_id, file_name=f"{document_id}.pdf") for document_id in ids]


def written(cache: sqlite3.Connection, documents: list[Document]) -> list[str]:
    statements: list[str] = []
    cache.set_trace_callback(statements.append)
    Summaries(cache).replace(documents)
    cache.set_trace_callback(None)
    kinds = ("INSERT INTO summary", "DELETE FROM summary", "INSERT INTO summary_order")
    # What a trigger does is traced as the statement that set it off, once more.
    return list(dict.fromkeys(s for s in statements if s.startswith(kinds)))


def test_the_queue_comes_back_in_its_order(cache: sqlite3.Connection) -> None:
    Summaries(cache).replace(queue("c", "a", "b"))
    assert Summaries(cache).load() == tuple(queue("c", "a", "b"))


def test_an_empty_queue_is_remembered_too(cache: sqlite3.Connection) -> None:
    Summaries(cache).replace(queue("a"))
    Summaries(cache).replace([])
    assert Summaries(cache).load() == ()


def test_only_the_difference_is_written(cache: sqlite3.Connection) -> None:
    before = queue("a", "b", "c")
    Summaries(cache).replace(before)
    assert written(cache, before) == []
    after = [before[0], replace(before[1], is_approved=True)]
    statements = written(cache, after)
    written_to = [statement.split()[:3] for statement in statements]
    assert written_to == [
        ["INSERT", "INTO", "summary"],
        ["INSERT", "INTO", "summary_order"],
        ["DELETE", "FROM", "summary"],
    ]
    assert Summaries(cache).load() == tuple(after)


def test_another_order_alone_rewrites_no_document(cache: sqlite3.Connection) -> None:
    Summaries(cache).replace(queue("a", "b", "c"))
    (statement,) = written(cache, queue("c", "a", "b"))
    assert statement.startswith("INSERT INTO summary_order")
    assert Summaries(cache).load() == tuple(queue("c", "a", "b"))


def test_a_list_that_does_not_come_to_its_end_is_the_older_one(cache: sqlite3.Connection) -> None:
    before = queue("a", "b", "c")
    Summaries(cache).replace(before)
    changed = replace(before[2], is_approved=True)
    writing = Summaries(cache).writing()
    writing.take([*queue("new"), changed])
    assert Summaries(cache).load() == (*before[:2], changed)
    writing.take(before[:1])
    writing.finish()
    assert Summaries(cache).load() == (*queue("new"), changed, before[0])
    assert cache.execute("SELECT count(*) FROM summary").fetchone() == (3,)


def test_a_long_list_comes_back_in_parts(cache: sqlite3.Connection) -> None:
    documents = queue(*(f"d{number}" for number in range(FIRST_PART + PART + 1)))
    Summaries(cache).replace(documents)
    parts = list(Summaries(cache).parts())
    assert [len(part) for part in parts] == [FIRST_PART, PART, 1]
    assert [document for part in parts for document in part] == documents


def test_an_id_that_comes_twice_keeps_its_first_place(cache: sqlite3.Connection) -> None:
    first, second = queue("a", "b")
    again = replace(first, is_approved=True)
    for batch in (BATCH, 1):
        writing = Summaries(cache).writing()
        for start in range(0, 3, batch):
            writing.take([first, second, again][start : start + batch])
        writing.finish()
        assert Summaries(cache).load() == (again, second)


def test_a_damaged_order_loses_no_document(
    cache: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    Summaries(cache).replace(queue("b", "a"))
    for damage in ("[", '{"a": 1}', "[1]"):
        with transaction(cache):
            cache.execute("UPDATE summary_order SET document_ids = ?", (damage,))
        assert {document.id for document in Summaries(cache).load()} == {"a", "b"}
    assert "order of the list is damaged" in caplog.text


def test_fields_are_described_by_the_profile_of_today(cache: sqlite3.Connection) -> None:
    name = "cost_centre"
    unknown = Field(name, default_field_map().describe(name), "4711", "4711")
    Summaries(cache).replace([Document("a", fields=(unknown,))])
    extended = default_field_map().extended({name: {"kind": "choice"}})
    (loaded,) = Summaries(cache, extended).load()
    assert loaded.fields[0].kind is FieldKind.CHOICE


def test_a_damaged_summary_takes_nothing_else_with_it(
    cache: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    Summaries(cache).replace(queue("a", "b"))
    with transaction(cache):
        cache.execute("UPDATE summary SET document = 'null' WHERE document_id = 'a'")
    assert Summaries(cache).load() == tuple(queue("b"))
    assert "damaged summary" in caplog.text


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(some.documents, max_size=4, unique_by=lambda d: d.id))
def test_whatever_was_read_last_is_what_comes_back(
    cache: sqlite3.Connection, documents: list[Document]
) -> None:
    """Each example replaces what the one before it left in the same file."""
    Summaries(cache).replace(documents)
    assert Summaries(cache).load() == tuple(documents)


def test_view_state_is_kept_replaced_and_removed(cache: sqlite3.Connection) -> None:
    view_state = ViewState(cache)
    assert view_state.get("last_open") is None
    view_state.put("last_open", "\x00\ud800")
    assert ViewState(cache).get("last_open") == "\x00\ud800"
    view_state.put("last_open", {"sizes": [1, 2.5]})
    assert view_state.get("last_open") == {"sizes": [1, 2.5]}
    view_state.put("last_open", None)
    assert view_state.get("last_open") is None


def test_damaged_view_state_counts_as_none(cache: sqlite3.Connection) -> None:
    ViewState(cache).put("panes", [1])
    with transaction(cache):
        cache.execute("UPDATE view_state SET value = '['")
    assert ViewState(cache).get("panes") is None


def test_what_is_kept_of_documents_goes_when_they_leave_the_list(
    cache: sqlite3.Connection,
) -> None:
    view_state = ViewState(cache)
    Summaries(cache).replace([Document("here"), Document("\ud800")])
    kept = {key_of_document(each): 1 for each in ("here", "\ud800", "gone")}
    view_state.put_all({**kept, "last_open": "gone"})
    view_state.forget_documents_that_left()
    assert [view_state.get(key) for key in (*kept, "last_open")] == [1, 1, None, "gone"]
