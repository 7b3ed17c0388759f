"""What the journal says of changes: each once, none that nobody made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import Cell, Document, FieldKey, Row
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.store.database import transaction
from klearstack_desktop.store.drafts import DraftRecord, Drafts
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    import sqlite3

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NUMBER, TOTAL = FieldKey("doc_number_value"), FieldKey("total_value", 1)


@pytest.fixture
def drafts(work: sqlite3.Connection) -> Drafts:
    return Drafts(work, Journal(work, Seal(None), WITNESS), now=lambda: NOW)


@pytest.fixture
def outbox(work: sqlite3.Connection) -> Outbox:
    return Outbox(work)


def draft(number: str | None = None, total: str | None = None, base: str = "1") -> Draft:
    edits = {NUMBER: number, TOTAL: total}
    return Draft(
        {
            key: FieldEdit(FieldChange(base, Box(1, 2, 3, 4)), FieldChange(mine))
            for key, mine in edits.items()
            if mine is not None
        }
    )


def visit(drafts: Drafts, *states: Draft) -> None:
    """Edit a document to some states and go on to another place."""
    for state in states:
        drafts.save("doc", state, 1)
    drafts.save_all({}, 1, ["doc"])


def said(work: sqlite3.Connection) -> list[tuple[str, str, str]]:
    rows = work.execute("SELECT entry FROM journal ORDER BY sequence").fetchall()
    facts: list[dict[str, Any]] = [json.loads(entry)["facts"] for (entry,) in rows]
    return [(each["field"], each["before"]["value"], each["after"]["value"]) for each in facts]


def test_a_visit_is_one_entry_however_much_was_typed(
    drafts: Drafts, work: sqlite3.Connection
) -> None:
    visit(drafts, draft("2"), draft("23"), draft("234"))
    assert said(work) == [("doc_number_value", "1", "234")]
    visit(drafts, draft("5", "9"))
    assert said(work)[1:] == [("doc_number_value", "234", "5"), ("total_value", "1", "9")]
    (entry,) = work.execute("SELECT entry FROM journal WHERE sequence = 3").fetchone()
    facts = json.loads(entry)
    assert facts["kind"] == "change"
    assert facts["document"] == "doc"
    assert facts["facts"]["occurrence"] == 1
    assert facts["facts"]["before"] == {"value": "1", "box": [1, 2, 3, 4]}


def test_nothing_is_said_twice_or_of_nothing(drafts: Drafts, work: sqlite3.Connection) -> None:
    visit(drafts, draft("2"), Draft())
    visit(drafts, Draft(comment="only this", checked={NUMBER: "2"}))
    assert said(work) == []
    visit(drafts, draft("2"))
    visit(drafts)
    drafts.record_unfinished_visits()
    assert said(work) == [("doc_number_value", "1", "2")]


def test_a_change_back_to_what_was_read_is_one_too(
    drafts: Drafts, work: sqlite3.Connection
) -> None:
    visit(drafts, draft("2"))
    visit(drafts, Draft())
    assert said(work) == [("doc_number_value", "1", "2"), ("doc_number_value", "2", "1")]


def test_rows_are_journalled_as_rows(drafts: Drafts, work: sqlite3.Connection) -> None:
    def table(*values: str) -> TableChange:
        return TableChange(("text",), tuple(Row((Cell(value),)) for value in values))

    visit(drafts, Draft(tables={"line_items": TableEdit(table("a", "b"), table("a", "c"))}))
    (entry,) = work.execute("SELECT entry FROM journal").fetchone()
    assert json.loads(entry)["facts"] == {
        "table": "line_items",
        "columns": ["text"],
        "first_row": 1,
        "before": [[{"value": "b"}]],
        "after": [[{"value": "c"}]],
    }


def test_the_entry_comes_in_the_transaction_that_stores_the_change(
    drafts: Drafts, work: sqlite3.Connection
) -> None:
    visit(drafts, draft("2"))
    work.execute("PRAGMA query_only = ON")
    with pytest.raises(NotWritten):
        drafts.save_all({"doc": DraftRecord(draft("3"))}, 2, ["doc"])
    work.execute("PRAGMA query_only = OFF")
    assert said(work) == [("doc_number_value", "1", "2")]
    drafts.save_all({"doc": DraftRecord(draft("3"))}, 2, ["doc"])
    assert said(work)[1:] == [("doc_number_value", "2", "3")]


def test_what_a_kill_cut_off_is_journalled_at_the_next_start(
    drafts: Drafts, work: sqlite3.Connection
) -> None:
    visit(drafts, draft("2"))
    drafts.save("doc", draft("3", "9"), 2)
    drafts.save("other", draft("7"), 3)
    Drafts(work, Journal(work, Seal(None), WITNESS)).record_unfinished_visits()
    assert sorted(said(work)[1:]) == [
        ("doc_number_value", "1", "7"),
        ("doc_number_value", "2", "3"),
        ("total_value", "1", "9"),
    ]


@pytest.mark.parametrize("kind", list(OutboxKind))
def test_an_edit_that_moves_to_the_outbox_and_back_was_changed_by_nobody(
    drafts: Drafts, outbox: Outbox, work: sqlite3.Connection, kind: OutboxKind
) -> None:
    visit(drafts, draft("2"))
    row = outbox.enqueue(Document("doc"), draft("2"), kind, "why", NOW)
    visit(drafts)
    assert outbox.give_back(row.id, OutboxState.WITHDRAWN)
    visit(drafts)
    assert said(work) == [("doc_number_value", "1", "2")]
    visit(drafts, draft("3"))
    assert said(work)[1:] == [("doc_number_value", "2", "3")]


def test_an_edit_on_top_of_a_queued_one_begins_there(
    drafts: Drafts, outbox: Outbox, work: sqlite3.Connection
) -> None:
    visit(drafts, draft("2", "9"))
    row = outbox.enqueue(Document("doc"), draft("2", "9"), OutboxKind.SAVE, "", NOW)
    visit(drafts, draft("3", base="2"))
    drafts.save("doc", draft("4", base="2"), 4)
    assert outbox.give_back(row.id, OutboxState.WITHDRAWN)
    visit(drafts)
    assert said(work)[2:] == [("doc_number_value", "2", "3"), ("doc_number_value", "3", "4")]


def test_a_damaged_part_is_not_taken_for_a_change(
    drafts: Drafts, work: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    visit(drafts, draft("2", "9"))
    before = said(work)
    with transaction(work):
        work.execute("UPDATE draft_part SET value = '{' WHERE name = 'total_value'")
    visit(drafts)
    assert said(work) == before
