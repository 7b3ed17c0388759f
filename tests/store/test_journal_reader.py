from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.journal import JournalEntry, JournalFilter, JournalKind
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.store.problems import DamagedDatabase, NewerDatabase, NothingStored
from klearstack_desktop.store.schema import WORK
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def reader(tmp_path: Path, work: sqlite3.Connection) -> Iterator[JournalReader]:
    journal = Journal(work, Seal(), WITNESS)
    with transaction(work):
        journal.append(
            JournalEntry(JournalKind.SIGN_IN, "", AT),
            JournalEntry(
                JournalKind.CHANGE, "a", AT + HOUR, {"after": {"value": "Müller & Söhne"}}
            ),
            JournalEntry(JournalKind.CHANGE, 'b"x', AT + 2 * HOUR, {"after": {"value": "100 %"}}),
            JournalEntry(JournalKind.DECISION, "a", AT + 3 * HOUR, {"comment": '"document":"c",'}),
        )
    with contextlib.closing(JournalReader(tmp_path)) as reader:
        yield reader


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (JournalFilter(), [4, 3, 2, 1]),
        (JournalFilter(document_id="a"), [4, 2]),
        (JournalFilter(document_id='b"x'), [3]),
        (JournalFilter(document_id="c"), []),
        (JournalFilter(document_id="\ud800"), []),
        (JournalFilter(kinds=frozenset({"change", "sign-in"})), [3, 2, 1]),
        (JournalFilter(begin=AT + HOUR, end=AT + 3 * HOUR), [3, 2]),
        (JournalFilter(text="MÜLLER"), [2]),
        (JournalFilter(text="%"), [3]),
        (JournalFilter(text="value"), []),
        (JournalFilter(text="\ud800"), []),
        (JournalFilter(document_id="a", text="söhne", kinds=frozenset({"change"})), [2]),
    ],
)
def test_rows_are_found_newest_first(
    reader: JournalReader, wanted: JournalFilter, numbers: list[int]
) -> None:
    assert list(reader.find(wanted)) == numbers


def test_rows_are_read_by_their_number(reader: JournalReader) -> None:
    rows = reader.rows([3, 1, 77])
    assert rows.keys() == {1, 3}
    assert '"100 %"' in rows[3].entry


def test_more_rows_than_one_statement_takes_are_read(
    reader: JournalReader, work: sqlite3.Connection
) -> None:
    journal = Journal(work, Seal(), WITNESS)
    with transaction(work):
        journal.append(*[JournalEntry(JournalKind.CHANGE, "d", AT)] * 1200)
    assert len(reader.rows(reader.find(JournalFilter(document_id="d")))) == 1200


def test_what_is_written_later_is_read_too(reader: JournalReader, work: sqlite3.Connection) -> None:
    with transaction(work):
        Journal(work, Seal(), WITNESS).append(JournalEntry(JournalKind.ALARM, "a", AT))
    assert len(list(reader.every_row())) == 5


def test_a_reader_cannot_write(reader: JournalReader) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._connection.execute("DELETE FROM journal")


def test_an_unreadable_row_is_no_hit_and_no_failure(
    reader: JournalReader, work: sqlite3.Connection
) -> None:
    work.execute("UPDATE journal SET entry = CAST(x'FF7B' AS TEXT) WHERE sequence = 2")
    work.execute("UPDATE journal SET entry = '[]' WHERE sequence = 3")
    assert list(reader.find(JournalFilter(text="müller"))) == []
    assert len(list(reader.every_row())) == 4


def test_an_account_without_a_journal_says_so(tmp_path: Path) -> None:
    with pytest.raises(NothingStored, match="nothing"):
        JournalReader(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with contextlib.closing(sqlite3.connect(tmp_path / "work.db")) as older, older:
        older.execute("PRAGMA user_version = 1")
    with pytest.raises(NothingStored, match="older"):
        JournalReader(tmp_path)


def test_a_newer_or_damaged_file_is_refused(tmp_path: Path) -> None:
    with contextlib.closing(open_database(tmp_path / "work.db", WORK)) as work:
        work.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerDatabase):
        JournalReader(tmp_path)
    (tmp_path / "work.db").write_bytes(b"no database " * 100)
    with pytest.raises(DamagedDatabase):
        JournalReader(tmp_path)
