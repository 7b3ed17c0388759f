"""The queue as it was last read, so that the list is on screen before the network answers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.fieldmap import FieldMap

log = logging.getLogger(__name__)


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
        with translated():
            found = self._connection.execute("SELECT document FROM summary ORDER BY position")
            texts = [text for (text,) in found]
        documents: list[Document] = []
        for text in texts:
            try:
                documents.append(codec.decode_document(text, self._field_map))
            except DamagedRecord as damage:
                log.warning("left out a damaged summary: %s", damage.details)
        return tuple(documents)

    def replace(self, documents: Iterable[Document]) -> None:
        """Remember exactly these documents in this order; only what differs is written.

        Where an id comes twice, the later document counts.

        Raises:
            NotWritten: what was remembered before stands as it was.
        """
        wanted = {
            codec.text_key(document.id): (position, codec.encode_document(document))
            for position, document in enumerate(documents)
        }
        with transaction(self._connection):
            known = {
                key: (position, text)
                for key, position, text in self._connection.execute(
                    "SELECT document_id, position, document FROM summary"
                )
            }
            self._connection.executemany(
                "DELETE FROM summary WHERE document_id = ?",
                [(key,) for key in known.keys() - wanted.keys()],
            )
            self._connection.executemany(
                "INSERT INTO summary (document_id, position, document) VALUES (?, ?, ?)"
                " ON CONFLICT (document_id) DO UPDATE"
                " SET position = excluded.position, document = excluded.document",
                [(key, *entry) for key, entry in wanted.items() if known.get(key) != entry],
            )
