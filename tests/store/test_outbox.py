from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from klearstack_desktop.model.changes import (
    Draft,
    FieldChange,
    FieldEdit,
    TableChange,
    TableEdit,
)
from klearstack_desktop.model.document import Cell, Document, Field, FieldKey, Row
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.store.outbox import Outbox, OutboxKind, OutboxRow, OutboxState
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.schema import WORK
from tests.store import strategies as some

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NUMBER = FieldKey("doc_number_value")
DATE = FieldKey("doc_date_value")


def field(name: str, value: str) -> Field:
    return Field(name, default_field_map().describe(name), value, value)


def document(document_id: str = "doc") -> Document:
    fields = (field("Inv_Number", "1"), field("Inv_Date", "01-02-2026"))
    return Document(document_id, collection_name="invoices", fields=fields)


def edit(base: str, mine: str) -> FieldEdit:
    return FieldEdit(FieldChange(base), FieldChange(mine))


def rows_of(value: str) -> TableChange:
    return TableChange(("item",), (Row((Cell(value),)),))


DRAFT = Draft(
    fields={NUMBER: edit("1", "2")},
    tables={"line_items": TableEdit(rows_of("a"), rows_of("b"))},
    comment="typed",
    checked=frozenset({DATE}),
)


@pytest.fixture
def outbox(work: sqlite3.Connection) -> Outbox:
    return Outbox(work)


@pytest.fixture
def drafts(work: sqlite3.Connection) -> Drafts:
    return Drafts(work)


def approve(outbox: Outbox, draft: Draft = DRAFT, document_id: str = "doc") -> OutboxRow:
    return outbox.enqueue(document(document_id), draft, OutboxKind.APPROVE, "fine", NOW)


def save(outbox: Outbox, draft: Draft = DRAFT) -> OutboxRow:
    return outbox.enqueue(document(), draft, OutboxKind.SAVE, "", NOW)


def state_of(outbox: Outbox, row: OutboxRow) -> OutboxState:
    found = outbox.row(row.id)
    assert found is not None
    return found.state


def test_a_decision_takes_the_whole_draft(outbox: Outbox, drafts: Drafts) -> None:
    drafts.save("doc", DRAFT, 3)
    row = approve(outbox)
    assert drafts.load("doc") is None
    assert outbox.rows() == (row,)
    assert (row.draft, row.comment, row.state) == (DRAFT, "fine", OutboxState.WAITING)


def test_a_save_leaves_what_it_does_not_send(outbox: Outbox, drafts: Drafts) -> None:
    drafts.save("doc", DRAFT, 3)
    row = save(outbox)
    assert row.draft == Draft(DRAFT.fields, DRAFT.tables)
    assert drafts.load("doc") == Draft(comment="typed", checked=frozenset({DATE}))


def test_changes_go_by_the_names_of_the_document(outbox: Outbox) -> None:
    orphan = FieldKey("gone_value")
    row = approve(outbox, Draft({**DRAFT.fields, orphan: edit("a", "b")}, DRAFT.tables))
    assert row.changes == {"Inv_Number": FieldChange("2"), "line_items": rows_of("b")}
    assert orphan in row.draft.fields


def test_a_row_is_the_same_after_reopening(work_path: Path) -> None:
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        row = Outbox(connection).enqueue(
            document("\x00\ud800"), DRAFT, OutboxKind.REJECT, "דחה", NOW, NOW + timedelta(seconds=5)
        )
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        assert Outbox(connection).rows() == (row,)


def test_rows_come_in_the_order_in_which_they_were_made(outbox: Outbox) -> None:
    made = [approve(outbox, document_id=name) for name in ("c", "a", "b")]
    assert outbox.rows() == tuple(made)
    assert outbox.rows({OutboxState.SENDING}) == ()


def test_sending_begins_once(outbox: Outbox) -> None:
    row = approve(outbox)
    assert outbox.begin_sending(row.id)
    assert not outbox.begin_sending(row.id)
    sending = outbox.row(row.id)
    assert sending is not None
    assert (sending.state, sending.attempts) == (OutboxState.SENDING, 1)


def test_of_two_connections_only_one_begins_to_send(work_path: Path) -> None:
    with (
        contextlib.closing(open_database(work_path, WORK)) as one,
        contextlib.closing(open_database(work_path, WORK)) as other,
    ):
        row = approve(Outbox(one))
        taken_back = Outbox(other).give_back(row.id, OutboxState.WITHDRAWN)
        assert taken_back is not None
        assert not Outbox(one).begin_sending(row.id)

        second = approve(Outbox(one))
        assert Outbox(other).begin_sending(second.id)
        assert not Outbox(one).begin_sending(second.id)
        assert Outbox(one).give_back(second.id, OutboxState.WITHDRAWN) is None


def test_a_document_is_sent_first_in_first_out(outbox: Outbox) -> None:
    first, second = save(outbox), approve(outbox)
    elsewhere = approve(outbox, document_id="other")
    assert not outbox.begin_sending(second.id)
    assert outbox.begin_sending(elsewhere.id)
    assert outbox.begin_sending(first.id)
    assert not outbox.begin_sending(second.id)
    assert outbox.finish(first.id, OutboxState.APPLIED)
    assert outbox.begin_sending(second.id)


def test_applied_decisions_are_remembered(outbox: Outbox) -> None:
    for document_id, kind in (("a", OutboxKind.REJECT), ("b", OutboxKind.APPROVE)):
        row = outbox.enqueue(document(document_id), Draft(), kind, "why", NOW)
        assert outbox.decisions().get(document_id) is None
        outbox.begin_sending(row.id)
        assert outbox.finish(row.id, OutboxState.APPLIED)
    saved = save(outbox)
    outbox.begin_sending(saved.id)
    outbox.finish(saved.id, OutboxState.APPLIED)
    assert outbox.decisions() == {"a": OutboxKind.REJECT, "b": OutboxKind.APPROVE}


