"""The outbox: saves and decisions on their way to the service.

A row is a snapshot of a draft. It is written in the transaction that takes the draft away, so that
an edit is in exactly one of the two, whenever the power fails. States::

    WAITING -> SENDING -> APPLIED | REFUSED | CONFLICT | UNKNOWN
    WAITING -> WITHDRAWN
    UNKNOWN -> APPLIED

Whatever may not have reached the service gives its edits back to the draft, an unknown outcome
too: a later look at the document tells which of them arrived.

Every step is one compare-and-set: of two that race (sending and taking back), one wins and the
other is told so.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.store import codec
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.drafts import Drafts, put_draft
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Mapping

    from klearstack_desktop.model.changes import Change
    from klearstack_desktop.model.document import Document, FieldKey

log = logging.getLogger(__name__)


class OutboxKind(StrEnum):
    """What a row asks the service to do; a decision sends its corrections first."""

    SAVE = "save"
    APPROVE = "approve"
    REJECT = "reject"

    @property
    def is_decision(self) -> bool:
        """Whether nothing is left to review once the row is applied."""
        return self is not OutboxKind.SAVE


class OutboxState(StrEnum):
    """How far a row has come."""

    WAITING = "waiting"
    SENDING = "sending"
    APPLIED = "applied"
    REFUSED = "refused"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


UNSETTLED = frozenset({OutboxState.WAITING, OutboxState.SENDING})
"""States in which a row has its end before it and holds up later rows of its document."""

_BEFORE = {
    OutboxState.SENDING: {OutboxState.WAITING},
    OutboxState.APPLIED: {OutboxState.SENDING, OutboxState.UNKNOWN},
    OutboxState.REFUSED: {OutboxState.SENDING},
    OutboxState.CONFLICT: {OutboxState.SENDING},
    OutboxState.UNKNOWN: {OutboxState.SENDING},
    OutboxState.WITHDRAWN: {OutboxState.WAITING},
}
"""From which states a row may come into a state."""

_GIVES_BACK = {
    OutboxState.REFUSED,
    OutboxState.CONFLICT,
    OutboxState.UNKNOWN,
    OutboxState.WITHDRAWN,
}
"""States that put the edits of a row back into the draft."""

_KEEPS = {OutboxState.APPLIED}
"""States in which the service has the edits of a row, so that the draft need not have them."""

_IT_AND_THOSE_BEHIND = """
    document_id = (SELECT document_id FROM outbox WHERE id = ?1)
    AND (id = ?1 OR state = 'waiting' AND
         sequence > (SELECT sequence FROM outbox WHERE id = ?1))
