"""What a fresh reading, a refusal or a broken call says about an outbox row. No I/O.

The rules, in one place:

- An unknown update is settled by comparing the values that were sent, an unknown approval by
  ``is_approved``. Whatever a reading cannot show, a rejection first of all, is sent once more as it
  was; "already rejected" then means that it had arrived, because our own record says that it was
  sent. Without that record "already" is somebody else's decision.
- A decision that is refused for want of rights tells the reviewer's role: of the three that there
  are, the Creator is the only one who may not decide (section 11; the answer itself is ASSUMED).
- The opposite decision is never answered with ours.
- An approval goes out only over what was seen. A save, and the corrections of a rejection, go out
  over what others changed elsewhere in the document.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from klearstack_desktop.api import errors
from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.merge import Merge, merge
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.role import Role
from klearstack_desktop.model.seen import Difference, Seen, differences
from klearstack_desktop.review.outcome import SendOutcome, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.api.errors import Already
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.review.rereading import Reading

CONFIRMED_BY_REFUSAL = "confirmed by refusal"
FOUND_APPLIED = "found with the service when the document was read again"
NOTHING_TO_SEND = "the service had these values already"
NOT_READ_AFTERWARDS = "the document could not be read again after the approval"

_WISHED: dict[OutboxKind, Already] = {
    OutboxKind.APPROVE: "approved",
    OutboxKind.REJECT: "rejected",
}
_CREATOR = "The service lets you correct but not decide: it takes you for a Creator."
_MOST_NAMED = 3


class Stage(Enum):
    """What was under way when a call failed."""

    READING = auto()
    CORRECTING = auto()
    DECIDING = auto()


def is_decision_next(row: OutboxRow) -> bool:
    """Whether nothing but the decision is left to be sent.

    A decision never leaves before its corrections are known to be with the service. So if the
    outcome of such a row is unknown, it is that of the decision; of any other row, of its update.
    """
    return row.kind.is_decision and (row.is_updated or not row.draft.has_corrections)


def merged_into(row: OutboxRow, now: Document) -> Merge:
    """Put what a row still has to correct on top of a fresh reading of its document."""
    base = row.seen.document if row.seen else now
    if row.is_updated:
        # What the service has of this row by now is not what somebody else made of it.
        return merge(row.draft.laid_over(base), Draft(), now)
    return merge(base, Draft(row.draft.fields, row.draft.tables), now)


def after_reading(row: OutboxRow, reading: Reading, merged: Merge) -> SendOutcome | None:
    """Return the end of a row that a reading alone brings, or None: there is something to send.

    Args:
        row: before anything of it was sent in this attempt.
        reading: the document as it is now, for an approval with the pages that were seen.
        merged: from `merged_into`.
    """
    is_save, is_missing = row.kind is OutboxKind.SAVE, merged.draft.has_corrections
    if is_save and row.was_unknown and not is_missing:
        return SendOutcome(row, Verdict.APPLIED, taken=merged.taken, note=FOUND_APPLIED)
    if decided := _decision_in(reading.document):
        is_ours = row.was_unknown and is_decision_next(row) and decided == _WISHED[row.kind]
        return found_applied(row, reading) if is_ours else decided_elsewhere(row, decided)
    if row.kind is OutboxKind.APPROVE:
        return unless_as_seen(row, reading, is_updated=row.is_updated)
    if merged.clashes:
        sentence = f"Somebody else changed it, too: {_named(c.label for c in merged.clashes)}."
        return SendOutcome(
            row,
            Verdict.CONFLICT,
            Problem(sentence),
            taken=merged.taken,
            clashes=merged.clashes,
            note=sentence,
        )
    if is_save and not is_missing:
        return SendOutcome(row, Verdict.APPLIED, taken=merged.taken, note=NOTHING_TO_SEND)
    return None


def unless_as_seen(row: OutboxRow, reading: Reading, *, is_updated: bool) -> SendOutcome | None:
    """Return the conflict that keeps an approval back, or None if all is as it was seen.

    Args:
        row: an approval.
        reading: the document as it is now, with the pages that were seen.
        is_updated: the corrections are with the service, so that they must show in the reading;
            before that each may or may not be there already.
    """
    if row.seen is None:
        sentence = "It is not known any more what was seen when it was approved. Look at it again."
        return SendOutcome(row, Verdict.CONFLICT, Problem(sentence), note=sentence)
    if is_updated:
        found = _differences_afterwards(row, row.seen, reading)
    else:
        found = differences(row.seen, reading.document, reading.pages, row.draft)
    if not found:
        return None
    sentence = f"Changed since you approved: {_named(d.label for d in found)}. It was not approved."
    return SendOutcome(row, Verdict.CONFLICT, Problem(sentence), differences=found, note=sentence)


def found_applied(row: OutboxRow, reading: Reading, note: str = FOUND_APPLIED) -> SendOutcome:
    """Return the end of a decision that is with the service, compared with what was seen.

    Args:
        row: a decision.
        reading: the document as it is afterwards, for an approval with the pages that were seen.
        note: how it is known.
    """
    if row.kind is not OutboxKind.APPROVE or row.seen is None:
        return SendOutcome(row, Verdict.APPLIED, note=note)
    found = _differences_afterwards(row, row.seen, reading)
    alarm = (
        "Changed by somebody else at the very moment of the approval, so that what was approved is"
        f" not what you saw: {_named(d.label for d in found)}."
    )
    return SendOutcome(
        row, Verdict.APPLIED, differences=found, alarm=alarm if found else "", note=note
    )


def decided_elsewhere(row: OutboxRow, decided: Already) -> SendOutcome:
    """Return the end of a row whose document somebody else has decided."""
    sentence = f"Decided elsewhere: it is {decided} already."
    return SendOutcome(row, Verdict.CONFLICT, Problem(sentence), decided=decided, note=sentence)


def is_confirmation(row: OutboxRow, refusal: errors.Refused, *, is_open: bool) -> bool:
    """Whether the refusal of a decision says that it had arrived when it was sent before.

    Args:
        row: a decision.
        refusal: the answer to it.
        is_open: our own record says that it was sent before, with unknown outcome.
    """
    return is_open and refusal.already == _WISHED[row.kind]


def after_problem(row: OutboxRow, stage: Stage, problem: Problem, *, is_open: bool) -> SendOutcome:
    """Return the end that a failed call brings.

    Args:
        row: the row.
        stage: what the call was for.
        problem: how it failed.
        is_open: something of the row was sent before and its outcome is still unknown.
    """
    if isinstance(problem, errors.Refused):
        return _after_refusal(row, stage, problem, is_open=is_open)
    # A problem of our own store comes after the answer: what was sent has arrived.
    has_arrived = not isinstance(problem, errors.KlearStackError) or problem.may_have_arrived
    verdict = Verdict.NOT_SENT
    if is_open or (has_arrived and stage is not Stage.READING):
        verdict = Verdict.UNKNOWN
    retry_after = problem.retry_after if isinstance(problem, errors.KlearStackError) else None
    return SendOutcome(row, verdict, problem, retry_after, note=problem.sentence)


def _after_refusal(
    row: OutboxRow, stage: Stage, refusal: errors.Refused, *, is_open: bool
) -> SendOutcome:
    if refusal.already:
        return decided_elsewhere(row, refusal.already)
    is_unseen = stage is Stage.READING or row.kind is OutboxKind.REJECT
    if is_open and is_unseen and stage is not Stage.CORRECTING:
        sentence = f"It was sent, but nobody can tell any more whether it arrived. {refusal.reason}"
        return SendOutcome(row, Verdict.CONFLICT, Problem(sentence, refusal.details), note=sentence)
    if stage is Stage.DECIDING and refusal.is_about_rights:
        sentence = f"{_CREATOR} It says: {refusal.reason}"
        problem = Problem(sentence, refusal.details)
        return SendOutcome(row, Verdict.REFUSED, problem, role=Role.CREATOR, note=sentence)
    return SendOutcome(row, Verdict.REFUSED, refusal, note=refusal.sentence)


def _decision_in(document: Document) -> Already | None:
    if document.is_approved:
        return "approved"
    return "rejected" if document.is_rejected else None


def _differences_afterwards(row: OutboxRow, seen: Seen, reading: Reading) -> tuple[Difference, ...]:
    expected = Seen(row.draft.laid_over(seen.document), seen.pages)
    return differences(expected, reading.document, reading.pages, Draft())


def _named(labels: Iterable[str]) -> str:
    names = list(dict.fromkeys(labels))
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
