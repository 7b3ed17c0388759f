"""Documents and pages in SQLite."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from klearstack_desktop.localserver.content import (
    Decision,
    State,
    StoredDocument,
    StoredField,
    StoredFile,
    StoredPage,
    StoredWord,
    wire_now,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.localserver.database import Database

_COLUMNS = (
    "id, file_name, document_type, collection_name, overall_confidence, uploaded_at, "
    "finished_at, uploaded_by, batch_id, set_reference, state, problem, decision, decided_by, "
    "decided_at, comment, is_saved, last_change, quickbooks, fields, tables"
)
_NAMES = tuple(name.strip() for name in _COLUMNS.split(","))
_SAVE = (
    f"INSERT INTO documents ({_COLUMNS}) VALUES ({', '.join('?' for _ in _NAMES)}) "  # noqa: S608 -- constants only
    "ON CONFLICT (id) DO UPDATE SET " + ", ".join(f"{n} = excluded.{n}" for n in _NAMES[1:])
)


def _to_row(document: StoredDocument) -> tuple[Any, ...]:
    encoded = {
        "quickbooks": document.quickbooks,
        "fields": [f.to_json() for f in document.fields],
        "tables": document.tables,
    }
    return tuple(
        json.dumps(encoded[name], ensure_ascii=False)
        if name in encoded
        else getattr(document, name)
        for name in _NAMES
    )


def _from_row(row: sqlite3.Row) -> StoredDocument:
    values = {name: row[name] for name in _NAMES}
    values["state"] = State(values["state"])
    values["decision"] = Decision(values["decision"])
    values["is_saved"] = bool(values["is_saved"])
    values["quickbooks"] = json.loads(values["quickbooks"])
    values["fields"] = tuple(StoredField.from_json(f) for f in json.loads(values["fields"]))
    values["tables"] = json.loads(values["tables"])
    return StoredDocument(**values)


def _page_from_row(row: sqlite3.Row) -> StoredPage:
    words = tuple(StoredWord(text, tuple(box)) for text, box in json.loads(row["words"]))
    return StoredPage(
        page_index=row["page_index"],
        ocr_id=row["ocr_id"],
        width=row["width"],
        height=row["height"],
        dpi=row["dpi"],
        words=words,
        file=row["file_id"],
    )


class Documents:
    """All documents of the company. Methods that take a connection join an open transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def save(self, connection: sqlite3.Connection, document: StoredDocument) -> None:
        """Insert the document, or replace everything but its pages."""
        connection.execute(_SAVE, _to_row(document))

    def mark_sample(self, connection: sqlite3.Connection, document_id: str, index: int) -> None:
        """Remember which sample a document is, so that it is drawn only once."""
        connection.execute(
            "UPDATE documents SET sample_index = ? WHERE id = ?", (index, document_id)
        )

    def sample_indices(self) -> set[int]:
        """Return the numbers of the samples that are there."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT sample_index FROM documents WHERE sample_index IS NOT NULL"
            ).fetchall()
        return {row["sample_index"] for row in rows}

    def save_pages(
        self,
        connection: sqlite3.Connection,
        document_id: str,
        pages: Iterable[StoredPage],
        files: Sequence[StoredFile],
    ) -> None:
        """Insert the pages of a document that has none yet; ``page.file`` indexes ``files``."""
        ids = [
            connection.execute(
                "INSERT INTO files (document_id, media_type, data) VALUES (?, ?, ?)",
                (document_id, file.media_type, file.data),
            ).lastrowid
            for file in files
        ]
        connection.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    document_id,
                    page.page_index,
                    page.ocr_id,
                    page.width,
                    page.height,
                    page.dpi,
                    ids[page.file],
                    json.dumps([[w.text, w.box] for w in page.words], ensure_ascii=False),
                )
                for page in pages
            ],
        )

    def find(self, condition: str = "1", *values: object) -> list[StoredDocument]:
        """Return documents in the service's order: oldest first.

        Args:
            condition: an SQL condition over the columns of ``documents``; never built from input.
            values: what its question marks stand for.
        """
        query = f"SELECT {_COLUMNS} FROM documents WHERE {condition} ORDER BY uploaded_at, id"  # noqa: S608
        with self.database.reading() as connection:
            rows = connection.execute(query, values).fetchall()
        return [_from_row(row) for row in rows]

    def finished(self, condition: str = "1", *values: object) -> list[StoredDocument]:
        """Return the documents that have been read, oldest first; arguments as in ``find``."""
        return self.find(
            f"state = ? AND finished_at <= ? AND ({condition})",
            State.COMPLETED,
            wire_now(),
            *values,
        )

    def get(self, document_id: str) -> StoredDocument | None:
        """Return one document in whatever state."""
        return next(iter(self.find("id = ?", document_id)), None)

    def pages(self, document_id: str) -> list[StoredPage]:
        """Return the pages of a document in order."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM pages WHERE document_id = ? ORDER BY page_index", (document_id,)
            ).fetchall()
        return [_page_from_row(row) for row in rows]

    def ocr_ids(self, document_id: str) -> list[str]:
        """Return what ``gettext`` wants, one for each page in order."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT ocr_id FROM pages WHERE document_id = ? ORDER BY page_index", (document_id,)
            ).fetchall()
        return [row["ocr_id"] for row in rows]

    def page_with_text(self, ocr_id: str) -> StoredPage | None:
        """Return the page that ``gettext`` means."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT * FROM pages WHERE ocr_id = ?", (ocr_id,)).fetchone()
        return _page_from_row(row) if row else None

    def page_file(self, document_id: str, page_index: int) -> StoredFile | None:
        """Return the image of a page (from 1), or None."""
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT media_type, data FROM files JOIN pages ON pages.file_id = files.id "
                "WHERE pages.document_id = ? AND page_index = ?",
                (document_id, page_index),
            ).fetchone()
        return StoredFile(row["media_type"], row["data"]) if row else None

    def replace_page_file(
        self,
        connection: sqlite3.Connection,
        document_id: str,
        page_index: int,
        file: StoredFile,
    ) -> None:
        """Put another image in the place of a page; pages that shared its file keep that.

        Raises:
            KeyError: there is no such page.
        """
        new = connection.execute(
            "INSERT INTO files (document_id, media_type, data) VALUES (?, ?, ?)",
            (document_id, file.media_type, file.data),
        ).lastrowid
        replaced = connection.execute(
            "UPDATE pages SET file_id = ? WHERE document_id = ? AND page_index = ?",
            (new, document_id, page_index),
        )
        if replaced.rowcount != 1:
            raise KeyError(page_index)

    def save_upload(
        self, connection: sqlite3.Connection, document_id: str, upload: StoredFile
    ) -> None:
        """Keep an uploaded file until and after it has been read."""
        connection.execute(
            "INSERT INTO uploads VALUES (?, ?, ?)", (document_id, upload.media_type, upload.data)
        )

    def upload(self, document_id: str) -> StoredFile | None:
        """Return an uploaded file."""
        with self.database.reading() as connection:
            row = connection.execute(
                "SELECT media_type, data FROM uploads WHERE document_id = ?", (document_id,)
            ).fetchone()
        return StoredFile(row["media_type"], row["data"]) if row else None
