"""The details of documents as they were last read, so that they open without the network."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.store import codec, document_text
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.fieldmap import FieldMap

log = logging.getLogger(__name__)

MOST_CHARACTERS: Final = 64 * 1024 * 1024
"""Room for thousands of documents; those that were read longest ago make way."""


@dataclass(frozen=True, slots=True)
class KnownDetails:
    """A document in full, and when it was like that.

    Attributes:
        document: with everything that the service tells of it.
        read_at: when the service said so, by the clock of this workstation, with its zone.
    """

    document: Document
    read_at: datetime


class Details:
    """The remembered details of one account; lives in the thread that opened the connection."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        field_map: FieldMap | None = None,
        *,
        most_characters: int = MOST_CHARACTERS,
    ) -> None:
        """Prepare reading and writing.

        Args:
            connection: to ``cache.db``.
            field_map: describes the fields of the documents that are loaded, as the server's
                profile extends it; None means the map that ships with the program.
            most_characters: how much text is kept; the newest document always is.
        """
        self._connection = connection
        self._field_map = field_map or default_field_map()
        self._most_characters = most_characters

    def get(self, document_id: str) -> KnownDetails | None:
        """Return what is remembered of a document, or None; what is damaged counts as nothing."""
        with translated():
            row = self._connection.execute(
                "SELECT document, read_at FROM details WHERE document_id = ?",
                (codec.text_key(document_id),),
            ).fetchone()
        if row is None:
            return None
        text, read_at = row
        try:
            document = document_text.decode_document(text, self._field_map)
            return KnownDetails(document, datetime.fromisoformat(read_at))
        except (DamagedRecord, ValueError) as damage:
            # The message of a ValueError may quote what stands there.
            log.warning("left out damaged details: %s", type(damage).__name__)
            return None

    def put(self, known: KnownDetails) -> None:
        """Remember a document as it was just read, and forget others where there is no room.

        Raises:
            NotWritten: what was remembered before stands as it was.
        """
        text = document_text.encode_document(known.document)
        read_at = _utc(known.read_at)
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO details (document_id, read_at, size, document) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (document_id) DO UPDATE SET"
                " read_at = excluded.read_at, size = excluded.size, document = excluded.document",
                (codec.text_key(known.document.id), read_at, len(text), text),
            )
            self._make_room()

    def forget(self, document_id: str) -> None:
        """Forget what is remembered of a document, because it is known to be otherwise by now.

        Raises:
            NotWritten: it is remembered still.
        """
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM details WHERE document_id = ?", (codec.text_key(document_id),)
            )

    def forget_read_before(self, moments: Mapping[str, datetime]) -> None:
        """Forget what was read of documents before a moment each, by document id.

        Raises:
            NotWritten: it is all remembered still.
        """
        limits = [(codec.text_key(each), _utc(at)) for each, at in moments.items()]
        with transaction(self._connection):
            self._connection.executemany(
                "DELETE FROM details WHERE document_id = ? AND read_at <= ?", limits
            )

    def _make_room(self) -> None:
        (kept,) = self._connection.execute("SELECT SUM(size) FROM details").fetchone()
        if kept > self._most_characters:
            # A tenth more than needed, so that it does not happen again at the next document.
            self._connection.execute(
                "DELETE FROM details WHERE document_id IN ("
                " SELECT document_id FROM ("
                "  SELECT document_id, SUM(size) OVER newer_first AS reached,"
                "   ROW_NUMBER() OVER newer_first AS place FROM details"
                "   WINDOW newer_first AS (ORDER BY read_at DESC, document_id))"
                " WHERE reached > ? AND place > 1)",
                (self._most_characters * 9 // 10,),
            )


def _utc(moment: datetime) -> str:
    """Return a moment as text; such texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat()
