from __future__ import annotations

import contextlib
import json
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
from klearstack_desktop.model.journal import JournalEntry, JournalKind
from klearstack_desktop.model.outbox import (
    Circumstances,
    ConflictKind,
    OutboxKind,
    OutboxRow,
    OutboxState,
)
from klearstack_desktop.model.seen import Seen
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.drafts import Drafts
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.outbox_history import OutboxHistory
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.schema import WORK
from klearstack_desktop.store.seal import Seal
from tests.store import strategies as some
from tests.witness import WITNESS

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
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
    checked={DATE: "01-02-2026"},
)


@pytest.fixture
def outbox(work: sqlite3.Connection) -> Outbox:
    return Outbox(work, now=lambda: LATER)


@pytest.fixture
def history(work: sqlite3.Connection) -> OutboxHistory:
    return OutboxHistory(work)


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
    assert drafts.load("doc") == Draft(comment="typed", checked={DATE: "01-02-2026"})


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
    assert outbox.mark_unknown(first.id)
    assert not outbox.begin_sending(second.id)
    assert outbox.begin_sending(first.id)
    assert outbox.finish(first.id)
    assert outbox.begin_sending(second.id)


def test_applied_decisions_are_remembered(outbox: Outbox, history: OutboxHistory) -> None:
    for document_id, kind in (("a", OutboxKind.REJECT), ("b", OutboxKind.APPROVE)):
        row = outbox.enqueue(document(document_id), Draft(), kind, "why", NOW)
        assert history.decisions().get(document_id) is None
        outbox.begin_sending(row.id)
        assert outbox.finish(row.id)
    saved = save(outbox)
    outbox.begin_sending(saved.id)
    outbox.finish(saved.id)
    assert history.decisions() == {"a": OutboxKind.REJECT, "b": OutboxKind.APPROVE}
    assert history.decided_since(LATER) == 2
    assert history.decided_since(LATER + timedelta(seconds=1)) == 0


def test_what_was_not_sent_cannot_be_applied(outbox: Outbox, history: OutboxHistory) -> None:
    row = approve(outbox)
    assert not outbox.finish(row.id)
    assert not outbox.finish("no such row")
    assert not outbox.mark_unknown(row.id)
    assert not outbox.mark_updated(row.id)
    assert not outbox.put_back(row.id, LATER)
    assert state_of(outbox, row) is OutboxState.WAITING
    assert history.decisions() == {}


def test_an_unknown_outcome_keeps_its_edits_until_it_is_settled(
    outbox: Outbox, drafts: Drafts, history: OutboxHistory
) -> None:
    row = approve(outbox)
    outbox.begin_sending(row.id)
    assert outbox.mark_unknown(row.id, "no answer came")
    assert drafts.load("doc") is None
    assert outbox.give_back(row.id, OutboxState.WITHDRAWN) is None
    again = outbox.begin_sending(row.id)
    assert again is not None
    assert (again.was_unknown, again.attempts) == (True, 2)
    assert outbox.finish(row.id, "confirmed by refusal")
    assert history.decisions() == {"doc": OutboxKind.APPROVE}


def test_what_certainly_did_not_arrive_waits_again_and_can_be_taken_back(outbox: Outbox) -> None:
    row = approve(outbox)
    outbox.begin_sending(row.id)
    outbox.mark_unknown(row.id)
    outbox.begin_sending(row.id)
    assert outbox.put_back(row.id, LATER, "the server asks to wait")
    waiting = outbox.row(row.id)
    assert waiting is not None
    assert (waiting.state, waiting.not_before) == (OutboxState.WAITING, LATER)
    assert (waiting.was_unknown, waiting.note) == (False, "the server asks to wait")
    assert outbox.give_back(row.id, OutboxState.WITHDRAWN)


def test_once_the_corrections_arrived_the_decision_was_certainly_not_sent(outbox: Outbox) -> None:
    row = approve(outbox)
    outbox.begin_sending(row.id)
    outbox.mark_unknown(row.id)
    outbox.begin_sending(row.id)
    assert outbox.mark_updated(row.id)
    sending = outbox.row(row.id)
    assert sending is not None
    assert (sending.is_updated, sending.was_unknown) == (True, False)


def test_corrections_that_are_with_the_service_do_not_come_back_as_edits(
    outbox: Outbox, drafts: Drafts
) -> None:
    row = approve(outbox)
    outbox.begin_sending(row.id)
    assert outbox.mark_updated(row.id)
    assert outbox.give_back(row.id, OutboxState.CONFLICT, "decided", ConflictKind.DECIDED)
    assert drafts.load("doc") == Draft(comment="typed", checked={DATE: "01-02-2026"})


def test_a_fresh_time_to_take_back_is_given_to_rows_that_wait_only(outbox: Outbox) -> None:
    waiting, sending = approve(outbox), approve(outbox, document_id="other")
    outbox.begin_sending(sending.id)
    outbox.hold_back([waiting.id, sending.id], LATER)
    times = [found.not_before for row in (waiting, sending) if (found := outbox.row(row.id))]
    assert times == [LATER, NOW]


@pytest.mark.parametrize("state", [OutboxState.REFUSED, OutboxState.CONFLICT])
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
    assert ended.finished_at == LATER
    assert ended == outbox.row(row.id)
    assert outbox.give_back(row.id, state) is None


