"""What the journal says when the outbox takes, sends or gives back a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import JournalEntry, JournalKind
from klearstack_desktop.model.journal_facts import decision_facts, save_facts
from klearstack_desktop.model.outbox import OutboxKind, OutboxState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from klearstack_desktop.model.outbox import Circumstances, OutboxRow


def queued(row: OutboxRow, circumstances: Circumstances) -> JournalEntry:
    """Return the entry for a row that is put into the outbox."""
    if row.kind is OutboxKind.SAVE:
        return JournalEntry(JournalKind.SAVE, row.document_id, row.created_at, save_facts(row))
    facts = decision_facts(
        row,
        unseen_fields=circumstances.unseen_fields,
        unseen_pages=circumstances.unseen_pages,
        waived_pages=circumstances.waived_pages,
        overridden=circumstances.overridden,
    )
    return JournalEntry(JournalKind.DECISION, row.document_id, row.created_at, facts)


def sending(row: OutboxRow, at: datetime) -> JournalEntry:
    """Return the entry for a row that goes out."""
    facts = {"row": row.id, "attempt": row.attempts}
    return JournalEntry(JournalKind.SENDING, row.document_id, at, facts)


def withdrawals(rows: Iterable[OutboxRow], why: str, at: datetime) -> list[JournalEntry]:
    """Return the entries for those of the rows that were withdrawn."""
    return [
        JournalEntry(JournalKind.WITHDRAWN, row.document_id, at, {"row": row.id, "why": why})
        for row in rows
        if row.state is OutboxState.WITHDRAWN
    ]
