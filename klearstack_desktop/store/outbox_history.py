"""What became of the rows of the outbox that have come to their end: the record of this desk."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.comments import WrittenComment
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.outbox import ConflictKind, OutboxKind, OutboxState
from klearstack_desktop.store import codec, draft_text
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.outbox_rows import read_rows
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.fieldmap import FieldMap
    from klearstack_desktop.model.outbox import OutboxRow

log = logging.getLogger(__name__)

_ENDED: Final = (
    OutboxState.APPLIED,
    OutboxState.REFUSED,
    OutboxState.CONFLICT,
    OutboxState.WITHDRAWN,
)


class OutboxHistory:
    """The ended rows of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection, field_map: FieldMap | None = None) -> None:
        self._connection = connection
        self._field_map = field_map or default_field_map()

    def came_back(self) -> tuple[OutboxRow, ...]:
        """Return the refused and conflicting rows that nobody has dealt with, oldest first."""
        with translated():
            return read_rows(
                self._connection, "needs_person = 1", (), self._field_map, leave_out_damaged=True
            )

    def decisions(self) -> dict[str, OutboxKind]:
        """Return the decisions that this workstation brought to the service, by document id.

        The service's lists do not tell a rejected document from an open one (klearstack-api.md,
        0.8); this record does.
        """
        with translated():
            found = self._connection.execute("SELECT document_id, kind FROM decision").fetchall()
        return {codec.name_of(key): OutboxKind(kind) for key, kind in found}

    def decided_elsewhere(self) -> dict[str, str]:
        """Return what was said of each document that somebody else decided, by document id.

        The service's lists tell an approval only.
        """
        with translated():
            found = self._connection.execute(
                "SELECT document_id, note FROM outbox WHERE conflict = ? ORDER BY sequence",
                (ConflictKind.DECIDED,),
            ).fetchall()
        return {codec.name_of(key): str(codec.decode_value(note)) for key, note in found}

    def applied_at(self) -> dict[str, datetime]:
        """Return when (in UTC) the service last applied something to a document, by its id."""
        with translated():
            found = self._connection.execute(
                "SELECT document_id, max(finished_at) FROM outbox WHERE state = ?"
                " AND finished_at IS NOT NULL GROUP BY document_id",
                (OutboxState.APPLIED,),
            ).fetchall()
        return {codec.name_of(key): datetime.fromisoformat(at) for key, at in found}

    def corrected(self) -> dict[str, frozenset[FieldKey]]:
        """Return which fields of which documents the service has corrections of from this desk."""
        condition, values = "state = ? AND kind = ?", (OutboxState.APPLIED, OutboxKind.SAVE)
        with translated():
            rows = read_rows(
                self._connection, condition, values, self._field_map, leave_out_damaged=True
            )
        corrected: defaultdict[str, frozenset[FieldKey]] = defaultdict(frozenset)
        for row in rows:
            corrected[row.document_id] |= row.draft.fields.keys()
        return dict(corrected)

    def decided_since(self, moment: datetime) -> int:
        """Return how many decisions the service has applied since a moment (in UTC)."""
        with translated():
            (count,) = self._connection.execute(
                "SELECT count(*) FROM outbox WHERE state = ? AND kind <> ? AND finished_at >= ?",
                (OutboxState.APPLIED, OutboxKind.SAVE, moment.isoformat()),
            ).fetchone()
        return int(count)

    def comments(self, document_id: str, most_others: int) -> tuple[WrittenComment, ...]:
        """Return the comments of decisions that were made here, of each kind the newest first.

        Of the document itself all that were sent or waited to be; of others what a person typed
        for an approval, because the reason of a rejection is about that document alone.

        Args:
            document_id: the document.
            most_others: so many approvals of others are looked through.
        """
        key = codec.text_key(document_id)
        columns = "document_id, kind, snapshot, comment, created_at"
        with translated():
            own = self._connection.execute(
                f"SELECT {columns} FROM outbox WHERE document_id = ? AND kind <> ?"  # noqa: S608 - own text
                " ORDER BY sequence DESC",
                (key, OutboxKind.SAVE),
            ).fetchall()
            others = self._connection.execute(
                f"SELECT {columns} FROM outbox WHERE document_id <> ? AND kind = ?"  # noqa: S608 - own text
                " ORDER BY sequence DESC LIMIT ?",
                (key, OutboxKind.APPROVE, most_others),
            ).fetchall()
        found: list[WrittenComment] = []
        for document, kind, snapshot, comment, created_at in (*own, *others):
            is_own = document == key
            try:
                text = (
                    str(codec.decode_value(comment))
                    if is_own
                    else draft_text.decode_snapshot(snapshot)[0].comment
                )
            except DamagedRecord as damage:
                log.warning("left out a damaged comment: %s", damage.details)
                continue
            at = datetime.fromisoformat(created_at)
            found.append(WrittenComment(text, OutboxKind(kind), at, is_of_document=is_own))
        return tuple(found)

    def prune(self, before: datetime) -> int:
        """Remove the rows that ended before a moment (in UTC) and wait for nobody.

        The journal tells of them for ever. What is remembered of decisions stays.

        Returns:
            How many were removed.

        Raises:
            NotWritten: they are all still there.
        """
        marks = ", ".join("?" * len(_ENDED))
        with transaction(self._connection):
            removed = self._connection.execute(
                f"DELETE FROM outbox WHERE state IN ({marks}) AND needs_person = 0"  # noqa: S608 - question marks
                " AND coalesce(finished_at, created_at) < ?",
                (*_ENDED, before.isoformat()),
            )
        return removed.rowcount