"""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One save or decision, as it was when the reviewer made it.

    Attributes:
        id: a random UUID.
        collection_name: the collection that the service wants named beside the document.
        draft: the edits with base and mine, the comment as typed, the fields accepted.
        wire_names: under which name each edited field is sent; an edited field that the document
            did not offer has none and is not sent.
        comment: what is sent with a decision.
        created_at: when the reviewer acted, in UTC.
        not_before: when it may be sent, in UTC.
        attempts: how often sending has begun.
        note: one sentence on the outcome, for people; may be empty.
    """

    id: str
    document_id: str
    collection_name: str
    kind: OutboxKind
    draft: Draft
    wire_names: Mapping[FieldKey, str]
    comment: str
    state: OutboxState
    created_at: datetime
    not_before: datetime
    attempts: int = 0
    note: str = ""

    @property
    def changes(self) -> dict[str, Change]:
        """What ``update_document`` must send, by wire name; empty where nothing was corrected."""
        changes: dict[str, Change] = {
            wire: self.draft.fields[key].mine
            for key, wire in self.wire_names.items()
            if key in self.draft.fields
        }
        changes.update({name: edit.mine for name, edit in self.draft.tables.items()})
        return changes


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What taking a row back did.

    Attributes:
        draft: the document's draft as it is now.
        rows: the rows that came back, oldest first: the one named and those that waited behind it.
    """

    draft: Draft
    rows: tuple[OutboxRow, ...]


class Outbox:
    """The outbox of one account; lives in the thread that opened the connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._drafts = Drafts(connection)

    def enqueue(
        self,
        document: Document,
        draft: Draft,
        kind: OutboxKind,
        comment: str,
        created_at: datetime,
        not_before: datetime | None = None,
    ) -> OutboxRow:
        """Turn a draft into a row, in one transaction.

        A save leaves in the draft what it does not send: the comment and the accepted fields. A
        decision takes all.

        Args:
            document: as the reviewer saw it; it gives the names under which fields are sent.
            draft: what the reviewer changed, stored or not.
            kind: what the service shall do.
            comment: what is sent with a decision; a save has none.
            created_at: now.
            not_before: end of the time in which it can be taken back; None means at once.

        Raises:
            NotWritten: there is no row, and the stored draft is as it was.
        """
        left = Draft() if kind.is_decision else Draft(comment=draft.comment, checked=draft.checked)
        sent = draft if kind.is_decision else Draft(draft.fields, draft.tables)
        row = OutboxRow(
            id=str(uuid.uuid4()),
            document_id=document.id,
            collection_name=document.collection_name,
            kind=kind,
            draft=sent,
            wire_names={f.key: f.name for f in document.fields if f.key in sent.fields},
            comment=comment,
            state=OutboxState.WAITING,
            created_at=created_at,
            not_before=not_before or created_at,
        )
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO outbox (id, document_id, collection_name, kind, snapshot, comment,"
                " state, created_at, not_before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row.id,
                    codec.text_key(row.document_id),
                    codec.encode_value(row.collection_name),
                    row.kind,
                    codec.encode_snapshot(row.draft, row.wire_names),
                    codec.encode_value(row.comment),
                    row.state,
                    row.created_at.isoformat(),
                    row.not_before.isoformat(),
                ),
            )
            self._keep(document.id, left)
        return row

    def begin_sending(self, row_id: str) -> bool:
        """Claim a waiting row for sending.

        Returns:
            False if the row does not wait any more, or if an earlier row of its document is not
            settled; nothing was changed then.
        """
        with transaction(self._connection):
            claimed = self._connection.execute(
                "UPDATE outbox SET state = ?, attempts = attempts + 1"
                " WHERE id = ? AND state = ? AND NOT EXISTS ("
                "  SELECT 1 FROM outbox AS earlier WHERE earlier.document_id = outbox.document_id"
                "  AND earlier.sequence < outbox.sequence AND earlier.state IN (?, ?))",
                (OutboxState.SENDING, row_id, OutboxState.WAITING, *UNSETTLED),
            )
        return claimed.rowcount == 1

    def finish(self, row_id: str, state: OutboxState, note: str = "") -> bool:
        """End a row whose edits are with the service: it is applied.

        A decision is remembered for good, see `decisions`.

        Returns:
            False if the row was not being sent, nor its outcome unknown; nothing was changed then.

        Raises:
            ValueError: the state is one that puts the edits back; see `give_back`.
        """
        if state not in _KEEPS:
            raise ValueError(f"a row becomes {state} by give_back")
        with transaction(self._connection):
            if not self._advance(row_id, state, note):
                return False
            self._connection.execute(
                "INSERT INTO decision (document_id, kind)"
                " SELECT document_id, kind FROM outbox WHERE id = ? AND kind <> ?"
                " ON CONFLICT (document_id) DO UPDATE SET kind = excluded.kind",
                (row_id, OutboxKind.SAVE),
            )
        return True

    def give_back(self, row_id: str, state: OutboxState, note: str = "") -> GivenBack | None:
        """End a row whose edits may not have reached the service and put them into the draft.

        Rows of the document that wait behind it are withdrawn with it, because they were made on
        top of it: a refused save stops its decision. What was edited since wins over all of them.

        Returns:
            The draft as it is now and the rows that came back; None if the row is not in a state
            from which this one follows (too late to take it back), and nothing was changed then.

        Raises:
            ValueError: the state is not refused, conflict, unknown or withdrawn.
            DamagedRecord: a row cannot be read; nothing was changed.
        """
        if state not in _GIVES_BACK:
            raise ValueError(f"a row does not become {state} by give_back")
        with transaction(self._connection):
            if not self._advance(row_id, state, note):
                return None
            rows = [_row(values) for values in self._select(_IT_AND_THOSE_BEHIND, (row_id,))]
            for row in rows[1:]:
                self._advance(row.id, OutboxState.WITHDRAWN, note)
            document_id = rows[0].document_id
            draft = self._drafts.load(document_id) or Draft()
            for row in reversed(rows):
                draft = draft.over(row.draft)
            self._keep(document_id, draft)
        withdrawn = tuple(replace(row, state=OutboxState.WITHDRAWN, note=note) for row in rows[1:])
        return GivenBack(draft, (rows[0], *withdrawn))

    def row(self, row_id: str) -> OutboxRow | None:
        """Return one row, or None.

        Raises:
            DamagedRecord: the row cannot be read.
        """
        with translated():
            found = self._select("id = ?", (row_id,))
        return _row(found[0]) if found else None

    def rows(self, states: Collection[OutboxState] = UNSETTLED) -> tuple[OutboxRow, ...]:
        """Return the rows in any of these states in the order in which they were made.

        A row that cannot be read is left out and logged. It still holds up its document: nothing
        that was decided after it is sent before a person has looked.
        """
        marks = ", ".join("?" * len(states))
        with translated():
            found = self._select(f"state IN ({marks})", tuple(states))
        rows: list[OutboxRow] = []
        for values in found:
            try:
                rows.append(_row(values))
            except DamagedRecord as damage:
                log.warning("left out a damaged outbox row: %s", damage.details)
        return tuple(rows)

    def decisions(self) -> dict[str, OutboxKind]:
        """Return the decisions that this workstation brought to the service, by document id.

        The service's lists do not tell a rejected document from an open one (klearstack-api.md,
        0.8); this record does.
        """
        with translated():
            found = self._connection.execute("SELECT document_id, kind FROM decision").fetchall()
        return {codec.name_of(key): OutboxKind(kind) for key, kind in found}

    def _advance(self, row_id: str, state: OutboxState, note: str) -> bool:
        """Bring a row into a state if it is in one from which that follows."""
        before = _BEFORE[state]
        marks = ", ".join("?" * len(before))
        advanced = self._connection.execute(
            f"UPDATE outbox SET state = ?, note = ? WHERE id = ? AND state IN ({marks})",  # noqa: S608 - question marks
            (state, codec.encode_value(note), row_id, *before),
        )
        return advanced.rowcount == 1

    def _keep(self, document_id: str, draft: Draft) -> None:
        revision = self._drafts.revision(document_id)
        put_draft(self._connection, document_id, draft, revision)

    def _select(self, condition: str, parameters: tuple[str, ...]) -> list[tuple[str, ...]]:
        return self._connection.execute(
            "SELECT id, document_id, collection_name, kind, snapshot, comment, state, created_at,"  # noqa: S608 - own text
            f" not_before, attempts, note FROM outbox WHERE {condition} ORDER BY sequence",
            parameters,
        ).fetchall()


def _row(values: tuple[str, ...]) -> OutboxRow:
    """Build a row from its columns.

    Raises:
        DamagedRecord: a column holds what the program does not write.
    """
    row_id, document, collection, kind, snapshot, comment, state, created, due, attempts, note = (
        values
    )
    draft, wire_names = codec.decode_snapshot(snapshot)
    try:
        return OutboxRow(
            id=row_id,
            document_id=codec.name_of(document),
            collection_name=str(codec.decode_value(collection)),
            kind=OutboxKind(kind),
            draft=draft,
            wire_names=wire_names,
            comment=str(codec.decode_value(comment)),
            state=OutboxState(state),
            created_at=datetime.fromisoformat(created),
            not_before=datetime.fromisoformat(due),
            attempts=int(attempts),
            note=str(codec.decode_value(note)),
        )
    except ValueError as error:
        raise DamagedRecord(
            "A row of the outbox cannot be read any more.", f"row {row_id}: {type(error).__name__}"
        ) from error
