"""The record of every change that was applied, in order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from klearstack_desktop.localserver.content import wire_now

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.localserver.database import Database
    from klearstack_desktop.localserver.forms import Call


class Record:
    """What tests compare a client's claims with.

    A row is written inside the transaction that makes the change: neither is without the other.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        connection: sqlite3.Connection,
        call: Call,
        document_id: str = "",
        **details: object,
    ) -> int:
        """Write one row in an open transaction and return its sequence number (from 1).

        Args:
            connection: the connection of the transaction.
            call: what was asked for, and by whom.
            document_id: empty where the call names no document.
            details: what was applied: ``values``, ``decision``, ``comment``, ...
        """
        written = json.dumps(details, ensure_ascii=False)
        cursor = connection.execute(
            "INSERT INTO record (at, call, username, document_id, details) VALUES (?, ?, ?, ?, ?)",
            (wire_now(), call.name, call.account.username, document_id, written),
        )
        return int(cursor.lastrowid or 0)

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows, oldest first, each a flat object."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT * FROM record ORDER BY sequence").fetchall()
        return [
            {
                "sequence": row["sequence"],
                "time": row["at"],
                "call": row["call"],
                "user": row["username"],
                "document_id": row["document_id"],
                **json.loads(row["details"]),
            }
            for row in found
        ]

    def last(self, connection: sqlite3.Connection) -> int:
        """Return the sequence number of the newest row, 0 if there is none."""
        row = connection.execute("SELECT MAX(sequence) AS newest FROM record").fetchone()
        return int(row["newest"] or 0)
