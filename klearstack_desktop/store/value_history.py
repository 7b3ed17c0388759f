"""The free text that stood in approved documents, by supplier, for offering it again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.choices import searchable
from klearstack_desktop.model.fieldmap import FieldKind, FieldRole
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from klearstack_desktop.model.document import Document, Field

log = logging.getLogger(__name__)

MOST_VALUES: Final = 20
"""So many values are kept of a field of a supplier: those used last."""

MOST_SUPPLIERS: Final = 500
"""So many names are kept of suppliers: those used last."""

LONGEST: Final = 200
"""A longer text, in characters, is not offered."""

_ANY = ""
_NEVER_AGAIN = frozenset({FieldRole.NUMBER})


class ValueHistory:
    """Values by supplier and field, none of them precious; lives in the connection's thread.

    The names of suppliers themselves belong to no supplier.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def record(self, document: Document, at: datetime) -> None:
        """Remember the free text of a document as it was approved.

        Args:
            document: with the reviewer's corrections.
            at: when it was approved; what was used last is offered first.

        Raises:
            NotWritten: nothing of it is remembered.
        """
        supplier = searchable(document.value_of(FieldRole.SUPPLIER))
        if not supplier:
            return
        rows = [
            (_supplier_of(field, supplier), field.key.name, codec.encode_value(field.value))
            for field in document.fields
            if _is_free_text(field)
        ]
        with transaction(self._connection):
            for key, name, value in rows:
                self._connection.execute(
                    "INSERT INTO value_history (supplier, field, value, uses, last_used)"
                    " VALUES (?, ?, ?, 1, ?) ON CONFLICT (supplier, field, value)"
                    " DO UPDATE SET uses = uses + 1, last_used = excluded.last_used",
                    (codec.text_key(key), name, value, at.isoformat()),
                )
                self._connection.execute(
                    "DELETE FROM value_history WHERE supplier = ?1 AND field = ?2 AND value NOT IN"
                    " (SELECT value FROM value_history WHERE supplier = ?1 AND field = ?2"
                    " ORDER BY last_used DESC, value LIMIT ?3)",
                    (codec.text_key(key), name, MOST_VALUES if key else MOST_SUPPLIERS),
                )

    def known(self, supplier: str) -> dict[str, tuple[str, ...]]:
        """Return the values seen of a supplier: internal name of a field to values.

        What was used often comes first; damaged values are left out.

        Args:
            supplier: its name as it stands in a document.
        """
        with translated():
            found = self._connection.execute(
                "SELECT field, value FROM value_history WHERE supplier IN (?, ?)"
                " ORDER BY uses DESC, last_used DESC, value",
                (codec.text_key(searchable(supplier)), codec.text_key(_ANY)),
            ).fetchall()
        values: dict[str, list[str]] = {}
        for name, text in found:
            try:
                value = codec.decode_value(text)
            except DamagedRecord as damage:
                log.warning("left out a damaged earlier value: %s", damage.details)
                continue
            if isinstance(value, str):
                values.setdefault(name, []).append(value)
        return {name: tuple(each) for name, each in values.items()}


def _is_free_text(field: Field) -> bool:
    return (
        field.kind is FieldKind.TEXT
        and field.role not in _NEVER_AGAIN
        and not field.definition.multiline
        and field.definition.datasource is None
        and bool(field.value.strip())
        and len(field.value) <= LONGEST
    )


def _supplier_of(field: Field, supplier: str) -> str:
    return _ANY if field.role is FieldRole.SUPPLIER else supplier