def test_what_came_back_is_told_until_somebody_deals_with_it(
    outbox: Outbox, history: OutboxHistory
) -> None:
    dismissed, decided_anew, elsewhere = (
        approve(outbox, document_id=name) for name in ("dismissed", "anew", "elsewhere")
    )
    for row in (dismissed, decided_anew):
        outbox.begin_sending(row.id)
        outbox.give_back(row.id, OutboxState.CONFLICT, "changed", ConflictKind.CHANGED)
    outbox.begin_sending(elsewhere.id)
    outbox.give_back(elsewhere.id, OutboxState.CONFLICT, "Ann decided it", ConflictKind.DECIDED)
    assert [row.id for row in history.came_back()] == [dismissed.id, decided_anew.id]
    assert history.decided_elsewhere() == {"elsewhere": "Ann decided it"}
    outbox.dismiss(dismissed.id)
    again = approve(outbox, document_id="anew")
    outbox.give_back(again.id, OutboxState.WITHDRAWN)
    assert history.came_back() == ()


def test_old_ends_are_pruned_and_decisions_stay(
    work: sqlite3.Connection, outbox: Outbox, history: OutboxHistory
) -> None:
    applied, refused, waiting = (
        approve(outbox, document_id=name) for name in ("applied", "refused", "waiting")
    )
    outbox.begin_sending(applied.id)
    outbox.finish(applied.id)
    outbox.begin_sending(refused.id)
    outbox.give_back(refused.id, OutboxState.REFUSED)
    assert history.prune(LATER) == 0
    assert history.prune(LATER + timedelta(seconds=1)) == 1
    assert outbox.row(applied.id) is None
    assert outbox.row(refused.id)
    assert outbox.rows() == (waiting,)
    assert history.decisions() == {"applied": OutboxKind.APPROVE}


def test_every_step_is_journalled_in_its_own_transaction(work: sqlite3.Connection) -> None:
    journal = Journal(work, Seal(None), WITNESS)
    outbox = Outbox(work, journal, now=lambda: LATER)
    saved, decided = save(outbox), approve(outbox)
    outbox.begin_sending(saved.id)
    answer = JournalEntry(JournalKind.ANSWER, "doc", LATER, {"outcome": "refused"})
    outbox.give_back(saved.id, OutboxState.REFUSED, "no", entries=[answer])
    assert outbox.give_back(decided.id, OutboxState.WITHDRAWN) is None
    recorded = [
        json.loads(entry)
        for (entry,) in work.execute("SELECT entry FROM journal ORDER BY sequence")
    ]
    assert [(entry["kind"], entry["facts"].get("row")) for entry in recorded] == [
        ("save", saved.id),
        ("decision", decided.id),
        ("sending", saved.id),
        ("answer", None),
        ("withdrawn", decided.id),
    ]


def test_what_was_seen_comes_back_as_it_was(work_path: Path) -> None:
    seen = Seen(document(), {1: "ab" * 32, 2: "cd" * 32})
    circumstances = Circumstances(frozenset({"a"}), frozenset({2}), {3: "on paper"})
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        row = Outbox(connection).enqueue(
            document(), DRAFT, OutboxKind.APPROVE, "", NOW, seen=seen, circumstances=circumstances
        )
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        assert Outbox(connection).rows() == (row,)
    assert row.seen == seen


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
        checked={DATE: "01-02-2026"},
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
    assert both.checked == {**older.checked, **newer.checked}
    assert both.comment == (newer.comment or older.comment)


@given(some.drafts)
def test_laying_over_nothing_changes_nothing(draft: Draft) -> None:
    assert Draft().over(draft) == draft


def test_what_was_seen_keeps_the_tenant_s_own_names_of_fields(work: sqlite3.Connection) -> None:
    own = default_field_map().extended(
        {"doc_number_value": {"label": "Number", "result_labels": ["Rechnungsnr"]}}
    )
    seen_field = Field("Rechnungsnr", own.describe("Rechnungsnr"), "1", "1")
    seen = Seen(Document("doc", fields=(seen_field,)))
    outbox = Outbox(work, field_map=own)
    row = outbox.enqueue(seen.document, Draft(), OutboxKind.APPROVE, "", NOW, seen=seen)
    assert outbox.rows() == (row,)
    read = outbox.rows()[0].seen
    assert read is not None
    assert read.document.fields[0].key == NUMBER


def test_comments_are_found_again_the_document_s_own_as_they_were_sent(
    work: sqlite3.Connection,
) -> None:
    outbox, history = Outbox(work), OutboxHistory(work)

    def decide(document_id: str, kind: OutboxKind, typed: str, sent: str, at: datetime) -> None:
        outbox.enqueue(document(document_id), Draft(comment=typed), kind, sent, at)

    decide("other", OutboxKind.APPROVE, "as agreed", "as agreed; without page 2", NOW)
    decide("other", OutboxKind.REJECT, "", "too late", NOW)
    decide("third", OutboxKind.APPROVE, "", "Approved: 3 checked", LATER)
    decide("doc", OutboxKind.REJECT, "", "wrong company", NOW)
    decide("doc", OutboxKind.APPROVE, "", "Approved: 1 checked", LATER)
    outbox.enqueue(document(), Draft({NUMBER: edit("1", "2")}), OutboxKind.SAVE, "", LATER)
    found = history.comments("doc", most_others=10)
    assert [(one.text, one.kind, one.at, one.is_of_document) for one in found] == [
        ("Approved: 1 checked", OutboxKind.APPROVE, LATER, True),
        ("wrong company", OutboxKind.REJECT, NOW, True),
        ("", OutboxKind.APPROVE, LATER, False),
        ("as agreed", OutboxKind.APPROVE, NOW, False),
    ]
    assert len(history.comments("doc", most_others=1)) == 3
    with transaction(work):
        work.execute("UPDATE outbox SET comment = 'x', snapshot = 'x'")
    assert history.comments("doc", most_others=10) == ()
