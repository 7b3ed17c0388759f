"""The tables of both databases, and how older files become newer ones.

A schema's version is the number of its migrations. A migration, once released, never changes; a new
one is added at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Migration: TypeAlias = tuple[str, ...]
"""SQL statements that lead from one version to the next."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What one database file holds.

    Attributes:
        name: the file's name without its ending.
        migrations: from an empty file to the newest version, in order.
        is_precious: the contents cannot be fetched again: every commit reaches the disk before it
            counts, and the whole file is checked when it is opened.
        page_bytes: how large the pages of a new file are; what is written is written by pages.
    """

    name: str
    migrations: tuple[Migration, ...]
    is_precious: bool
    page_bytes: int = 4096

    @property
    def version(self) -> int:
        """The newest version."""
        return len(self.migrations)


WORK = Schema(
    name="work",
    is_precious=True,
    migrations=(
        (
            """
            CREATE TABLE draft (
                document_id TEXT PRIMARY KEY,
                revision    INTEGER NOT NULL,
                comment     TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE draft_part (
                document_id TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
                part        TEXT NOT NULL CHECK (part IN ('field', 'table', 'checked')),
                name        TEXT NOT NULL,
                occurrence  INTEGER NOT NULL,
                value       TEXT NOT NULL,
                PRIMARY KEY (document_id, part, name, occurrence)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE outbox (
                sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
                id              TEXT NOT NULL UNIQUE,
                document_id     TEXT NOT NULL,
                collection_name TEXT NOT NULL,
                kind            TEXT NOT NULL CHECK (kind IN ('save', 'approve', 'reject')),
                snapshot        TEXT NOT NULL,
                comment         TEXT NOT NULL,
                state           TEXT NOT NULL,
                created_at      TEXT NOT NULL,
                not_before      TEXT NOT NULL,
                attempts        INTEGER NOT NULL DEFAULT 0,
                note            TEXT NOT NULL DEFAULT '""'
            ) STRICT
            """,
            "CREATE INDEX outbox_of_document ON outbox (document_id, sequence)",
            "CREATE INDEX outbox_by_state ON outbox (state, sequence)",
            """
            CREATE TABLE decision (
                document_id TEXT PRIMARY KEY,
                kind        TEXT NOT NULL CHECK (kind IN ('approve', 'reject'))
            ) STRICT, WITHOUT ROWID
            """,
        ),
        (
            # What was on offer when the decision was made; a save has none.
            "ALTER TABLE outbox ADD COLUMN seen TEXT",
            # The corrections of the row are known to be with the service.
            "ALTER TABLE outbox ADD COLUMN is_updated INTEGER NOT NULL DEFAULT 0",
            # The row was sent before and nobody knows what became of it.
            "ALTER TABLE outbox ADD COLUMN was_unknown INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE outbox ADD COLUMN finished_at TEXT",
            # What stood in the way of a row that ended in conflict: clash, changed or decided.
            "ALTER TABLE outbox ADD COLUMN conflict TEXT",
            # The row came back and the reviewer has not dealt with it yet.
            "ALTER TABLE outbox ADD COLUMN needs_person INTEGER NOT NULL DEFAULT 0",
            # Their edits have been given back already: they must not be settled and sent again.
            """
            UPDATE outbox SET state = 'conflict', needs_person = NOT EXISTS (
                SELECT 1 FROM outbox AS later WHERE later.document_id = outbox.document_id
                AND later.sequence > outbox.sequence
            ) WHERE state = 'unknown'
            """,
            # Nobody noted when they ended; it was not long after they were made.
            """
            UPDATE outbox SET finished_at = created_at
            WHERE state NOT IN ('waiting', 'sending')
            """,
            """
            CREATE TABLE undo_step (
                document_id TEXT NOT NULL,
                position    INTEGER NOT NULL,
                is_undone   INTEGER NOT NULL,
                label       TEXT NOT NULL,
                visit       TEXT NOT NULL,
                change      TEXT NOT NULL,
                PRIMARY KEY (document_id, position)
            ) STRICT, WITHOUT ROWID
            """,
            # What the journal last said of each part of a draft.
            """
            CREATE TABLE journalled (
                document_id TEXT NOT NULL,
                part        TEXT NOT NULL CHECK (part IN ('field', 'table')),
                name        TEXT NOT NULL,
                occurrence  INTEGER NOT NULL,
                value       TEXT NOT NULL,
                PRIMARY KEY (document_id, part, name, occurrence)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE journal (
                sequence INTEGER PRIMARY KEY,
                entry    TEXT NOT NULL,
                chain    TEXT NOT NULL,
                mac      TEXT NOT NULL
            ) STRICT
            """,
        ),
        (
            # A draft also remembers what was let stand and why; SQLite cannot change a CHECK.
            """
            CREATE TABLE draft_part_3 (
                document_id TEXT NOT NULL REFERENCES draft ON DELETE CASCADE,
                part        TEXT NOT NULL
                            CHECK (part IN ('field', 'table', 'checked', 'override')),
                name        TEXT NOT NULL,
                occurrence  INTEGER NOT NULL,
                value       TEXT NOT NULL,
                PRIMARY KEY (document_id, part, name, occurrence)
            ) STRICT, WITHOUT ROWID
            """,
            "INSERT INTO draft_part_3 SELECT * FROM draft_part",
            "DROP TABLE draft_part",
            "ALTER TABLE draft_part_3 RENAME TO draft_part",
        ),
        (
            """
            CREATE TABLE hold (
                document_id TEXT PRIMARY KEY,
                until       TEXT NOT NULL,
                reason      TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
        # What a reviewer saw is a text from here on that older programs do not read.
        (),
    ),
)

CACHE = Schema(
    name="cache",
    is_precious=False,
    # Most documents of a list take two to three thousand bytes: one to a small page, three to this.
    page_bytes=8192,
    migrations=(
        (
            """
            CREATE TABLE summary (
                document_id TEXT PRIMARY KEY,
                position    INTEGER NOT NULL,
                document    TEXT NOT NULL
            ) STRICT
            """,
            "CREATE INDEX summary_in_order ON summary (position)",
            """
            CREATE TABLE view_state (
                key   TEXT PRIMARY KEY,
                value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
        (
            """
            CREATE TABLE details (
                document_id TEXT PRIMARY KEY,
                read_at     TEXT NOT NULL,
                size        INTEGER NOT NULL,
                document    TEXT NOT NULL
            ) STRICT
            """,
            # Tells from the index alone what has to make way.
            "CREATE INDEX details_by_age ON details (read_at, document_id, size)",
            """
            CREATE TABLE page_file (
                name        TEXT PRIMARY KEY,
                document_id TEXT NOT NULL,
                part        INTEGER NOT NULL,
                media_type  TEXT NOT NULL,
                sha256      TEXT NOT NULL,
                bytes       INTEGER NOT NULL,
                last_used   REAL NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX page_file_of_document ON page_file (document_id)",
            "CREATE INDEX page_file_by_use ON page_file (last_used)",
            """
            CREATE TABLE page (
                document_id TEXT NOT NULL,
                page        INTEGER NOT NULL,
                file        TEXT NOT NULL REFERENCES page_file ON DELETE CASCADE,
                frame       INTEGER NOT NULL,
                width       INTEGER,
                height      INTEGER,
                dpi         INTEGER NOT NULL,
                mark        TEXT NOT NULL,
                PRIMARY KEY (document_id, page)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX page_of_file ON page (file)",
        ),
        (
            # Rows stay when a document leaves the list: it can still be found.
            """
            CREATE TABLE search_document (
                number      INTEGER PRIMARY KEY AUTOINCREMENT,
                document_id TEXT NOT NULL UNIQUE,
                shown       TEXT NOT NULL
            ) STRICT
            """,
            """
            CREATE VIRTUAL TABLE search_words USING fts5 (
                words, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
            )
            """,
            # What the index has not taken yet. In a trigger the statement that sets it off decides
            # over conflicts, so that OR IGNORE would mean nothing there.
            "CREATE TABLE search_due (document_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
            """
            CREATE TRIGGER summary_came AFTER INSERT ON summary BEGIN
                INSERT INTO search_due SELECT new.document_id WHERE NOT EXISTS
                    (SELECT 1 FROM search_due WHERE document_id = new.document_id);
            END
            """,
            """
            CREATE TRIGGER summary_changed AFTER UPDATE OF document ON summary
            WHEN old.document <> new.document BEGIN
                INSERT INTO search_due SELECT new.document_id WHERE NOT EXISTS
                    (SELECT 1 FROM search_due WHERE document_id = new.document_id);
            END
            """,
            """
            CREATE TRIGGER details_came AFTER INSERT ON details BEGIN
                INSERT INTO search_due SELECT new.document_id WHERE NOT EXISTS
                    (SELECT 1 FROM search_due WHERE document_id = new.document_id);
            END
            """,
            """
            CREATE TRIGGER details_changed AFTER UPDATE OF document ON details
            WHEN old.document <> new.document BEGIN
                INSERT INTO search_due SELECT new.document_id WHERE NOT EXISTS
                    (SELECT 1 FROM search_due WHERE document_id = new.document_id);
            END
            """,
            "INSERT OR IGNORE INTO search_due SELECT document_id FROM summary",
            "INSERT OR IGNORE INTO search_due SELECT document_id FROM details",
        ),
        (
            # What stood in approved documents, to be offered again, and lists to choose from.
            """
            CREATE TABLE value_history (
                supplier  TEXT NOT NULL,
                field     TEXT NOT NULL,
                value     TEXT NOT NULL,
                uses      INTEGER NOT NULL,
                last_used TEXT NOT NULL,
                PRIMARY KEY (supplier, field, value)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE datasource (
                name    TEXT PRIMARY KEY,
                read_at TEXT NOT NULL,
                content TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
        (
            # What was decided here, for comparing what comes later with it.
            """
            CREATE TABLE decided (
                document_id TEXT PRIMARY KEY,
                decided_at  TEXT NOT NULL,
                facts       TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX decided_by_time ON decided (decided_at)",
        ),
        (
            # The day on which a document was first seen here; empty where an older program saw it.
            "ALTER TABLE search_document ADD COLUMN first_seen TEXT NOT NULL DEFAULT ''",
        ),
        (
            # One row for the order of the whole list: it changes in one go, while the summaries
            # themselves are written in batches.
            """
            CREATE TABLE summary_order (
                only         INTEGER PRIMARY KEY CHECK (only = 0),
                document_ids TEXT NOT NULL
            ) STRICT
            """,
            """
            INSERT INTO summary_order SELECT 0, json_group_array(document_id)
                FROM (SELECT document_id FROM summary ORDER BY position)
            """,
            "DROP INDEX summary_in_order",
            "ALTER TABLE summary DROP COLUMN position",
        ),
        (
            # What writes a summary notes by itself that the search has to look at it. The text of a
            # document is another one from here on, which older programs do not read.
            "DROP TRIGGER summary_came",
            "DROP TRIGGER summary_changed",
        ),
    ),
)
