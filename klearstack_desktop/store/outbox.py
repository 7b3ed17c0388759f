"""The outbox: saves and decisions on their way to the service.

A row is a snapshot of a draft. It is written in the transaction that takes the draft away, so that
an edit is in exactly one of the two, whenever the power fails. States::

    WAITING -> SENDING -> APPLIED | REFUSED | CONFLICT | UNKNOWN
    WAITING -> WITHDRAWN
    SENDING -> WAITING (it certainly did not arrive)
    UNKNOWN -> SENDING (to be settled)

A row that is refused, in conflict or withdrawn gives its edits back to the draft. One with an
unknown outcome keeps them: what became of it is settled before anything else is done.

Every step is one compare-and-set: of two that race (sending and taking back), one wins and the
other is told so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.outbox import (
    UNSETTLED,
    Circumstances,
    ConflictKind,
    GivenBack,
    OutboxKind,
    OutboxRow,
    OutboxState,
    new_row,
)
from klearstack_desktop.store import codec, outbox_records
from klearstack_desktop.store.database import transaction, translated
from klearstack_desktop.store.drafts import Drafts, put_draft
from klearstack_desktop.store.outbox_rows import COLUMNS, MARKS, columns_of, read_rows
from klearstack_desktop.store.undo_steps import forget_steps_if_decided

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Sequence

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.fieldmap import FieldMap
    from klearstack_desktop.model.journal import JournalEntry
    from klearstack_desktop.model.seen import Seen
    from klearstack_desktop.store.journal import Journal

_BEFORE: Final = {
    OutboxState.WAITING: {OutboxState.SENDING},
    OutboxState.SENDING: {OutboxState.WAITING, OutboxState.UNKNOWN},
    OutboxState.UNKNOWN: {OutboxState.SENDING},
    OutboxState.APPLIED: {OutboxState.SENDING},
    OutboxState.REFUSED: {OutboxState.SENDING},
    OutboxState.CONFLICT: {OutboxState.SENDING},
    OutboxState.WITHDRAWN: {OutboxState.WAITING},
}
"""From which states a row may come into a state."""

_GIVES_BACK: Final = {OutboxState.REFUSED, OutboxState.CONFLICT, OutboxState.WITHDRAWN}
"""States that put the edits of a row back into the draft."""

_IT_AND_THOSE_BEHIND: Final = """
    document_id = (SELECT document_id FROM outbox WHERE id = ?1)
    AND (id = ?1 OR state = 'waiting' AND
         sequence > (SELECT sequence FROM outbox WHERE id = ?1))
