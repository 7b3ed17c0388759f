"""Where the reviewer was: the document that was open, sizes of panes and the like."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

log = logging.getLogger(__name__)

DOCUMENT = "document:"
"""How the names begin under which something is kept of a document."""


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
        self.put_all({key: value})

    def put_all(self, values: Mapping[str, Any]) -> None:
        """Keep several values, each as `put` does, in one transaction.

        Raises:
            NotWritten: what was kept before stands.
        """
        with transaction(self._connection):
            for key, value in values.items():
                if value is None:
                    self._connection.execute("DELETE FROM view_state WHERE key = ?", (key,))
                else:
                    self._connection.execute(
                        "INSERT INTO view_state (key, value) VALUES (?, ?)"
                        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                        (key, codec.encode_value(value)),
                    )

    def forget_documents_that_left(self) -> None:
        """Remove what is kept of documents that are in the remembered list no more.

        Raises:
            NotWritten: nothing was removed.
        """
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM view_state WHERE substr(key, 1, ?1) = ?2"
                " AND substr(key, ?1 + 1) NOT IN (SELECT document_id FROM summary)",
                (len(DOCUMENT), DOCUMENT),
            )


def key_of_document(document_id: str) -> str:
    """Return the name under which something is kept of a document."""
    return DOCUMENT + codec.text_key(document_id)
