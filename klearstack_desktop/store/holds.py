"""Which documents are put aside, until when and why; precious, because nobody else knows."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from klearstack_desktop.model.hold import Hold, HoldEnd
from klearstack_desktop.model.journal import JournalEntry, JournalKind, utc_text
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.store.journal import Journal

log = logging.getLogger(__name__)


class Holds:
    """The documents on hold of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal

    def all(self) -> tuple[Hold, ...]:
        """Return what is on hold, the next that is due first; damaged rows are left out."""
        with translated():
            rows = self._connection.execute(
                "SELECT document_id, until, reason FROM hold ORDER BY until, document_id"
            ).fetchall()
        holds: list[Hold] = []
        for key, until, reason in rows:
            try:
                moment = datetime.fromisoformat(until)
                said = str(codec.decode_value(reason))
                holds.append(Hold(codec.name_of(key), moment, said))
            except (DamagedRecord, ValueError) as damage:
                log.warning("left out a damaged hold: %s", type(damage).__name__)
        return tuple(holds)

    def put(self, hold: Hold, now: datetime) -> None:
        """Put a document aside, or for another time than before.

        Raises:
            NotWritten: what was known of it before stands.
        """
        until = hold.until.astimezone(UTC)
        facts = {"until": utc_text(until), "reason": hold.reason}
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO hold (document_id, until, reason) VALUES (?, ?, ?)"
                " ON CONFLICT (document_id) DO UPDATE"
                " SET until = excluded.until, reason = excluded.reason",
                (
                    codec.text_key(hold.document_id),
                    until.isoformat(),
                    codec.encode_value(hold.reason),
                ),
            )
            self._journal.append(JournalEntry(JournalKind.HOLD, hold.document_id, now, facts))

    def end(self, document_id: str, why: HoldEnd, now: datetime) -> bool:
        """Put a document back among the others; say whether it was on hold.

        Raises:
            NotWritten: it is on hold still.
        """
        with transaction(self._connection):
            ended = self._connection.execute(
                "DELETE FROM hold WHERE document_id = ?", (codec.text_key(document_id),)
            )
            if ended.rowcount:
                facts = {"end": why.value}
                self._journal.append(JournalEntry(JournalKind.HOLD, document_id, now, facts))
        return bool(ended.rowcount)