"""


class Outbox:
    """The outbox of one account; lives in the thread that opened the connection.

    Args:
        connection: to ``work.db``.
        journal: where every step is recorded, in the transaction that makes it.
        field_map: describes the fields of what was seen; None means the map that ships with the
            program.
        now: the time in UTC at which a row comes to its end.

    Attributes:
        anchors_approvals: the comment of an approval ends with an anchor of the journal, so that
            the service keeps one where nobody on this workstation can change it.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        journal: Journal | None = None,
        field_map: FieldMap | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._connection = connection
        self._drafts = Drafts(connection)
        self._journal = journal
        self._field_map = field_map or default_field_map()
        self._now = now
        self.anchors_approvals = False

    def enqueue(
        self,
        document: Document,
        draft: Draft,
        kind: OutboxKind,
        comment: str,
        created_at: datetime,
        not_before: datetime | None = None,
        seen: Seen | None = None,
        circumstances: Circumstances | None = None,
    ) -> OutboxRow:
        """Turn a draft into a row, in one transaction.

        A save leaves in the draft what it does not send: the comment, the accepted fields and what
        was let stand. A decision takes all. What came back of the document before is dealt with by
        this.

        Args:
            document: as the reviewer saw it; it gives the names under which fields are sent.
            draft: what the reviewer changed, stored or not.
            kind: what the service shall do.
            comment: what is sent with a decision; a save has none.
            created_at: now.
            not_before: end of the time in which it can be taken back; None means at once.
            seen: what was on offer when the reviewer acted.
            circumstances: what else the journal says of a decision.

        Raises:
            NotWritten: there is no row, and the stored draft is as it was.
        """
        left = Draft() if kind.is_decision else draft.without_corrections()
        row = new_row(document, draft, kind, comment, created_at)
        row = replace(row, not_before=not_before or created_at, seen=seen)
        with transaction(self._connection):
            row = self._anchored(row)
            self._connection.execute(
                "UPDATE outbox SET needs_person = 0 WHERE document_id = ?",
                (codec.text_key(document.id),),
            )
            self._connection.execute(
                f"INSERT INTO outbox ({COLUMNS}) VALUES ({MARKS})",  # noqa: S608 - own text
                columns_of(row),
            )
            self._keep(document.id, left)
            self._record(outbox_records.queued(row, circumstances or Circumstances()))
        return row

    def _anchored(self, row: OutboxRow) -> OutboxRow:
        """Return an approval with an anchor in its comment, where that is wanted."""
        is_wanted = self.anchors_approvals and row.kind is OutboxKind.APPROVE
        if not is_wanted or self._journal is None:
            return row
        return replace(row, comment=f"{row.comment} [{self._journal.anchor().short}]".lstrip())

    def begin_sending(self, row_id: str) -> OutboxRow | None:
        """Claim a row that waits, or whose outcome is unknown, for sending.

        Returns:
            The row as it is now; None if it is in no state to be sent any more, or if an earlier
            row of its document is not settled; nothing was changed then.

        Raises:
            DamagedRecord: the row cannot be read; nothing was changed.
        """
        with transaction(self._connection):
            claimed = self._connection.execute(
                "UPDATE outbox SET state = ?, attempts = attempts + 1"
                " WHERE id = ? AND state IN (?, ?) AND NOT EXISTS ("
                "  SELECT 1 FROM outbox AS earlier WHERE earlier.document_id = outbox.document_id"
                "  AND earlier.sequence < outbox.sequence AND earlier.state IN (?, ?, ?))",
                (OutboxState.SENDING, row_id, *_BEFORE[OutboxState.SENDING], *UNSETTLED),
            )
            row = self._found(row_id) if claimed.rowcount == 1 else None
            if row is not None:
                self._record(outbox_records.sending(row, self._now()))
        return row

    def put_back(
        self,
        row_id: str,
        not_before: datetime,
        note: str = "",
        entries: Sequence[JournalEntry] = (),
    ) -> bool:
        """Let a row wait again: neither this try nor an earlier one has arrived.

        Args:
            row_id: the row.
            not_before: when it may be tried again, in UTC.
            note: one sentence for people.
            entries: what the journal says of it.

        Returns:
            False if the row was not being sent; nothing was changed then.
        """
        with transaction(self._connection):
            if not self._advance(row_id, OutboxState.WAITING, note, entries):
                return False
            self._connection.execute(
                "UPDATE outbox SET was_unknown = 0, not_before = ? WHERE id = ?",
                (not_before.isoformat(), row_id),
            )
        return True

    def mark_unknown(
        self, row_id: str, note: str = "", entries: Sequence[JournalEntry] = ()
    ) -> bool:
        """Note that a row may have arrived, or may not; its edits stay with it.

        Args:
            row_id: the row.
            note: one sentence for people.
            entries: what the journal says of it.

        Returns:
            False if the row was not being sent; nothing was changed then.
        """
        with transaction(self._connection):
            if not self._advance(row_id, OutboxState.UNKNOWN, note, entries):
                return False
            self._connection.execute("UPDATE outbox SET was_unknown = 1 WHERE id = ?", (row_id,))
        return True

    def mark_leaving(self, row_id: str) -> bool:
        """Note that a request of a row goes out next: from now on it may have arrived.

        Returns:
            False if the row was not being sent; nothing was changed then.
        """
        with transaction(self._connection):
            marked = self._connection.execute(
                "UPDATE outbox SET was_unknown = 1 WHERE id = ? AND state = ?",
                (row_id, OutboxState.SENDING),
            )
        return marked.rowcount == 1

    def mark_updated(self, row_id: str) -> bool:
        """Note that the service has the corrections of a row; its decision is still to be sent.

        Of what was sent before with unknown outcome that was all: nothing is unknown any more.

        Returns:
            False if the row was not being sent; nothing was changed then.
        """
        with transaction(self._connection):
            marked = self._connection.execute(
                "UPDATE outbox SET is_updated = 1, was_unknown = 0 WHERE id = ? AND state = ?",
                (row_id, OutboxState.SENDING),
            )
        return marked.rowcount == 1

    def finish(self, row_id: str, note: str = "", entries: Sequence[JournalEntry] = ()) -> bool:
        """End a row that the service has applied; a decision is remembered, see `decisions`.

        Nothing of a decided document can be taken back any more: its undo steps go.

        Args:
            row_id: the row.
            note: one sentence for people.
            entries: what the journal says of it.

        Returns:
            False if the row was not being sent; nothing was changed then.
        """
        with transaction(self._connection):
            if not self._advance(row_id, OutboxState.APPLIED, note, entries):
                return False
            self._connection.execute(
                "INSERT INTO decision (document_id, kind)"
                " SELECT document_id, kind FROM outbox WHERE id = ? AND kind <> ?"
                " ON CONFLICT (document_id) DO UPDATE SET kind = excluded.kind",
                (row_id, OutboxKind.SAVE),
            )
            forget_steps_if_decided(self._connection, row_id)
        return True

    def give_back(
        self,
        row_id: str,
        state: OutboxState,
        note: str = "",
        conflict: ConflictKind | None = None,
        entries: Sequence[JournalEntry] = (),
    ) -> GivenBack | None:
        """End a row that was not applied and put its edits into the draft.

        Rows of the document that wait behind it are withdrawn with it, because they were made on
        top of it: a refused save stops its decision. What was edited since wins over all of them.

        Args:
            row_id: the row.
            state: refused, conflict or withdrawn.
            note: one sentence for people.
            conflict: what stood in the way of a row in conflict.
            entries: what the journal says of it; that rows are withdrawn is added here.

        Returns:
            The draft as it is now and the rows that came back; None if the row is not in a state
            from which this one follows (too late to take it back), and nothing was changed then.

        Raises:
            ValueError: the state is not refused, conflict or withdrawn.
            DamagedRecord: a row cannot be read; nothing was changed.
        """
        if state not in _GIVES_BACK:
            raise ValueError(f"a row does not become {state} by give_back")
        with transaction(self._connection):
            if not self._advance(row_id, state, note, entries):
                return None
            is_done_with = state is OutboxState.WITHDRAWN or conflict is ConflictKind.DECIDED
            self._connection.execute(
                "UPDATE outbox SET conflict = ?, needs_person = ? WHERE id = ?",
                (conflict, not is_done_with, row_id),
            )
            behind = [row.id for row in self._read(_IT_AND_THOSE_BEHIND, (row_id,))[1:]]
            for later in behind:
                self._advance(later, OutboxState.WITHDRAWN, note)
            marks = ", ".join("?" * (len(behind) + 1))
            rows = self._read(f"id IN ({marks})", (row_id, *behind))
            self._record(*outbox_records.withdrawals(rows, note, self._now()))
            document_id = rows[0].document_id
            draft = self._drafts.load(document_id) or Draft()
            for row in reversed(rows):
                draft = draft.over(row.unsent_draft)
            self._keep(document_id, draft)
        return GivenBack(draft, rows)

    def hold_back(self, row_ids: Collection[str], not_before: datetime) -> None:
        """Give those of the rows that wait a fresh time in which they can be taken back."""
        with transaction(self._connection):
            for row_id in row_ids:
                self._set_not_before(row_id, not_before)

    def dismiss(self, row_id: str) -> None:
        """Note that a person has dealt with a row that came back."""
        with transaction(self._connection):
            self._connection.execute("UPDATE outbox SET needs_person = 0 WHERE id = ?", (row_id,))

    def row(self, row_id: str) -> OutboxRow | None:
        """Return one row, or None.

        Raises:
            DamagedRecord: the row cannot be read.
        """
        with translated():
            return self._found(row_id)

    def rows(self, states: Collection[OutboxState] = UNSETTLED) -> tuple[OutboxRow, ...]:
        """Return the rows in any of these states in the order in which they were made.

        A row that cannot be read is left out and logged. It still holds up its document: nothing
        that was decided after it is sent before a person has looked.
        """
        marks = ", ".join("?" * len(states))
        with translated():
            return read_rows(
                self._connection,
                f"state IN ({marks})",
                tuple(states),
                self._field_map,
                leave_out_damaged=True,
            )

    def _advance(
        self, row_id: str, state: OutboxState, note: str, entries: Sequence[JournalEntry] = ()
    ) -> bool:
        """Bring a row into a state if it is in one from which that follows."""
        before = _BEFORE[state]
        marks = ", ".join("?" * len(before))
        ended = None if state in UNSETTLED else self._now().isoformat()
        advanced = self._connection.execute(
            "UPDATE outbox SET state = ?, note = ?, finished_at = ?"  # noqa: S608 - question marks
            f" WHERE id = ? AND state IN ({marks})",
            (state, codec.encode_value(note), ended, row_id, *before),
        )
        if advanced.rowcount == 1:
            self._record(*entries)
        return advanced.rowcount == 1

    def _record(self, *entries: JournalEntry) -> None:
        if self._journal is not None:
            self._journal.append(*entries)

    def _set_not_before(self, row_id: str, not_before: datetime) -> None:
        self._connection.execute(
            "UPDATE outbox SET not_before = ? WHERE id = ? AND state IN (?, ?)",
            (not_before.isoformat(), row_id, OutboxState.WAITING, OutboxState.UNKNOWN),
        )

    def _keep(self, document_id: str, draft: Draft) -> None:
        revision = self._drafts.revision(document_id)
        put_draft(self._connection, document_id, draft, revision)

    def _found(self, row_id: str) -> OutboxRow | None:
        return next(iter(self._read("id = ?", (row_id,))), None)

    def _read(self, condition: str, parameters: Sequence[str]) -> tuple[OutboxRow, ...]:
        return read_rows(self._connection, condition, parameters, self._field_map)
