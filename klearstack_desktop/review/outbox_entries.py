"""What the outbox looks like to a reviewer: its entries, its counts, and details for copying."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.outbox import OutboxKind, OutboxState

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.review.line import Place
    from klearstack_desktop.review.queue import DocumentQueue

OLD_DECISION: Final = "It was decided more than a day ago: shall it still go out?"

DEED_NOT_DONE: Final = {
    OutboxKind.SAVE: "The corrections were not saved",
    OutboxKind.APPROVE: "The approval was not sent",
    OutboxKind.REJECT: "The rejection was not sent",
}


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One row of the outbox panel.

    Attributes:
        label: supplier and amount.
        due: monotonic seconds when it leaves, or None where time alone does not decide that.
        note: one sentence on what happened to it last; may be empty.
        created_at: when the reviewer acted, in UTC.
        can_withdraw: it is not on its way yet.
        can_retry: it waits after a try in vain and can be sent at once.
        can_dismiss: it came back, and nothing more is to be said of it.
        is_in_window: it waits only because it can still be taken back.
        asks: it is so old that somebody must say whether it shall still go out.
    """

    row_id: str
    document_id: str
    label: str
    kind: OutboxKind
    state: OutboxState
    due: float | None
    note: str
    created_at: datetime
    can_withdraw: bool = False
    can_retry: bool = False
    can_dismiss: bool = False
    is_in_window: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many rows of the outbox are where.

    Attributes:
        waiting: not sent yet.
        sending: being sent, or sent with an outcome that nobody knows yet.
        failed: came back, and nobody has dealt with them.
        held: those of the waiting that do not leave by themselves.
    """

    waiting: int = 0
    sending: int = 0
    failed: int = 0
    held: int = 0

    @property
    def unsent(self) -> int:
        """How many are not certainly with the service."""
        return self.waiting + self.sending


@dataclass(frozen=True, slots=True)
class NotApplied:
    """Tells the reviewer that something did not reach the service.

    Attributes:
        document_id: which document.
        problem: what happened, and to which document: another one is open by now.
    """

    document_id: str
    problem: Problem


def label_of(entry: QueueEntry | None, document_id: str) -> str:
    """Return how a reviewer knows a document: by supplier and amount, else by its id."""
    if entry is None:
        return document_id
    return f"{entry.supplier}, {entry.amount}" if entry.amount else entry.supplier


def name_in(queue: DocumentQueue, document_id: str) -> str:
    """Return how a reviewer knows a document that may have left the queue."""
    known = queue.document(document_id) is not None
    return label_of(queue.entry(document_id) if known else None, document_id)


def entry_in_line(place: Place, label: str, wall: datetime, *, is_held: bool) -> OutboxEntry:
    """Make the entry of a row that is not settled.

    Args:
        place: the row and its place in the line.
        label: how a reviewer knows its document.
        wall: the time of day, with its zone.
        is_held: the whole line is held.
    """
    row = place.row
    asks, is_waiting = place.asks(wall), row.state is OutboxState.WAITING
    leaves_by_itself = not (asks or is_held or place.is_under_way)
    return OutboxEntry(
        row_id=row.id,
        document_id=row.document_id,
        label=label,
        kind=row.kind,
        state=row.state,
        due=place.due if leaves_by_itself else None,
        note=OLD_DECISION if asks else row.note,
        created_at=row.created_at,
        can_withdraw=is_waiting and not (place.is_under_way or place.is_leaving),
        can_retry=leaves_by_itself and place.tries > 0,
        is_in_window=place.is_in_window,
        asks=asks,
    )


def entry_that_came_back(row: OutboxRow, label: str) -> OutboxEntry:
    """Make the entry of a row that was refused or met a conflict."""
    return OutboxEntry(
        row_id=row.id,
        document_id=row.document_id,
        label=label,
        kind=row.kind,
        state=row.state,
        due=None,
        note=row.note,
        created_at=row.created_at,
        can_dismiss=True,
    )


def details_text(row: OutboxRow) -> str:
    """Return what support needs to know of a row; holds no field value and no comment."""
    finished = row.finished_at.isoformat() if row.finished_at else "not yet"
    fields = ", ".join(sorted(key.name for key in row.draft.fields)) or "none"
    tables = ", ".join(sorted(row.draft.tables)) or "none"
    lines = (
        f"Row: {row.id}",
        f"Document: {row.document_id}",
        f"Kind: {row.kind.value}",
        f"State: {row.state.value}",
        f"Made: {row.created_at.isoformat()}",
        f"Tries: {row.attempts}",
        f"Ended: {finished}",
        f"Corrected fields: {fields}",
        f"Corrected tables: {tables}",
        f"Corrections with the service: {'yes' if row.is_updated else 'not known'}",
        f"An earlier try may have arrived: {'yes' if row.was_unknown else 'no'}",
        f"Note: {row.note or 'none'}",
    )
    return "\n".join(lines)
