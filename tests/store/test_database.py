from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.store.database import open_database, transaction
from klearstack_desktop.store.problems import (
    DamagedDatabase,
    NewerDatabase,
    NotWritten,
    StoreProblem,
)
from klearstack_desktop.store.schema import CACHE, WORK, Schema

if TYPE_CHECKING:
    from pathlib import Path

FIRST = ("CREATE TABLE note (text TEXT NOT NULL) STRICT",)
SECOND = (
    "ALTER TABLE note ADD COLUMN stars INTEGER NOT NULL DEFAULT 0",
    "UPDATE note SET stars = length(text)",
)
OLD = Schema("notes", (FIRST,), is_precious=True)
NEW = Schema("notes", (FIRST, SECOND), is_precious=True)


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


def make_old(path: Path) -> None:
    with contextlib.closing(open_database(path, OLD)) as connection, transaction(connection):
        connection.execute("INSERT INTO note VALUES ('abc')")


def test_what_is_precious_reaches_the_disk_with_every_commit(tmp_path: Path) -> None:
    with contextlib.closing(open_database(tmp_path / "work.db", WORK)) as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2
        assert pragma(connection, "fullfsync") == 1
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "busy_timeout") == 5000


def test_what_can_be_fetched_again_is_written_lightly(tmp_path: Path) -> None:
    with contextlib.closing(open_database(tmp_path / "cache.db", CACHE)) as connection:
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 1


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX")
def test_all_files_of_a_database_are_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with contextlib.closing(open_database(tmp_path / "work.db", WORK)) as connection:
            with transaction(connection):
                connection.execute("INSERT INTO draft VALUES ('a', 1, '')")
            files = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert files == {"work.db": 0o600, "work.db-wal": 0o600, "work.db-shm": 0o600}


def test_an_older_file_is_migrated_with_its_contents(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    make_old(path)
    with contextlib.closing(open_database(path, NEW)) as connection:
        assert connection.execute("SELECT text, stars FROM note").fetchall() == [("abc", 3)]
        assert pragma(connection, "user_version") == 2


def test_a_failing_migration_leaves_the_old_version_whole(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    make_old(path)
    broken = Schema("notes", (FIRST, (*SECOND, "UPDATE nothing SET a = 1")), is_precious=True)
    with pytest.raises(StoreProblem):
        open_database(path, broken)
    with contextlib.closing(open_database(path, OLD)) as connection:
        assert connection.execute("SELECT * FROM note").fetchall() == [("abc",)]


def test_a_newer_file_is_refused_and_not_one_byte_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    open_database(path, NEW).close()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="newer version"):
        open_database(path, OLD)
    assert path.read_bytes() == before


def test_a_newer_file_is_recognised_by_its_log_alone(tmp_path: Path) -> None:
    """The newer program was killed: its migration is in the write-ahead log, not in the file."""
    path = tmp_path / "notes.db"
    make_old(path)
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA user_version = 2')\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)
    before = path.read_bytes()
    log = (tmp_path / "notes.db-wal").read_bytes()
    with pytest.raises(NewerDatabase):
        open_database(path, OLD)
    assert path.read_bytes() == before
    assert (tmp_path / "notes.db-wal").read_bytes() == log


def test_a_file_that_is_no_database_is_reported_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "work.db"
    content = b"this is no database, but it is long enough" * 100
    path.write_bytes(content)
    with pytest.raises(DamagedDatabase, match="damaged"):
        open_database(path, WORK)
    assert path.read_bytes() == content


def test_torn_pages_are_found_when_a_precious_file_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    with contextlib.closing(open_database(path, OLD)) as connection, transaction(connection):
        connection.executemany("INSERT INTO note VALUES (?)", [("x" * 500,)] * 200)
    torn = bytearray(path.read_bytes())
    torn[8192:40960] = b"\xa5" * (40960 - 8192)
    path.write_bytes(torn)
    with pytest.raises(DamagedDatabase):
        open_database(path, OLD)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NotWritten):
        open_database(tmp_path / "missing" / "work.db", WORK)


def test_a_full_disk_changes_nothing_and_says_so(tmp_path: Path) -> None:
    with contextlib.closing(open_database(tmp_path / "notes.db", OLD)) as connection:
        with transaction(connection):
            connection.execute("INSERT INTO note VALUES ('kept')")
        # SQLite reports a reached page limit as the very error of a full disk.
        pages = pragma(connection, "page_count")
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(NotWritten, match="disk is full"), transaction(connection):
            connection.executemany("INSERT INTO note VALUES (?)", [("x" * 5_000,)] * 20)
        assert connection.execute("SELECT text FROM note").fetchall() == [("kept",)]
        connection.execute("PRAGMA max_page_count = 1000")
        with transaction(connection):
            connection.execute("INSERT INTO note VALUES ('room again')")


def test_a_lock_held_by_another_program_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    with (
        contextlib.closing(open_database(path, OLD)) as ours,
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as theirs,
    ):
        theirs.execute("BEGIN IMMEDIATE")
        ours.execute("PRAGMA busy_timeout = 10")
        with pytest.raises(NotWritten, match="Another program"), transaction(ours):
            ours.execute("INSERT INTO note VALUES ('x')")


def test_an_error_in_the_block_undoes_it_and_is_passed_on(tmp_path: Path) -> None:
    with contextlib.closing(open_database(tmp_path / "notes.db", OLD)) as connection:
        with pytest.raises(ZeroDivisionError), transaction(connection):
            connection.executemany(
                "INSERT INTO note VALUES (?)", ((str(1 // number),) for number in (1, 0))
            )
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)
        assert not connection.in_transaction
