"""Real files of SQLite, damaged on purpose; what is recovered is compared with what was in them."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.problems import DamagedDatabase, NotWritten
from klearstack_desktop.store.recovery import finish_recovery, recover
from klearstack_desktop.store.schema import WORK, Schema
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
SET_ASIDE = "work.db.damaged-20261122T193000Z"
PAGE = 4096
LEAVES = {0x0A, 0x0D}
"""First byte of a page that holds rows: of a table without row numbers, and of one with them."""

TABLES = (
    *("draft", "draft_part", "outbox", "decision", "undo_step", "journalled", "journal"),
    "hold",
)
Rows = dict[str, set[tuple[Any, ...]]]


def documents(count: int = 120) -> list[str]:
    numbers = random.Random(7)  # noqa: S311 - the same file in every run
    return [f"{numbers.getrandbits(96):024x}" for _ in range(count)]


def fill(connection: sqlite3.Connection) -> None:
    value = json.dumps({"base": {"value": "1.234,50"}, "mine": {"value": "1.234,60"}})
    with transaction(connection):
        for number, document in enumerate(documents()):
            connection.execute("INSERT INTO draft VALUES (?, ?, ?)", (document, number, '"why"'))
            for field in range(6):
                connection.execute(
                    "INSERT INTO draft_part VALUES (?, 'field', ?, 0, ?)",
                    (document, f"Field_{field}", value),
                )
            connection.execute(
                "INSERT INTO undo_step VALUES (?, 0, 0, 'Total', '', ?)", (document, value)
            )
            connection.execute(
                "INSERT INTO journalled VALUES (?, 'field', 'Field_0', 0, ?)", (document, value)
            )
            connection.execute("INSERT INTO decision VALUES (?, 'approve')", (f"x{document}",))
            connection.execute(
                "INSERT INTO hold VALUES (?, ?, '\"why\"')", (document, NOW.isoformat())
            )
            state = "waiting" if number % 2 else "applied"
            connection.execute(
                "INSERT INTO outbox (id, document_id, collection_name, kind, snapshot, comment,"
                " state, created_at, not_before)"
                " VALUES (?, ?, '\"\"', 'approve', ?, '\"\"', ?, ?, ?)",
                (f"row-{number}", document, value * 3, state, NOW.isoformat(), NOW.isoformat()),
            )
            for step in range(3):
                connection.execute(
                    "INSERT INTO journal VALUES (?, ?, 'c', 'm')",
                    (number * 3 + step + 1, json.dumps({"what": value})),
                )


def contents(path: Path) -> Rows:
    with contextlib.closing(open_database(path, WORK)) as connection:
        return {
            table: set(connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
            for table in TABLES
        }


def as_recovered(rows: Rows) -> Rows:
    """What recovering leaves of rows: nobody knows whether those that waited were sent since."""
    flagged = {(*row[:14], 1, *row[15:]) if "waiting" in row else row for row in rows["outbox"]}
    return {**rows, "outbox": flagged}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound file with a few thousand rows on some hundred pages."""
    path = tmp_path_factory.mktemp("sound") / "work.db"
    with contextlib.closing(open_database(path, WORK)) as connection:
        fill(connection)
    return path


@pytest.fixture(scope="module")
def original(sound: Path) -> Rows:
    return contents(sound)


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Callable[[Callable[[bytearray], None]], Path]:
    """Gives a copy of the sound file, damaged in the way that a test says."""

    def copy_of(damage: Callable[[bytearray], None]) -> Path:
        path = tmp_path / "work.db"
        content = bytearray(sound.read_bytes())
        damage(content)
        path.write_bytes(content)
        return path

    return copy_of


def leaves(path: Path) -> list[int]:
    content = path.read_bytes()
    return [at for at in range(PAGE, len(content), PAGE) if content[at] in LEAVES]


def lost(before: Rows, after: Rows) -> dict[str, int]:
    return {table: len(before[table] - after[table]) for table in TABLES}


