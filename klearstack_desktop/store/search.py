"""The search over every document that this workstation has seen, by its words.

What changed is noted in ``search_due`` in the very transaction that changed a summary or details,
so that nothing is missed however the program ends. `SearchIndex` works that off in small
batches in the thread that writes; `SearchReader` asks through a connection of its own.
"""

from __future__ import annotations

import logging
import time
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model.amounts import display_amount
from klearstack_desktop.model.dates import display_date
from klearstack_desktop.model.fieldmap import FieldRole, default_field_map
from klearstack_desktop.model.search import SearchHits, SeenDocument, words_of
from klearstack_desktop.store import codec, document_text
from klearstack_desktop.store.database import open_to_read, transaction, translated
from klearstack_desktop.store.problems import DamagedRecord
from klearstack_desktop.store.schema import CACHE

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.fieldmap import FieldMap

log = logging.getLogger(__name__)

MOST_DOCUMENTS: Final = 200_000
"""Above this those that are no longer in the list make way, the first seen first."""

_BATCH_SECONDS: Final = 0.03
_BATCH: Final = 200
_MOST_HITS: Final = 2000
_MOST_EARLIER: Final = 200


class SearchIndex:
    """Writes the index of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection, field_map: FieldMap | None = None) -> None:
        """Prepare writing.

        Args:
            connection: to ``cache.db``.
            field_map: describes the fields of the remembered documents; None means the map that
                ships with the program.
        """
        self._connection = connection
        self._field_map = field_map or default_field_map()

    def take_batch(self, most_seconds: float = _BATCH_SECONDS) -> bool:
        """Take some of what changed into the index; at least one document, if any is due.

        Args:
            most_seconds: no further document is begun after that time.

        Returns:
            Whether more is due.

        Raises:
            NotWritten: nothing was taken, and all of it is still due.
        """
        deadline = time.monotonic() + most_seconds
        with transaction(self._connection):
            due = [
                key
                for (key,) in self._connection.execute(
                    "SELECT document_id FROM search_due LIMIT ?", (_BATCH,)
                )
            ]
            done = 0
            for key in due:
                self._take(key)
                done += 1
                if time.monotonic() >= deadline:
                    break
            self._connection.executemany(
                "DELETE FROM search_due WHERE document_id = ?", [(key,) for key in due[:done]]
            )
        return done < len(due) or len(due) == _BATCH

    def prune(self, most_documents: int = MOST_DOCUMENTS) -> None:
        """Forget the documents that were seen first, those in the list excepted.

        Raises:
            NotWritten: nothing was forgotten.
        """
        with transaction(self._connection):
            (count,) = self._connection.execute("SELECT count(*) FROM search_document").fetchone()
            old = self._connection.execute(
                "SELECT number FROM search_document WHERE document_id NOT IN"
                " (SELECT document_id FROM summary) ORDER BY number LIMIT ?",
                (max(0, count - most_documents),),
            ).fetchall()
            for table, key in (("search_words", "rowid"), ("search_document", "number")):
                self._connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", old)  # noqa: S608 - names of our own

    def _take(self, key: str) -> None:
        known = [document for text in self._texts(key) if (document := self._document(text))]
        if not known:
            return
        number = self._connection.execute(
            "INSERT INTO search_document (document_id, shown, first_seen)"
            " VALUES (?, ?, date('now'))"
            " ON CONFLICT (document_id) DO UPDATE SET shown = excluded.shown RETURNING number",
            (key, codec.encode_value(_shown(known[0]))),
        ).fetchone()
        self._connection.execute("DELETE FROM search_words WHERE rowid = ?", number)
        words = _sound("\n".join(words_of(document) for document in known))
        self._connection.execute(
            "INSERT INTO search_words (rowid, words) VALUES (?, ?)", (*number, words)
        )

    def _texts(self, key: str) -> list[str]:
        return [
            text
            for table in ("details", "summary")
            for (text,) in self._connection.execute(
                f"SELECT document FROM {table} WHERE document_id = ?",  # noqa: S608 - names of our own
                (key,),
            )
        ]

    def _document(self, text: str) -> Document | None:
        try:
            return document_text.decode_document(text, self._field_map)
        except DamagedRecord as damage:
            log.warning("a damaged document cannot be found by its words: %s", damage.details)
            return None


class SearchReader:
    """Asks the index of one account; lives in the thread that made it, beside the one that writes.

    Args:
        path: of ``cache.db``.

    Raises:
        NothingStored: there is no such file yet.
        StoreProblem: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._connection = open_to_read(path, CACHE)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def find(self, text: str) -> SearchHits:
        """Find the documents in which words begin as all of these do, the latest seen first.

        Args:
            text: as it was typed. It is text, whatever the index would take for a question.

        Raises:
            StoreProblem: the index cannot be read.
        """
        question = question_for(text)
        if not question:
            return SearchHits(text)
        with translated(CACHE.name):
            found = self._connection.execute(
                "SELECT document_id, shown, document_id IN (SELECT document_id FROM summary)"
                " FROM search_document WHERE number IN"
                " (SELECT rowid FROM search_words WHERE search_words MATCH ?"
                "  ORDER BY rowid DESC LIMIT ?) ORDER BY number DESC",
                (question, _MOST_HITS),
            ).fetchall()
        ids = frozenset(codec.name_of(key) for key, _shown, is_listed in found if is_listed)
        others = [(key, shown) for key, shown, is_listed in found if not is_listed]
        earlier = (_seen(key, shown) for key, shown in others[:_MOST_EARLIER])
        return SearchHits(text, ids, tuple(seen for seen in earlier if seen is not None))


def question_for(text: str) -> str:
    """Return what the index is asked for: each word in quotes, as the beginning of one.

    Marks alone are no words. A comma and a point in an amount count as gaps, as in the index.
    """
    words = [word.replace('"', '""') for word in _sound(text).casefold().split()]
    return " AND ".join(f'"{word}"*' for word in words if any(map(str.isalnum, word)))


def _sound(text: str) -> str:
    """Return a text without halves of characters and without NUL, which would end it."""
    return text.encode("utf-8", "ignore").decode().replace("\0", " ")


def _shown(document: Document) -> dict[str, str]:
    total, currency = document.value_of(FieldRole.TOTAL), document.value_of(FieldRole.CURRENCY)
    seen = SeenDocument(
        id="",
        supplier=document.value_of(FieldRole.SUPPLIER) or document.file_name or document.id,
        amount=display_amount(total, currency) if total else "",
        number=document.value_of(FieldRole.NUMBER),
        date_text=display_date(document.value_of(FieldRole.DATE)),
        file_name=document.file_name,
        document_type=document.document_type,
        collection_name=document.collection_name,
    )
    return {name: value for name, value in asdict(seen).items() if value}


def _seen(key: str, shown: str) -> SeenDocument | None:
    try:
        values: Any = codec.decode_value(shown)
    except DamagedRecord as damage:
        log.warning("left out what is remembered of a document: %s", damage.details)
        return None
    texts = {field.name: str(values.get(field.name, "")) for field in fields(SeenDocument)}
    return SeenDocument(**{**texts, "id": codec.name_of(key)})
