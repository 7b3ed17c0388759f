from __future__ import annotations

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.drafts import DraftRecord, Drafts
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.schema import WORK
from tests.store import strategies as some

if TYPE_CHECKING:
    import sqlite3

NUMBER = FieldKey("doc_number_value")
TOTAL = FieldKey("total_value", 1)


def edit(base: str, mine: str) -> FieldEdit:
    return FieldEdit(FieldChange(base, Box(1, 2, 30, 40)), FieldChange(mine))


TWO_FIELDS = Draft(fields={NUMBER: edit("1", "2"), TOTAL: edit("1.50", "1.60")})


def test_a_saved_draft_is_there_after_reopening(work_path: Path) -> None:
    draft = Draft(TWO_FIELDS.fields, comment="wrong PO", checked={NUMBER: "INV-1"})
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        Drafts(connection).save("doc", draft, revision=7)
    with contextlib.closing(open_database(work_path, WORK)) as connection:
        assert Drafts(connection).load("doc") == draft
        assert Drafts(connection).load_all() == {"doc": draft}
        assert Drafts(connection).revision("doc") == 7


def test_there_is_no_draft_of_an_untouched_document(work: sqlite3.Connection) -> None:
    assert Drafts(work).load("doc") is None
    assert Drafts(work).revision("doc") == 0


@pytest.mark.parametrize("empty_by", ["saving an empty draft", "deleting"])
def test_nothing_stays_of_a_draft_that_is_gone(work: sqlite3.Connection, empty_by: str) -> None:
    drafts = Drafts(work)
    drafts.save("doc", TWO_FIELDS, 1)
    drafts.save("other", TWO_FIELDS, 1)
    if empty_by == "deleting":
        drafts.delete("doc")
    else:
        drafts.save("doc", Draft(), 2)
    assert drafts.load_all() == {"other": TWO_FIELDS}
    left = work.execute("SELECT DISTINCT document_id FROM draft_part").fetchall()
    assert left == [("other",)]


def test_only_what_differs_is_written(work: sqlite3.Connection) -> None:
    drafts = Drafts(work)
    drafts.save("doc", TWO_FIELDS, 1)
    statements: list[str] = []
    work.set_trace_callback(statements.append)
    drafts.save("doc", Draft({**TWO_FIELDS.fields, NUMBER: edit("1", "3")}), 2)
    work.set_trace_callback(None)
    written = [s for s in statements if s.startswith("INSERT INTO draft_part")]
    assert len(written) == 1
    assert "doc_number_value" in written[0]


def test_several_documents_are_saved_together_or_not_at_all(work: sqlite3.Connection) -> None:
    drafts = Drafts(work)
    drafts.save("first", TWO_FIELDS, 1)
    work.execute(f"PRAGMA max_page_count = {work.execute('PRAGMA page_count').fetchone()[0]}")
    huge = Draft(comment="x" * 100_000)
    with pytest.raises(NotWritten, match="disk is full"):
        drafts.save_all(
            {"first": DraftRecord(Draft(comment="newer")), "second": DraftRecord(huge)}, 2
        )
    assert drafts.load_all() == {"first": TWO_FIELDS}
    assert drafts.revision("first") == 1


def test_a_file_that_became_read_only_is_reported(work: sqlite3.Connection) -> None:
    work.execute("PRAGMA query_only = ON")
    with pytest.raises(NotWritten, match="check its rights"):
        Drafts(work).save("doc", TWO_FIELDS, 1)
    assert Drafts(work).load_all() == {}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["a", "\x00", "\ud800"]), some.drafts), max_size=6))
def test_whatever_is_saved_last_is_what_comes_back(saves: list[tuple[str, Draft]]) -> None:
    with (
        TemporaryDirectory() as folder,
        contextlib.closing(open_database(Path(folder, "work.db"), WORK)) as connection,
    ):
        drafts = Drafts(connection)
        expected: dict[str, Draft] = {}
        for revision, (document_id, draft) in enumerate(saves, start=1):
            drafts.save(document_id, draft, revision)
            expected[document_id] = draft
        kept = {key: draft for key, draft in expected.items() if not draft.is_empty}
        assert drafts.load_all() == kept
        assert {key: drafts.load(key) for key in kept} == kept


def test_a_damaged_part_takes_nothing_else_with_it(
    work: sqlite3.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    drafts = Drafts(work)
    drafts.save("doc", TWO_FIELDS, 1)
    with transaction(work):
        work.execute("UPDATE draft_part SET value = '{' WHERE name = 'total_value'")
    assert drafts.load("doc") == Draft(fields={NUMBER: TWO_FIELDS.fields[NUMBER]})
    assert "damaged field" in caplog.text
