"""The queue as it was last read, so that the list is on screen before the network answers.

It is written in short batches as it comes, and so a kill may come in between. The order of the list
stands in one row of its own, which is written last: until then the list is the older one, of the
same documents in the same order, some of them as they are by now.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import msgspec

from klearstack_desktop.model.breath import Breath
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.store import codec, document_text
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.fieldmap import FieldMap

log = logging.getLogger(__name__)

FIRST_PART: Final = 200
"""Documents that are there at once: more than any window shows."""
PART: Final = 100
BATCH: Final = 50
"""Documents that are written within 50 milliseconds."""


class Summaries:
    """The remembered queue of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection, field_map: FieldMap | None = None) -> None:
        """Prepare reading and writing.

        Args:
            connection: to ``cache.db``.
            field_map: describes the fields of the documents that are loaded, as the server's
                profile extends it; None means the map that ships with the program.
        """
        self._connection = connection
        self._field_map = field_map or default_field_map()

    def load(self) -> tuple[Document, ...]:
        """Return the remembered documents in the server's order; damaged ones are left out."""
        return tuple(document for part in self.parts() for document in part)

    def parts(self) -> Iterator[tuple[Document, ...]]:
        """Yield the documents of `load` in parts, the first ones at once.

        Between two parts something else may be read and written.

        Raises:
            StoreProblem: they cannot be read.
        """
        keys = self._order()
        start, most = 0, FIRST_PART
        while start < len(keys):
            yield self._documents(keys[start : start + most])
            start, most = start + most, PART

    def replace(self, documents: Iterable[Document]) -> None:
        """Remember exactly these documents in this order; only what differs is written.

        Where an id comes twice, it has its first place and the later document counts.

        Raises:
            NotWritten: what was remembered before stands, part of it perhaps as it is by now.
        """
        writing = self.writing()
        writing.take(documents)
        writing.finish()

    def writing(self) -> Writing:
        """Begin to remember a list that comes in parts."""
        return Writing(self._connection)

    def _order(self) -> list[str]:
        with translated():
            found = self._connection.execute("SELECT document_ids FROM summary_order").fetchone()
        if found is None:
            return []
        try:
            return msgspec.json.decode(found[0], type=list[str])
        except msgspec.DecodeError:
            log.warning("the order of the list is damaged: it comes in the order of its reading")
        with translated():
            rows = self._connection.execute("SELECT document_id FROM summary ORDER BY rowid")
            return [key for (key,) in rows]

    def _documents(self, keys: Sequence[str]) -> tuple[Document, ...]:
        texts, breath = _texts(self._connection, keys), Breath()
        documents: list[Document] = []
        for key in keys:
            try:
                if key in texts:
                    documents.append(document_text.decode_document(texts[key], self._field_map))
            except DamagedRecord as damage:
                log.warning("left out a damaged summary: %s", damage.details)
            breath.take()
        return tuple(documents)


class Writing:
    """One list on its way into the store; dropped without `finish` it removes nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._came: dict[str, None] = {}

    def take(self, documents: Iterable[Document]) -> None:
        """Remember the next documents of the list; only what differs is written.

        Raises:
            NotWritten: not all of them were.
        """
        breath, batch = Breath(), dict[str, str]()
        for document in documents:
            batch[codec.text_key(document.id)] = document_text.encode_document(document)
            breath.take()
            if len(batch) == BATCH:
                self._write(batch)
                batch = {}
        self._write(batch)

    def finish(self) -> None:
        """Say that nothing more comes: the order is that of this list, the rest is forgotten.

        Raises:
            NotWritten: the order is the older one, or not all that left the list is forgotten.
        """
        order = msgspec.json.encode(list(self._came)).decode()
        with transaction(self._connection):
            known = self._connection.execute("SELECT document_ids FROM summary_order").fetchone()
            if known != (order,):
                self._connection.execute(
                    "INSERT INTO summary_order (only, document_ids) VALUES (0, ?)"
                    " ON CONFLICT (only) DO UPDATE SET document_ids = excluded.document_ids",
                    (order,),
                )
        with translated():
            there = self._connection.execute("SELECT document_id FROM summary").fetchall()
        gone = [row for row in there if row[0] not in self._came]
        for start in range(0, len(gone), BATCH):
            with transaction(self._connection):
                self._connection.executemany(
                    "DELETE FROM summary WHERE document_id = ?", gone[start : start + BATCH]
                )

    def _write(self, batch: dict[str, str]) -> None:
        known = _texts(self._connection, tuple(batch))
        changed = [(key, text) for key, text in batch.items() if known.get(key) != text]
        if changed:
            with transaction(self._connection):
                self._connection.executemany(
                    "INSERT INTO summary (document_id, document) VALUES (?, ?)"
                    " ON CONFLICT (document_id) DO UPDATE SET document = excluded.document",
                    changed,
                )
                # Not by a trigger: that takes five times as long, for each of a long list.
                self._connection.executemany(
                    "INSERT OR IGNORE INTO search_due (document_id) VALUES (?)",
                    [(key,) for key, _text in changed],
                )
        self._came.update(dict.fromkeys(batch))


def _texts(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return what is stored of some documents."""
    places = ", ".join("?" * len(keys))
    with translated():
        rows = connection.execute(
            f"SELECT document_id, document FROM summary WHERE document_id IN ({places})",  # noqa: S608 - question marks
            tuple(keys),
        )
        return dict(rows.fetchall())
