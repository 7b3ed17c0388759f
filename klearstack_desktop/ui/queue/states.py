"""How the state of a document is said in the queue: as a chip, and in words for a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.queue import Mark, ReviewState
from klearstack_desktop.ui.chips import Chip, Tone

if TYPE_CHECKING:
    from klearstack_desktop.model.queue import QueueEntry

_CHIPS: Final = {
    ReviewState.BEING_READ: Chip("being read", Tone.NEUTRAL, "clock"),
    ReviewState.NO_READING: Chip("no reading", Tone.CHECK, "unknown"),
    ReviewState.SUMMARY_ONLY: Chip("summary only", Tone.CHECK, "info"),
    ReviewState.PAGE_MISSING: Chip("page missing", Tone.BAD, "page-missing"),
    ReviewState.DRAFT: Chip("draft", Tone.ACCENT, "edit"),
    ReviewState.WAITING: Chip("waiting to send", Tone.NEUTRAL, "clock"),
    ReviewState.SENDING: Chip("sending", Tone.NEUTRAL, "sending"),
    ReviewState.OUTCOME_UNKNOWN: Chip("outcome unknown", Tone.CHECK, "unknown"),
    ReviewState.NOT_SENT: Chip("not sent", Tone.BAD, "warning"),
    ReviewState.CONFLICT: Chip("conflict", Tone.BAD, "warning"),
    ReviewState.ON_HOLD: Chip("on hold", Tone.NEUTRAL, "clock"),
    ReviewState.NOT_LISTED: Chip("no longer listed", Tone.NEUTRAL, "clock"),
    ReviewState.DECIDED_ELSEWHERE: Chip("decided elsewhere", Tone.NEUTRAL, "user"),
    ReviewState.APPROVED: Chip("approved", Tone.GOOD, "check"),
    ReviewState.REJECTED: Chip("rejected", Tone.BAD, "close"),
}

_CREDIT: Final = Chip("credit", Tone.ACCENT)

_TELL_MARKS: Final = frozenset(
    {ReviewState.OPEN, ReviewState.DRAFT, ReviewState.SUMMARY_ONLY, ReviewState.PAGE_MISSING}
)

_SPOKEN: Final = {
    Mark.RESUBMITTED: "resubmitted",
    Mark.DUPLICATE: "likely a duplicate",
    Mark.RULE_BROKEN: "a rule broken",
    Mark.CREDIT_NOTE: "a credit note",
}

_WAITING_FOR_OTHERS: Final = frozenset(
    {
        ReviewState.BEING_READ,
        ReviewState.WAITING,
        ReviewState.SENDING,
        ReviewState.OUTCOME_UNKNOWN,
        ReviewState.ON_HOLD,
    }
)


def chip_of(entry: QueueEntry) -> Chip:
    """Return the chip of a queue row."""
    if entry.state is not ReviewState.OPEN:
        return _CHIPS[entry.state]
    if entry.is_resubmitted:
        return Chip("resubmitted", Tone.CHECK, "warning")
    if entry.is_duplicate:
        return Chip("duplicate?", Tone.CHECK, "warning")
    if entry.broken_rules:
        return Chip("rule broken", Tone.BAD, "warning")
    if entry.to_check:
        kind = "credit · " if entry.is_credit_note else ""
        return Chip(f"{kind}{entry.to_check} to check", Tone.CHECK)
    if entry.is_credit_note:
        return Chip("credit note", Tone.ACCENT)
    if entry.confidence is not None and entry.to_check is not None:
        return Chip(f"{entry.confidence:.0%}", Tone.GOOD)
    return Chip("open", Tone.NEUTRAL)


def mark_of(entry: QueueEntry) -> Chip | None:
    """Return a second, small chip of a queue row: that it is a credit note where the first is mute.

    Money that comes back has to be seen in every state.
    """
    if not entry.is_credit_note or chip_of(entry).text.startswith(_CREDIT.text):
        return None
    return _CREDIT


def chip_of_state(state: ReviewState) -> str:
    """Return a state in the words of its chip."""
    return _CHIPS[state].text if state in _CHIPS else state.value


def spoken(entry: QueueEntry) -> str:
    """Return everything that a row shows, colours included, as one sentence."""
    state = entry.state.value
    if entry.state in _TELL_MARKS:
        count = entry.to_check
        to_check = "not examined yet" if count is None else f"{count or 'nothing'} to check"
        said = "".join(f"{words}, " for mark, words in _SPOKEN.items() if entry.has(mark))
        state = f"{state}, {said}{to_check}"
    confidence = f"confidence {entry.confidence:.0%}" if entry.confidence is not None else ""
    kind = "a credit note" if mark_of(entry) and entry.state not in _TELL_MARKS else ""
    parts = (entry.supplier, entry.amount, entry.number, entry.date_text, state, kind, confidence)
    return ", ".join(part for part in (*parts, entry.note) if part)


def needs_reviewer(entry: QueueEntry) -> bool:
    """Whether there is something for the reviewer to do with the document now."""
    return not entry.state.is_decided and entry.state not in _WAITING_FOR_OTHERS
