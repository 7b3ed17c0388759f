"""Datasources: tables of reference data, such as a list of suppliers (section 8)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.content import wire_now

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from klearstack_desktop.localserver.database import Database


@dataclass(frozen=True, slots=True)
class Datasource:
    """A named table; every cell is text."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One record; ``id`` is 24 hexadecimal characters."""

    id: str
    cells: dict[str, str]


class Datasources:
    """All datasources of the company. Methods that take a connection join an open transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Datasource]:
        """Return every datasource, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM datasources ORDER BY created_at, name")
            return [
                Datasource(row["name"], tuple(json.loads(row["columns"])))
                for row in rows.fetchall()
            ]

    def get(self, name: str) -> Datasource | None:
        """Return the datasource of that name."""
        return next((known for known in self.all() if known.name == name), None)

    def create(self, connection: sqlite3.Connection, datasource: Datasource) -> None:
        """Add an empty datasource whose name is not taken."""
        columns = json.dumps(datasource.columns, ensure_ascii=False)
        connection.execute(
            "INSERT INTO datasources VALUES (?, ?, ?)", (datasource.name, columns, wire_now())
        )

    def rows(self, name: str) -> list[Row]:
        """Return the records in the order in which they came."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, cells FROM datasource_rows WHERE datasource = ? ORDER BY position",
                (name,),
            ).fetchall()
        return [Row(row["id"], json.loads(row["cells"])) for row in rows]

    def append(
        self, connection: sqlite3.Connection, name: str, records: Iterable[Mapping[str, str]]
    ) -> None:
        """Add records behind those that are there."""
        last = connection.execute(
            "SELECT COALESCE(MAX(position), 0) AS last FROM datasource_rows WHERE datasource = ?",
            (name,),
        ).fetchone()["last"]
        connection.executemany(
            "INSERT INTO datasource_rows VALUES (?, ?, ?, ?)",
            [
                (secrets.token_hex(12), name, position, json.dumps(record, ensure_ascii=False))
                for position, record in enumerate(records, start=last + 1)
            ],
        )

    def replace_cells(
        self, connection: sqlite3.Connection, name: str, row_id: str, cells: Mapping[str, str]
    ) -> None:
        """Replace the cells of one record."""
        connection.execute(
            "UPDATE datasource_rows SET cells = ? WHERE datasource = ? AND id = ?",
            (json.dumps(cells, ensure_ascii=False), name, row_id),
        )

    def delete_row(self, connection: sqlite3.Connection, name: str, row_id: str) -> bool:
        """Delete one record; return whether it was there."""
        deleted = connection.execute(
            "DELETE FROM datasource_rows WHERE datasource = ? AND id = ?", (name, row_id)
        )
        return deleted.rowcount > 0

    def delete(self, connection: sqlite3.Connection, name: str) -> None:
        """Delete a datasource with all its records."""
        connection.execute("DELETE FROM datasource_rows WHERE datasource = ?", (name,))
        connection.execute("DELETE FROM datasources WHERE name = ?", (name,))
