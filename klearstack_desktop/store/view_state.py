"""Where the reviewer was: the document that was open, sizes of panes and the like."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)


class ViewState:
    """Small values by name, none of them precious; lives in the connection's thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the value kept under a name, made of what JSON knows, or None."""
        with translated():
            row = self._connection.execute(
                "SELECT value FROM view_state WHERE key = ?", (key,)
            ).fetchone()
        try:
            return codec.decode_value(row[0]) if row else None
        except DamagedRecord as damage:
            log.warning("left out the damaged view state %s: %s", key, damage.details)
            return None

    def put(self, key: str, value: Any) -> None:  # noqa: ANN401 - whatever JSON holds
        """Keep a value made of what JSON knows under a name; None removes it.

        Raises:
            NotWritten: the value that was kept before stands.
        """
        with transaction(self._connection):
            if value is None:
                self._connection.execute("DELETE FROM view_state WHERE key = ?", (key,))
            else:
                self._connection.execute(
                    "INSERT INTO view_state (key, value) VALUES (?, ?)"
                    " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    (key, codec.encode_value(value)),
                )
