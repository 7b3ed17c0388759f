"""Opening SQLite files, and the one place where SQLite's errors become the store's."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from klearstack_desktop.store.folders import private_file
from klearstack_desktop.store.problems import (
    DamagedDatabase,
    NewerDatabase,
    NothingStored,
    NotWritten,
    StoreProblem,
)
from klearstack_desktop.store.read_only import read_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from klearstack_desktop.store.schema import Schema

BUSY_TIMEOUT_SECONDS = 5.0

_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full: make room, nothing more can be kept until then.",
    sqlite3.SQLITE_READONLY: "The folder of this account cannot be written: check its rights.",
    sqlite3.SQLITE_CANTOPEN: "The folder of this account cannot be opened: check its rights.",
    sqlite3.SQLITE_PERM: "The folder of this account cannot be written: check its rights.",
    sqlite3.SQLITE_BUSY: "Another program holds the database of this account.",
    sqlite3.SQLITE_LOCKED: "Another program holds the database of this account.",
    sqlite3.SQLITE_IOERR: "The disk reports an error: what was typed last may not be kept.",
}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PRIMARY_CODE = 0xFF
"""The extended result codes of SQLite carry the primary one in their lowest byte."""


def open_database(path: Path, schema: Schema) -> sqlite3.Connection:
    """Open or make a database file and bring it to the newest version of its schema.

    The connection belongs to the calling thread. What writes runs inside `transaction`.

    Raises:
        NewerDatabase: a newer program wrote the file; no byte of it was changed.
        DamagedDatabase: the file is no database, or it is inconsistent; it was left as it is.
        NotWritten: the file or its folder cannot be written.
    """
    with translated(path.name):
        if path.exists() and path.stat().st_size > 0:
            _refuse_newer(path, schema)
        private_file(path)
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        try:
            _set_pragmas(connection, schema)
            if schema.is_precious:
                _check(connection, path)
            _migrate(connection, schema)
        except BaseException:
            connection.close()
            raise
    return connection


def open_to_read(path: Path, schema: Schema) -> sqlite3.Connection:
    """Open a database file that may be in use elsewhere, without any way to change it.

    The connection belongs to the calling thread.

    Raises:
        NothingStored: there is no such file, or it is older than this program's schema.
        NewerDatabase: a newer program wrote the file.
        DamagedDatabase: the file is no database.
        NotWritten: the file may not be read.
    """
    if not path.exists():
        raise NothingStored("This workstation remembers nothing of that account.", str(path))
    with translated(path.name):
        _refuse_newer(path, schema)
        connection = read_only(path, BUSY_TIMEOUT_SECONDS)
        try:
            version = _version(connection)
        except BaseException:
            connection.close()
            raise
    if version < schema.version:
        connection.close()
        raise NothingStored(
            "That account was last opened with an older version of KlearStack Desktop, which kept"
            " less: open it once with this one.",
            f"{path.name}: version {version}, this program knows {schema.version}",
        )
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run statements that all take effect, or none of them does.

    Raises:
        NotWritten: full disk, missing rights, a lock; nothing was changed.
        DamagedDatabase: the file is inconsistent; nothing was changed.
    """
    with translated():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # After some errors, a full disk among them, SQLite has rolled back already.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextlib.contextmanager
def translated(name: str = "the database") -> Iterator[None]:
    """Turn SQLite's errors into the store's; needed by itself around statements that only read."""
    try:
        yield
    except sqlite3.Error as error:
        raise _problem(error, name) from error


def _problem(error: sqlite3.Error, name: str) -> StoreProblem:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE
    details = f"{name}: {getattr(error, 'sqlite_errorname', type(error).__name__)}: {error}"
    if code in _DAMAGE:
        return _damaged(details)
    return NotWritten(_SENTENCES.get(code, f"The workstation's memory failed: {error}."), details)


def _damaged(details: str) -> DamagedDatabase:
    return DamagedDatabase(
        "The file with what this workstation remembers of the account is damaged. Close the"
        " program and start it again: what can be read is recovered.",
        details,
    )


def _refuse_newer(path: Path, schema: Schema) -> None:
    """Look at the version through a connection that cannot write: a refusal changes nothing."""
    reader = read_only(path, BUSY_TIMEOUT_SECONDS)
    try:
        version = _version(reader)
    finally:
        reader.close()
    if version > schema.version:
        raise NewerDatabase(
            "This account was last opened with a newer version of KlearStack Desktop: "
            "update the program on this workstation. Nothing was changed.",
            f"{path.name}: version {version}, this program knows {schema.version}",
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _set_pragmas(connection: sqlite3.Connection, schema: Schema) -> None:
    connection.execute(f"PRAGMA page_size = {schema.page_bytes}")  # older files stay as they are
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {'FULL' if schema.is_precious else 'NORMAL'}")
    # On macOS a plain fsync may stop in the drive's cache; elsewhere these two do nothing.
    connection.execute(f"PRAGMA fullfsync = {'ON' if schema.is_precious else 'OFF'}")
    connection.execute(f"PRAGMA checkpoint_fullfsync = {'ON' if schema.is_precious else 'OFF'}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise _damaged(f"{path.name}: {finding}")


def _migrate(connection: sqlite3.Connection, schema: Schema) -> None:
    known = _version(connection)
    if known == schema.version:
        return
    with transaction(connection):
        for migration in schema.migrations[known:]:
            for statement in migration:
                connection.execute(statement)
        # A pragma takes no parameters; the version is our own number.
        connection.execute(f"PRAGMA user_version = {schema.version}")
