"""An approval carries an anchor of the journal to the service, where policy wants it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.journal import JournalEntry, JournalFilter, JournalKind, anchors_in
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.store.database import transaction
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.journal_check import check
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.store.outbox import Outbox
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

AT = datetime(2026, 11, 22, 19, 53, tzinfo=UTC)


@pytest.fixture
def outbox(work: sqlite3.Connection) -> Outbox:
    journal = Journal(work, Seal(), WITNESS)
    with transaction(work):
        journal.append(JournalEntry(JournalKind.SIGN_IN, "", AT))
    return Outbox(work, journal)


def comment_of(outbox: Outbox, kind: OutboxKind, comment: str = "fine") -> str:
    row = outbox.enqueue(Document("doc"), Draft(), kind, comment, AT)
    kept = outbox.row(row.id)
    assert kept is not None
    assert kept.comment == row.comment
    return row.comment


def test_the_anchor_holds_and_names_all_that_came_before(outbox: Outbox, tmp_path: Path) -> None:
    outbox.anchors_approvals = True
    comment = comment_of(outbox, OutboxKind.APPROVE)
    assert comment.startswith("fine [journal 1:")
    [anchor] = anchors_in(comment)
    reader = JournalReader(tmp_path)
    try:
        assert check(reader.every_row(), Seal(), [anchor]).is_sound
        [decision] = reader.rows(reader.find(JournalFilter(kinds=frozenset({"decision"})))).values()
        assert comment in decision.entry
    finally:
        reader.close()


def test_without_the_policy_a_comment_goes_out_as_it_was_typed(outbox: Outbox) -> None:
    assert comment_of(outbox, OutboxKind.APPROVE) == "fine"


def test_rejections_go_out_as_they_were_typed(outbox: Outbox) -> None:
    outbox.anchors_approvals = True
    assert comment_of(outbox, OutboxKind.REJECT, "twice") == "twice"
