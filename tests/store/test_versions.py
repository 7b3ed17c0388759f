"""Files that older programs wrote, opened with this one.

The ``.sql`` files are dumps of what the program of that time wrote, through its own code, in a
session with two drafts being edited and one row of the outbox in each state.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import Cell, FieldKey, PageImage, Row
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.store.schema import CACHE, WORK
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = Path(__file__).parent / "versions"
MADE = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
TOTAL = FieldEdit(FieldChange("1.234,50"), FieldChange("1.234,60", Box(10, 20, 110, 45)))
IN_WORK = Draft(
    {
        FieldKey("Total"): TOTAL,
        FieldKey("Supplier", 1): FieldEdit(
            FieldChange("Muster GmbH"), FieldChange("Müller & Söhne \u202e")
        ),
    },
    {
        "Line Items": TableEdit(
            TableChange(("Item", "Price"), (Row((Cell("Bolt"), Cell("1,00"))),)),
            TableChange(
                ("Item", "Price"),
                (Row((Cell("Bolt M8"), Cell("1,00"))), Row((Cell("Nut"), Cell("0,50")))),
            ),
        )
    },
    "wrong total?",
)


@pytest.fixture
def upgraded(tmp_path: Path) -> Iterator[AccountStore]:
    """An account whose files are of version 1, opened with this program."""
    account = AccountStore(tmp_path, "https://tenant.example", "Acme", "ann")
    for half in ("work", "cache"):
        with contextlib.closing(sqlite3.connect(account.folder / f"{half}.db")) as old:
            old.executescript((VERSIONS / f"{half}_1.sql").read_text(encoding="ascii"))
            assert old.execute("PRAGMA user_version").fetchone() == (1,)
    account.open_work(Seal(), WITNESS)
    account.open_cache(page_key=bytes(32))
    yield account
    account.close_work()
    account.close_cache()
    account.close()


def test_drafts_are_as_they_were(upgraded: AccountStore) -> None:
    assert upgraded.recovery is None
    drafts = upgraded.drafts.load_all()
    # Which value of the date had been accepted was not kept then: it is asked for again.
    assert drafts["being edited"] == IN_WORK
    assert drafts["only a comment"] == Draft(comment="ask Ann")
    for document in ("refused", "conflict", "unknown", "withdrawn"):
        assert drafts[document].fields == {FieldKey("total_value"): TOTAL}, document
    assert upgraded.drafts.revision("being edited") == 7


def test_rows_of_the_outbox_are_as_they_were_and_can_go_on(upgraded: AccountStore) -> None:
    rows = {row.document_id: row for row in upgraded.outbox.rows(set(OutboxState))}
    assert {document: row.state for document, row in rows.items()} == {
        "waiting": OutboxState.WAITING,
        "sending": OutboxState.SENDING,
        "applied": OutboxState.APPLIED,
        "rejected": OutboxState.APPLIED,
        "refused": OutboxState.REFUSED,
        "conflict": OutboxState.CONFLICT,
        "unknown": OutboxState.CONFLICT,
        "withdrawn": OutboxState.WITHDRAWN,
    }
    waiting = rows["waiting"]
    assert waiting.kind is OutboxKind.APPROVE
    assert waiting.changes == {"Inv_Total": TOTAL.mine}
    assert (waiting.comment, waiting.collection_name) == ("looks right", "invoices")
    assert waiting.created_at == MADE
    assert waiting.seen is None
    assert not waiting.is_updated
    assert not waiting.was_unknown
    claimed = upgraded.outbox.begin_sending(waiting.id)
    assert claimed is not None
    assert claimed.state is OutboxState.SENDING


def test_what_was_unknown_is_shown_and_never_sent_again_by_itself(upgraded: AccountStore) -> None:
    (row,) = upgraded.outbox_history.came_back()
    assert (row.document_id, row.note) == ("unknown", "because")
    assert upgraded.outbox.begin_sending(row.id) is None


def test_decisions_are_remembered(upgraded: AccountStore) -> None:
    assert upgraded.outbox_history.decisions() == {
        "applied": OutboxKind.APPROVE,
        "rejected": OutboxKind.REJECT,
    }
    assert upgraded.outbox_history.decided_since(MADE) == 2


def test_the_cache_is_as_it_was_and_takes_pages(upgraded: AccountStore) -> None:
    assert [document.id for document in upgraded.summaries.load()] == ["waiting", "being edited"]
    assert upgraded.view_state.get("last open document") == "being edited"
    page = PageImage(1, b"page", "image/png")
    upgraded.pages.put("waiting", page)
    assert upgraded.pages.get("waiting", 1) == page


def test_both_files_are_of_the_newest_version_afterwards(upgraded: AccountStore) -> None:
    for schema in (WORK, CACHE):
        path = upgraded.folder / f"{schema.name}.db"
        with contextlib.closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (schema.version,)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def upgraded_from_2(tmp_path: Path) -> Iterator[AccountStore]:
    """An account whose work is of version 2, opened with this program."""
    account = AccountStore(tmp_path, "https://tenant.example", "Acme", "ann")
    with contextlib.closing(sqlite3.connect(account.folder / "work.db")) as old:
        old.executescript((VERSIONS / "work_2.sql").read_text(encoding="ascii"))
        assert old.execute("PRAGMA user_version").fetchone() == (2,)
    account.open_work(Seal(), WITNESS)
    yield account
    account.close_work()
    account.close()


def test_work_of_version_2_is_as_it_was(upgraded_from_2: AccountStore) -> None:
    account = upgraded_from_2
    assert account.recovery is None
    assert account.drafts.load_all() == {
        "being edited": IN_WORK,
        "only a comment": Draft(comment="ask Ann"),
    }
    steps = account.drafts.steps.load("being edited")
    assert [step.label for step in steps.done] == ["edit of Total", "edit of the comment"]
    (row,) = account.outbox.rows({OutboxState.WAITING})
    assert (row.document_id, row.comment) == ("waiting", "looks right")
    assert row.draft.overrides == {}
    assert not row.draft.checked_cells
    assert row.seen is not None
    with contextlib.closing(JournalReader(account.folder)) as reader:
        assert any('"decision"' in str(row.entry) for row in reader.every_row())


def test_work_of_version_2_takes_cells_that_are_accepted(upgraded_from_2: AccountStore) -> None:
    account = upgraded_from_2
    accepted = replace(IN_WORK, checked_cells={CellPlace("line_items", 3, 1): ("Nut", "0,50")})
    account.drafts.save("being edited", accepted, 8)
    assert account.drafts.load("being edited") == accepted


def test_work_of_version_2_takes_reasons(upgraded_from_2: AccountStore) -> None:
    account = upgraded_from_2
    stood = replace(IN_WORK, overrides={"date_in_future#1a2b": "The supplier post-dates"})
    account.drafts.save("being edited", stood, 8)
    assert account.drafts.load("being edited") == stood
    account.drafts.save("being edited", IN_WORK, 9)
    assert account.drafts.load("being edited") == IN_WORK
    path = account.folder / "work.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        account.drafts.delete("being edited")
        left = connection.execute(
            "SELECT count(*) FROM draft_part WHERE document_id = 'being edited'"
        ).fetchone()
    assert left == (0,)
