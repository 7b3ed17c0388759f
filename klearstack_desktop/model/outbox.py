"""Saves and decisions on their way to the service: what a row holds and how far it has come."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from klearstack_desktop.model.changes import Change
    from klearstack_desktop.model.document import Document, FieldKey
    from klearstack_desktop.model.finding import Finding
    from klearstack_desktop.model.seen import Seen


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
    UNKNOWN = "unknown"
    APPLIED = "applied"
    REFUSED = "refused"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"


UNSETTLED = frozenset({OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNKNOWN})
"""States in which a row has its end before it and holds up later rows of its document."""


class ConflictKind(StrEnum):
    """What stood in the way of a row that ended in conflict."""

    CLASH = "clash"
    """Somebody else changed the same field or table."""

    CHANGED = "changed"
    """The document is not any more what the reviewer approved."""

    DECIDED = "decided"
    """Somebody else decided the document."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How much of a document had been looked at when it was decided, for the journal.

    Attributes:
        unseen_fields: names of fields that nobody has looked at or accepted.
        unseen_pages: numbers of pages that were there and never shown.
        waived_pages: pages that could not be had, with the reason for deciding without them.
        overridden: what was warned of and let stand, each with the reason given.
    """

    unseen_fields: frozenset[str] = frozenset()
    unseen_pages: frozenset[int] = frozenset()
    waived_pages: Mapping[int, str] = field(default_factory=dict)
    overridden: tuple[Finding, ...] = ()


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
        seen: what was on offer when the reviewer acted; None where that is not known.
        is_updated: the corrections are known to be with the service.
        was_unknown: a request of it went out before, and nobody knows what became of that.
        conflict: what stood in the way, where it ended in conflict.
        finished_at: when it came to its end, in UTC; None while it is under way.
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
    seen: Seen | None = None
    is_updated: bool = False
    was_unknown: bool = False
    conflict: ConflictKind | None = None
    finished_at: datetime | None = None

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

    @property
    def unsent_draft(self) -> Draft:
        """What goes back to the draft if the row is not applied: what is not with the service."""
        return replace(self.draft, fields={}, tables={}) if self.is_updated else self.draft


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What taking a row back did.

    Attributes:
        draft: the document's draft as it is now.
        rows: the rows that came back, oldest first: the one named and those that waited behind it.
    """

    draft: Draft
    rows: tuple[OutboxRow, ...]


def new_row(
    document: Document, draft: Draft, kind: OutboxKind, comment: str, created_at: datetime
) -> OutboxRow:
    """Make the row for a draft; a save takes only the corrections of it.

    Args:
        document: as the reviewer saw it; it gives the names under which fields are sent.
        draft: what the reviewer changed.
        kind: what the service shall do.
        comment: what is sent with a decision; a save has none.
        created_at: now, in UTC; the row may be sent at once.
    """
    sent = draft if kind.is_decision else Draft(draft.fields, draft.tables)
    return OutboxRow(
        id=str(uuid.uuid4()),
        document_id=document.id,
        collection_name=document.collection_name,
        kind=kind,
        draft=sent,
        wire_names={f.key: f.name for f in document.fields if f.key in sent.fields},
        comment=comment,
        state=OutboxState.WAITING,
        created_at=created_at,
        not_before=created_at,
    )
