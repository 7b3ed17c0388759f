"""One row of the queue.

The list is on the screen before anything is loaded that documents are made of or judged by; what
makes rows of them is `model.queue_rows`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from klearstack_desktop.model.value_class import value_class

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal


class ReviewState(StrEnum):
    """Where a document stands, as far as this workstation knows."""

    BEING_READ = "being read"
    NO_READING = "no reading"
    SUMMARY_ONLY = "summary only"
    PAGE_MISSING = "page missing"
    OPEN = "open"
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


class Mark(StrEnum):
    """What stands out in a document, wherever it stands; the value is what the reviewer reads."""

    RESUBMITTED = "resubmitted"
    DUPLICATE = "duplicate?"
    RULE_BROKEN = "rule broken"
    TO_CHECK = "fields to check"
    CREDIT_NOTE = "credit note"
    SUMMARY_ONLY = "summary only"
    PAGE_MISSING = "page missing"


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
class Judgement:
    """What was found in a document, as far as a row of the queue tells it.

    Attributes:
        to_check: how much needs a person: fields, cells, and what is about all of it.
        broken_rules: what rules found that must not be, a sentence each.
        slips: what stands out beside other documents, a sentence each.
        is_duplicate: it is likely the same as another document, or looks like one rejected here.
        is_resubmitted: its number was rejected here before.
    """

    to_check: int = 0
    broken_rules: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    is_duplicate: bool = False
    is_resubmitted: bool = False


@value_class
class QueueEntry:
    """What the list shows, sorts and searches of one document.

    Attributes:
        supplier, amount, number, date_text: texts ready to be shown.
        state: where the document stands.
        judgement: what was found in it; None where it was not judged yet.
        confidence: overall confidence 0..1, or None.
        search_text: what is shown and every captured value, case folded, for the search box.
        day: the invoice date for sorting, or None.
        uploaded: when the service received it, in seconds of its own clock, or None.
        total: the amount for sorting, or None.
        state_note: one sentence about the state, may be empty.
        document_type: as the service calls it, may be empty.
        is_credit_note: money would come back.
        lack: what could not be had of it, `Mark.SUMMARY_ONLY` or `Mark.PAGE_MISSING`, or None.
        place: the higher the later it comes in the server's order; no two are alike.
    """

    document_id: str
    supplier: str
    amount: str
    number: str
    date_text: str
    state: ReviewState
    judgement: Judgement | None = None
    confidence: float | None = None
    search_text: str = ""
    day: date | None = None
    uploaded: float | None = None
    total: Decimal | None = None
    state_note: str = ""
    document_type: str = ""
    is_credit_note: bool = False
    lack: Mark | None = None
    place: int = 0

    @property
    def to_check(self) -> int | None:
        """How much needs a person; None where the document was not judged yet."""
        return None if self.judgement is None else self.judgement.to_check

    @property
    def broken_rules(self) -> tuple[str, ...]:
        """What rules found that must not be, a sentence each."""
        return () if self.judgement is None else self.judgement.broken_rules

    @property
    def is_duplicate(self) -> bool:
        """Whether it is likely the same as another document."""
        return self.judgement is not None and self.judgement.is_duplicate

    @property
    def is_resubmitted(self) -> bool:
        """Whether its number was rejected here before."""
        return self.judgement is not None and self.judgement.is_resubmitted

    def has(self, mark: Mark) -> bool:
        """Whether something stands out; what was not judged yet has only what the list tells."""
        match mark:
            case Mark.RESUBMITTED:
                return self.is_resubmitted
            case Mark.DUPLICATE:
                return self.is_duplicate
            case Mark.RULE_BROKEN:
                return bool(self.broken_rules)
            case Mark.TO_CHECK:
                return bool(self.to_check)
            case Mark.CREDIT_NOTE:
                return self.is_credit_note
            case Mark.SUMMARY_ONLY | Mark.PAGE_MISSING:
                return self.lack is mark

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What stands out, the most important first."""
        return tuple(mark for mark in Mark if self.has(mark))

    @property
    def note(self) -> str:
        """One sentence or more for the tooltip of the state chip, may be empty."""
        tells_findings = self.state in {ReviewState.OPEN, ReviewState.DRAFT}
        if self.state_note or self.judgement is None or not tells_findings:
            return self.state_note
        return ". ".join((*self.judgement.slips, *self.judgement.broken_rules))


def search_text(*texts: Iterable[str]) -> str:
    """Return all that the words of a question are looked for in, each text once, case folded."""
    return "\n".join(dict.fromkeys(chain.from_iterable(texts))).casefold()
