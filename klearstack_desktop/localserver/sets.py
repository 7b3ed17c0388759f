"""Document sets: a reference number that the server assigns, and a name that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.content import wire_now

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.localserver.database import Database

_FIRST_REFERENCE = 12345


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """One set."""

    reference: str
    name: str


class Sets:
    """All sets of the company, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, connection: sqlite3.Connection, name: str) -> DocumentSet:
        """Make a set within an open transaction."""
        count = connection.execute("SELECT COUNT(*) AS sets FROM sets").fetchone()["sets"]
        new = DocumentSet(str(_FIRST_REFERENCE + count), name)
        connection.execute("INSERT INTO sets VALUES (?, ?, ?)", (new.reference, name, wire_now()))
        return new

    def all(self) -> list[DocumentSet]:
        """Return every set."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT reference, name FROM sets ORDER BY reference")
            return [DocumentSet(row["reference"], row["name"]) for row in rows.fetchall()]

    def get(self, reference: str) -> DocumentSet | None:
        """Return the set of that reference number."""
        return next((known for known in self.all() if known.reference == reference), None)
