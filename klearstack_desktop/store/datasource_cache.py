"""The rows of datasources as they were last read, so that choices are there before the network."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptDatasource:
    """A datasource as it is kept.

    Attributes:
        text: its rows as `decode_rows` reads them.
        read_at: when the service told them, in UTC.
    """

    text: str
    read_at: datetime


class DatasourceCache:
    """The datasources of one account; lives in the connection's thread.

    Tens of thousands of rows take a while to encode: whoever calls does it in a thread that nobody
    waits for, and hands in the text.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> KeptDatasource | None:
        """Return a datasource, or None where none of that name is kept."""
        with translated():
            row = self._connection.execute(
                "SELECT content, read_at FROM datasource WHERE name = ?", (codec.text_key(name),)
            ).fetchone()
        if row is None:
            return None
        try:
            return KeptDatasource(row[0], datetime.fromisoformat(row[1]))
        except ValueError:
            log.warning("left out a damaged datasource")
            return None

    def put(self, name: str, kept: KeptDatasource) -> None:
        """Keep a datasource in the place of what was kept under its name.

        Raises:
            NotWritten: what was kept before stands.
        """
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO datasource (name, read_at, content) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE"
                " SET read_at = excluded.read_at, content = excluded.content",
                (codec.text_key(name), kept.read_at.astimezone(UTC).isoformat(), kept.text),
            )


def encode_rows(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows, column to cell each, as JSON text: a list of objects."""
    return codec.encode_value([dict(row) for row in rows])


def decode_rows(text: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows that `encode_rows` wrote; of another text none."""
    try:
        rows = codec.decode_value(text)
    except DamagedRecord as damage:
        log.warning("left out the rows of a damaged datasource: %s", damage.details)
        return ()
    if not isinstance(rows, list):
        return ()
    return tuple(
        {column: cell for column, cell in row.items() if isinstance(cell, str)}
        for row in rows
        if isinstance(row, dict)
    )
