from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.journal import Anchor, JournalEntry, JournalKind, SealedRow
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.journal import Journal
from klearstack_desktop.store.journal_check import check
from klearstack_desktop.store.schema import WORK
from klearstack_desktop.store.seal import START, Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from pathlib import Path

KEY = bytes(range(32))
AT = datetime(2026, 11, 22, 19, 53, 1, 204511, tzinfo=UTC)


def entry(text: str = "net", document: str = "doc") -> JournalEntry:
    return JournalEntry(JournalKind.CHANGE, document, AT, {"field": text})


@pytest.fixture
def journal(work: sqlite3.Connection) -> Journal:
    return Journal(work, Seal(KEY), WITNESS)


def rows_of(work: sqlite3.Connection) -> list[tuple[int, str, str, str]]:
    return work.execute("SELECT sequence, entry, chain, mac FROM journal").fetchall()


def test_an_entry_is_there_if_its_transaction_is_committed(
    work: sqlite3.Connection, journal: Journal
) -> None:
    with transaction(work):
        journal.append(entry())
    assert len(rows_of(work)) == 1


def test_an_entry_is_not_there_if_its_transaction_is_rolled_back(
    work: sqlite3.Connection, journal: Journal
) -> None:
    with transaction(work):
        journal.append(entry("kept"))
    before = journal.anchor()
    with contextlib.suppress(ZeroDivisionError), transaction(work):
        journal.append(entry("lost"))
        raise ZeroDivisionError
    assert journal.anchor() == before
    with transaction(work):
        journal.append(entry("later"))
    assert [row[0] for row in rows_of(work)] == [1, 2]
    assert "lost" not in "".join(row[1] for row in rows_of(work))


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
def test_the_journal_holds_what_was_committed_and_nothing_else(
    transactions: list[tuple[int, bool]],
) -> None:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as work:
        for migration in WORK.migrations:
            for statement in migration:
                work.execute(statement)
        journal, expected = Journal(work, Seal(KEY), WITNESS), 0
        for count, is_committed in transactions:
            with contextlib.suppress(ZeroDivisionError), transaction(work):
                journal.append(*[entry()] * count)
                if not is_committed:
                    raise ZeroDivisionError
                expected += count
        assert journal.anchor().rows == len(rows_of(work)) == expected
        assert check([SealedRow(*row) for row in rows_of(work)], Seal(KEY)).is_sound


def test_the_chain_can_be_checked_with_a_plain_hash(
    work: sqlite3.Connection, journal: Journal
) -> None:
    with transaction(work):
        journal.append(entry("one"), entry("two"))
    (_, _, before, _), (number, text, chain, _) = rows_of(work)
    assert hashlib.sha256(f"{before}\n{number}\n{text}".encode()).hexdigest() == chain


def test_an_entry_without_a_transaction_is_refused(journal: Journal) -> None:
    with pytest.raises(RuntimeError):
        journal.append(entry())


def test_a_row_is_canonical_json_in_utc(work: sqlite3.Connection, journal: Journal) -> None:
    at = AT.astimezone(timezone(timedelta(hours=-5)))
    with transaction(work):
        journal.append(JournalEntry(JournalKind.SAVE, "Rechnung ä", at, {"b": 1, "a": "ü\ud800"}))
    text = rows_of(work)[0][1]
    assert text.isascii()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    known = json.loads(text)
    assert known["at"] == "2026-11-22T19:53:01.204511Z"
    assert known["document"] == "Rechnung ä"
    assert known["by"]["workstation"] == "desk-7"
    assert known["seal"] == Seal(KEY).name


def test_each_row_is_sealed_on_top_of_the_one_before(
    work: sqlite3.Connection, journal: Journal
) -> None:
    with transaction(work):
        journal.append(entry("one"), entry("two"))
    with transaction(work):
        journal.append(entry("three"))
    link = START
    for sequence, text, chain, mac in rows_of(work):
        link = Seal(KEY).link(link, sequence, text)
        assert (chain, mac) == (link.chain, link.mac)
    assert len(link.mac) == 64


def test_without_a_key_the_rows_say_so(work: sqlite3.Connection) -> None:
    journal = Journal(work, Seal(), WITNESS)
    with transaction(work):
        journal.append(entry())
    [(_, text, chain, mac)] = rows_of(work)
    assert json.loads(text)["seal"] == "sha256"
    assert (len(chain), mac) == (64, "")


def test_the_chain_goes_on_at_the_next_start(work_path: Path) -> None:
    for start in range(1, 4):
        with contextlib.closing(open_database(work_path, WORK)) as connection:
            journal = Journal(connection, Seal(KEY), WITNESS)
            with transaction(connection):
                journal.append(entry())
            assert journal.anchor().rows == start


def test_an_anchor_holds_until_its_row_is_cut_off(
    work: sqlite3.Connection, journal: Journal
) -> None:
    empty = journal.anchor()
    with transaction(work):
        journal.append(entry("one"), entry("two"))
    anchor = journal.anchor()
    with transaction(work):
        journal.append(entry("three"))
    assert journal.keeps(anchor)
    assert journal.keeps(empty)
    assert journal.keeps(Anchor(anchor.rows, anchor.chain[:32]))
    assert not journal.keeps(Anchor(anchor.rows, anchor.chain[:31]))
    work.execute("DELETE FROM journal WHERE sequence >= 2")
    assert not journal.keeps(anchor)


def test_a_record_that_was_made_unreadable_does_not_stop_the_work(
    work: sqlite3.Connection, journal: Journal
) -> None:
    with transaction(work):
        journal.append(entry())
    work.execute("UPDATE journal SET entry = '{', chain = CAST(x'FF00' AS TEXT), mac = 'é'")
    with transaction(work):
        journal.append(entry())
    assert journal.anchor().rows == 2


def test_a_time_without_a_zone_is_refused(work: sqlite3.Connection, journal: Journal) -> None:
    nowhere = AT.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"), transaction(work):
        journal.append(JournalEntry(JournalKind.SAVE, "doc", nowhere))
    assert rows_of(work) == []
