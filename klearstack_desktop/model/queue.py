"""One row of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.dates import display_date, parse_date
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.finding import Origin
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.slips.facts import amount_shown, is_credit_note, signed_total
from klearstack_desktop.model.slips.warning import DUPLICATE, RESUBMITTED

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.policy import Policy


class ReviewState(StrEnum):
    """Where a document stands, as far as this workstation knows."""

    BEING_READ = "being read"
    NO_READING = "no reading"
    OPEN = "open"
    PAGE_MISSING = "page missing"
    DRAFT = "draft"
    WAITING = "waiting to send"
    SENDING = "sending"
    OUTCOME_UNKNOWN = "outcome unknown"
    NOT_SENT = "not sent"
    CONFLICT = "conflict"
    ON_HOLD = "on hold"
    NOT_LISTED = "no longer listed"
    DECIDED_ELSEWHERE = "decided elsewhere"
    APPROVED = "approved"
    REJECTED = "rejected"

    @property
    def is_decided(self) -> bool:
        """Whether nothing is left for the reviewer to do."""
        return self in {
            ReviewState.APPROVED,
            ReviewState.REJECTED,
            ReviewState.DECIDED_ELSEWHERE,
            ReviewState.NOT_LISTED,
        }


class QueueFilter(StrEnum):
    """The segments above the list."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    ALL = "all"

    def admits(self, state: ReviewState) -> bool:
        """Whether a document in that state belongs to this segment."""
        match self:
            case QueueFilter.OPEN:
                return not state.is_decided
            case QueueFilter.APPROVED:
                return state is ReviewState.APPROVED
            case QueueFilter.REJECTED:
                return state is ReviewState.REJECTED
            case QueueFilter.ALL:
                return True


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """What the list shows, sorts and searches of one document.

    Attributes:
        supplier, amount, number, date_text: texts ready to be shown.
        state: where the document stands.
        to_check: how much needs a person: fields, cells, and what is about all of it.
        broken_rules: what rules found that must not be, a sentence each.
        confidence: overall confidence 0..1, or None.
        search_text: every captured value, case folded, for the search box.
        day: the invoice date for sorting, or None.
        total: the amount for sorting, or None.
        note: one sentence for the tooltip of the state chip, may be empty.
        document_type: as the service calls it, may be empty.
        is_duplicate: it is likely the same as another document.
        is_resubmitted: its number was rejected here before.
        is_credit_note: money would come back.
    """

    document_id: str
    supplier: str
    amount: str
    number: str
    date_text: str
    state: ReviewState
    to_check: int = 0
    broken_rules: tuple[str, ...] = ()
    confidence: float | None = None
    search_text: str = ""
    day: date | None = None
    total: Decimal | None = None
    note: str = ""
    document_type: str = ""
    is_duplicate: bool = False
    is_resubmitted: bool = False
    is_credit_note: bool = False


def entry_for(
    document: Document,
    state: ReviewState,
    draft: Draft | None = None,
    note: str = "",
    *,
    policy: Policy | None = None,
    known: Known | None = None,
) -> QueueEntry:
    """Make the queue row of a document, with its draft where there is one.

    Args:
        document: as it was read.
        state: where it stands.
        draft: what the reviewer changed.
        note: one sentence for the tooltip of the state chip.
        policy: what this desk asks of a document; None stands for what ships with the program.
        known: what the document is compared with; None for nothing.
    """
    draft = draft or Draft()
    shown = draft.laid_over(document)
    findings = examine(shown, draft, policy, known)
    broken = tuple(finding.sentence for finding in findings.broken_rules)
    slips = {f.code: f.sentence for f in findings.warnings if f.origin is Origin.HISTORY}
    total = shown.value_of(FieldRole.TOTAL)
    day = shown.value_of(FieldRole.DATE)
    values = (document.file_name, *(f.value for f in shown.fields))
    return QueueEntry(
        document_id=document.id,
        supplier=shown.value_of(FieldRole.SUPPLIER) or document.file_name or document.id,
        amount=amount_shown(shown) if total else "",
        number=shown.value_of(FieldRole.NUMBER),
        date_text=display_date(day),
        state=state,
        to_check=findings.waiting,
        broken_rules=broken,
        confidence=document.overall_confidence,
        search_text="\n".join(values).casefold(),
        day=parse_date(day),
        total=signed_total(shown),
        note=note or (". ".join((*slips.values(), *broken)) if state is ReviewState.OPEN else ""),
        document_type=document.document_type,
        is_duplicate=DUPLICATE in slips,
        is_resubmitted=RESUBMITTED in slips,
        is_credit_note=is_credit_note(shown),
    )
