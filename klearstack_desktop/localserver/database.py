"""The SQLite file of a local server: schema, transactions, settings."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY,
    sample_index INTEGER UNIQUE,          -- NULL for an upload
    file_name TEXT NOT NULL,
    document_type TEXT NOT NULL,
    collection_name TEXT NOT NULL,
    overall_confidence REAL NOT NULL,
    uploaded_at TEXT NOT NULL,            -- ISO, milliseconds, no zone (UTC)
    finished_at TEXT NOT NULL,            -- the document stays "processing" until then
    uploaded_by TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    set_reference TEXT NOT NULL,          -- empty: in no set
    state TEXT NOT NULL,                  -- processing, completed, failed
    problem TEXT NOT NULL,                -- why it failed
    decision TEXT NOT NULL,               -- empty, approved, rejected
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    comment TEXT NOT NULL,
    is_saved INTEGER NOT NULL,
    last_change INTEGER NOT NULL,         -- sequence in the record, 0 for never
    quickbooks TEXT NOT NULL,             -- JSON, as updateqbestatus sent it
    fields TEXT NOT NULL,                 -- JSON list
    tables TEXT NOT NULL                  -- JSON object: table name -> rows
);
CREATE INDEX IF NOT EXISTS documents_by_time ON documents (uploaded_at, id);
CREATE INDEX IF NOT EXISTS documents_by_batch ON documents (batch_id);
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY, document_id TEXT NOT NULL, media_type TEXT NOT NULL, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS pages (
    document_id TEXT NOT NULL, page_index INTEGER NOT NULL, ocr_id TEXT NOT NULL UNIQUE,
    width INTEGER NOT NULL, height INTEGER NOT NULL, dpi INTEGER NOT NULL,
    file_id INTEGER NOT NULL, words TEXT NOT NULL,
    PRIMARY KEY (document_id, page_index)
);
CREATE TABLE IF NOT EXISTS uploads (
    document_id TEXT PRIMARY KEY, media_type TEXT NOT NULL, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS record (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, call TEXT NOT NULL,
    username TEXT NOT NULL, document_id TEXT NOT NULL, details TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS sets (
    reference TEXT PRIMARY KEY, name TEXT NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS pushes (
    id INTEGER PRIMARY KEY, document_id TEXT NOT NULL, at TEXT NOT NULL,
    problem TEXT NOT NULL                 -- empty: the receiver took it
);
CREATE TABLE IF NOT EXISTS datasources (
    name TEXT PRIMARY KEY, columns TEXT NOT NULL, created_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS datasource_rows (
    id TEXT PRIMARY KEY, datasource TEXT NOT NULL, position INTEGER NOT NULL, cells TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS rows_by_datasource ON datasource_rows (datasource, position);
"""


class Database:
    """One connection behind a lock.

    Every statement is short (the longest reads one page image), so that requests, the reader of
    uploads and the process that draws samples can share the file.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Hold the connection for a few SELECTs."""
        with self._lock:
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit everything at the end of the block, or nothing if it raises."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def setting(self, name: str, default: str = "") -> str:
        """Return a remembered setting."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT value FROM settings WHERE name = ?", (name,)
            ).fetchone()
        return str(row["value"]) if row else default

    def set_default(self, name: str, value: str) -> str:
        """Remember a setting unless there is one already; return what is remembered."""
        with self.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (name, value))
        return self.setting(name)

    def set(self, name: str, value: str) -> None:
        """Remember a setting."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._connection.close()