def check_nothing_invented(before: Rows, after: Rows) -> None:
    for table in TABLES:
        invented = after[table] - before[table]
        if table == "draft":
            # A draft whose first row is lost gets one, so that its parts have a place.
            invented = {row for row in invented if row[1:] != (0, '""')}
        assert not invented, table


def test_one_destroyed_page_takes_its_own_rows_and_no_others(
    sound: Path, original: Rows, tmp_path: Path
) -> None:
    before = as_recovered(original)
    for number, at in enumerate(leaves(sound)):
        content = bytearray(sound.read_bytes())
        content[at : at + PAGE] = b"\xa5" * PAGE
        path = tmp_path / str(number) / "work.db"
        path.parent.mkdir()
        path.write_bytes(content)
        recovery = recover(path, NOW)
        after = contents(path)
        check_nothing_invented(before, after)
        missing = lost(before, after)
        # One page holds rows of one table, and no more of them than fit.
        assert sum(count > 0 for table, count in missing.items()) <= 1, missing
        assert sum(missing.values()) <= 130, missing
        assert recovery.is_complete == (sum(missing.values()) == 0)
        assert recovery.drafts == len(after["draft"])
        assert recovery.journal == len(after["journal"])


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_damaged_a_sound_file_stands_in_the_end(
    data: st.DataObject,
    sound: Path,
    original: Rows,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    content = bytearray(sound.read_bytes())
    for _ in range(data.draw(st.integers(1, 4), "damages")):
        at = data.draw(st.integers(0, len(content) - 1), "at")
        junk = data.draw(st.binary(min_size=1, max_size=3000), "junk")
        content[at : at + len(junk)] = junk[: len(content) - at]
    if data.draw(st.booleans(), "is cut"):
        content = content[: data.draw(st.integers(1, len(content)), "length")]
    path = tmp_path_factory.mktemp("damaged") / "work.db"
    path.write_bytes(content)

    recovery = recover(path, NOW)

    after = contents(path)
    assert (path.parent / SET_ASIDE).read_bytes() == content
    assert recovery.drafts == len(after["draft"])
    # A byte within a value may have changed unseen, but no row can have come from nowhere.
    assert len(after["journal"]) <= len(original["journal"])
    shutil.rmtree(path.parent)


def test_several_destroyed_pages_leave_what_lies_between_them(
    damaged: Callable[[Callable[[bytearray], None]], Path], sound: Path, original: Rows
) -> None:
    every_third = leaves(sound)[::3]

    def damage(content: bytearray) -> None:
        for at in every_third:
            content[at : at + PAGE] = bytes(PAGE)

    path = damaged(damage)
    recover(path, NOW)
    before, after = as_recovered(original), contents(path)
    check_nothing_invented(before, after)
    for table in ("draft_part", "outbox", "undo_step", "journal"):
        # A small table has so few pages that chance decides how many of them are hit.
        assert len(after[table]) > len(before[table]) // 4, table


def test_a_file_cut_in_the_middle_gives_back_its_first_half(
    damaged: Callable[[Callable[[bytearray], None]], Path], original: Rows
) -> None:
    def damage(content: bytearray) -> None:
        del content[len(content) // 2 :]

    path = damaged(damage)
    with pytest.raises(DamagedDatabase):
        open_database(path, WORK)
    recovery = recover(path, NOW)
    before, after = as_recovered(original), contents(path)
    check_nothing_invented(before, after)
    assert not recovery.is_complete
    assert sum(map(len, after.values())) > sum(map(len, before.values())) // 4


def test_a_file_that_is_no_database_is_set_aside_and_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    path.write_bytes(b"no database " * 100)
    recovery = recover(path, NOW)
    assert (recovery.drafts, recovery.unsettled, recovery.journal) == (0, 0, 0)
    assert not recovery.is_complete
    assert "Recovered: nothing. Something may be missing" in recovery.sentence
    assert recovery.set_aside == tmp_path / SET_ASIDE
    assert recovery.set_aside.read_bytes() == b"no database " * 100
    assert contents(path) == {table: set() for table in TABLES}


def test_what_stands_only_in_the_log_is_recovered_too(sound: Path, tmp_path: Path) -> None:
    """The program was killed: its last commits are in the write-ahead log, not in the file."""
    live, path = tmp_path / "live" / "work.db", tmp_path / "work.db"
    live.parent.mkdir()
    shutil.copyfile(sound, live)
    with contextlib.closing(open_database(live, WORK)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        with transaction(connection):
            connection.execute("INSERT INTO draft VALUES ('typed last', 1, '\"kept\"')")
        shutil.copyfile(live, path)
        shutil.copyfile(live.with_name("work.db-wal"), path.with_name("work.db-wal"))
    content = bytearray(path.read_bytes())
    at = leaves(path)[-1]
    content[at : at + PAGE] = bytes(PAGE)
    path.write_bytes(content)
    recover(path, NOW)
    assert ("typed last", 1, '"kept"') in contents(path)["draft"]
    assert (tmp_path / f"{SET_ASIDE}-wal").stat().st_size > 0


def test_a_damaged_file_of_the_first_version_is_recovered_into_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    first = Schema("work", WORK.migrations[:1], is_precious=True)
    with contextlib.closing(open_database(path, first)) as connection, transaction(connection):
        for document in documents(500):
            connection.execute("INSERT INTO draft VALUES (?, 3, '\"why\"')", (document,))
    content = bytearray(path.read_bytes())
    at = leaves(path)[-1]
    content[at : at + PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)
    recovery = recover(path, NOW)
    assert 300 < recovery.drafts < 500
    assert len(contents(path)["draft"]) == recovery.drafts


def test_a_power_cut_before_the_last_step_is_made_up_for(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    path.write_bytes(b"damaged")
    (tmp_path / "work.db-wal").write_bytes(b"of the damaged file")
    shutil.copyfile(sound, tmp_path / "work.db.recovered")
    finish_recovery(path)
    assert len(contents(path)["draft"]) == 120
    assert not (tmp_path / "work.db.recovered").exists()


def test_a_half_made_new_file_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    path.write_bytes(b"no database " * 100)
    (tmp_path / "work.db.recovering").write_bytes(b"half")
    recover(path, NOW)
    assert contents(path)["draft"] == set()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["work.db", SET_ASIDE]


def test_without_room_the_damaged_file_stays_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    path.write_bytes(b"no database " * 100)
    (tmp_path / "work.db.recovering").mkdir()
    with pytest.raises(NotWritten):
        recover(path, NOW)
    assert path.read_bytes() == b"no database " * 100


def test_the_account_opens_with_what_was_recovered_and_says_so(sound: Path, tmp_path: Path) -> None:
    account = AccountStore(tmp_path, "https://tenant.example", "Acme", "ann")
    content = bytearray(sound.read_bytes())
    at = leaves(sound)[-1]
    content[at : at + PAGE] = bytes(PAGE)
    (account.folder / "work.db").write_bytes(content)
    account.open_work(Seal(), WITNESS)
    try:
        recovery = account.recovery
        assert recovery is not None
        assert recovery.set_aside.exists()
        assert "The file with your work was damaged" in recovery.sentence
        assert f"{recovery.drafts} drafts" in recovery.sentence
        assert recovery.set_aside.name in recovery.sentence
        account.drafts.save("doc", Draft(comment="goes on"), 1)
    finally:
        account.close_work()
        account.close()
    with contextlib.closing(open_database(account.folder / "work.db", WORK)) as connection:
        (entry,) = connection.execute(
            "SELECT entry FROM journal ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
    said = json.loads(entry)
    assert said["kind"] == "recovered"
    assert said["facts"]["drafts"] == recovery.drafts


def test_a_sound_account_has_nothing_to_say(tmp_path: Path) -> None:
    account = AccountStore(tmp_path, "https://tenant.example", "Acme", "ann")
    account.open_work(Seal(), WITNESS)
    account.close_work()
    account.close()
    assert account.recovery is None