def test_what_was_not_sent_cannot_be_applied(outbox: Outbox) -> None:
    row = approve(outbox)
    assert not outbox.finish(row.id, OutboxState.APPLIED)
    assert not outbox.finish("no such row", OutboxState.APPLIED)
    assert state_of(outbox, row) is OutboxState.WAITING
    assert outbox.decisions() == {}


def test_an_unknown_outcome_may_turn_out_applied(outbox: Outbox) -> None:
    row = approve(outbox)
    outbox.begin_sending(row.id)
    assert outbox.give_back(row.id, OutboxState.UNKNOWN, "no answer came")
    assert outbox.finish(row.id, OutboxState.APPLIED)
    assert outbox.decisions() == {"doc": OutboxKind.APPROVE}


@pytest.mark.parametrize("state", [OutboxState.REFUSED, OutboxState.CONFLICT, OutboxState.UNKNOWN])
def test_what_was_not_applied_comes_back_as_a_draft(
    outbox: Outbox, drafts: Drafts, state: OutboxState
) -> None:
    row = approve(outbox)
    outbox.begin_sending(row.id)
    given_back = outbox.give_back(row.id, state, "because")
    assert given_back is not None
    assert given_back.draft == drafts.load("doc") == DRAFT
    (ended,) = given_back.rows
    assert (ended.id, ended.state, ended.note) == (row.id, state, "because")
    assert ended == outbox.row(row.id)
    assert outbox.give_back(row.id, state) is None


def test_newer_edits_win_over_what_comes_back(outbox: Outbox, drafts: Drafts) -> None:
    row = approve(outbox)
    newer = Draft(
        fields={NUMBER: edit("2", "3"), DATE: edit("01-02-2026", "02-02-2026")},
        tables={"line_items": TableEdit(rows_of("b"), rows_of("a"))},
        comment="newer",
    )
    drafts.save("doc", newer, 9)
    given_back = outbox.give_back(row.id, OutboxState.WITHDRAWN)
    assert given_back is not None
    assert given_back.draft == Draft(
        fields={NUMBER: edit("1", "3"), DATE: edit("01-02-2026", "02-02-2026")},
        comment="newer",
        checked=frozenset({DATE}),
    )
    assert drafts.load("doc") == given_back.draft
    assert drafts.revision("doc") == 9


def test_a_refused_save_stops_the_decision_behind_it(outbox: Outbox, drafts: Drafts) -> None:
    saved = save(outbox)
    decided = approve(outbox, Draft(fields={NUMBER: edit("2", "3")}, comment="ok"))
    elsewhere = approve(outbox, document_id="other")
    outbox.begin_sending(saved.id)
    given_back = outbox.give_back(saved.id, OutboxState.REFUSED, "no")
    assert given_back is not None
    assert [row.id for row in given_back.rows] == [saved.id, decided.id]
    assert given_back.draft.fields == {NUMBER: edit("1", "3")}
    assert given_back.draft.comment == "ok"
    assert state_of(outbox, saved) is OutboxState.REFUSED
    assert state_of(outbox, decided) is OutboxState.WITHDRAWN
    assert outbox.rows() == (elsewhere,)
    assert drafts.load_all() == {"doc": given_back.draft}


def test_only_ends_are_taken_for_ends(outbox: Outbox) -> None:
    row = approve(outbox)
    with pytest.raises(ValueError, match="give_back"):
        outbox.finish(row.id, OutboxState.REFUSED)
    with pytest.raises(ValueError, match="give_back"):
        outbox.give_back(row.id, OutboxState.APPLIED)


def test_on_a_full_disk_the_draft_stays_a_draft(
    work: sqlite3.Connection, outbox: Outbox, drafts: Drafts
) -> None:
    huge = Draft(comment="x" * 100_000)
    drafts.save("doc", huge, 1)
    work.execute(f"PRAGMA max_page_count = {work.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(NotWritten, match="disk is full"):
        outbox.enqueue(document(), huge, OutboxKind.REJECT, "no", NOW)
    assert drafts.load("doc") == huge
    assert outbox.rows() == ()


def test_a_damaged_row_is_left_out_and_still_holds_up_its_document(
    work: sqlite3.Connection, outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, later, elsewhere = save(outbox), approve(outbox), approve(outbox, document_id="other")
    with transaction(work):
        work.execute("UPDATE outbox SET snapshot = '[]' WHERE id = ?", (damaged.id,))
    assert outbox.rows() == (later, elsewhere)
    assert "damaged outbox row" in caplog.text
    assert not outbox.begin_sending(later.id)


@given(some.drafts, some.drafts)
def test_laying_a_draft_over_another_keeps_newer_values_and_older_bases(
    newer: Draft, older: Draft
) -> None:
    both = newer.over(older)
    for key, joined in both.fields.items():
        assert joined.base == (older.fields.get(key) or newer.fields[key]).base
        assert joined.mine == (newer.fields.get(key) or older.fields[key]).mine
    for name, table in both.tables.items():
        assert table.base == (older.tables.get(name) or newer.tables[name]).base
        assert table.mine == (newer.tables.get(name) or older.tables[name]).mine
    assert both.checked == newer.checked | older.checked
    assert both.comment == (newer.comment or older.comment)


@given(some.drafts)
def test_laying_over_nothing_changes_nothing(draft: Draft) -> None:
    assert Draft().over(draft) == draft
