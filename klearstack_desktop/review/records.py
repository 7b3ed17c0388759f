"""What the journal says of an attempt to bring a row to the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import JournalEntry, JournalKind
from klearstack_desktop.model.journal_facts import (
    answer_facts,
    conflict_facts,
    differences_form,
    merged_facts,
)
from klearstack_desktop.review.outcome import Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.review.outcome import SendOutcome


def entries_of(outcome: SendOutcome, at: datetime) -> tuple[JournalEntry, ...]:
    """Return the entries for an outcome, in the order in which things happened.

    Args:
        outcome: how the attempt ended.
        at: when, by this workstation's clock, in UTC.
    """
    row, problem = outcome.row, outcome.problem
    sentence = problem.sentence if problem else ""
    answer = answer_facts(
        row,
        outcome.verdict.value,
        note=outcome.note if outcome.note != sentence else "",
        problem=sentence,
        details=problem.details if problem else "",
        server_date=outcome.server_date,
    )
    facts = [(JournalKind.ANSWER, answer)]
    if outcome.taken and outcome.is_applied:
        facts.append((JournalKind.MERGED, merged_facts(row, outcome.taken)))
    if outcome.verdict is Verdict.CONFLICT:
        conflict = conflict_facts(
            row, outcome.note, clashes=outcome.clashes, differences=outcome.differences
        )
        facts.append((JournalKind.CONFLICT, conflict))
    if outcome.alarm:
        differing = differences_form(outcome.differences)
        alarm = {"row": row.id, "why": outcome.alarm, "differences": differing}
        facts.append((JournalKind.ALARM, alarm))
    if outcome.verdict is Verdict.NOT_SENT:
        facts.append((JournalKind.PUT_BACK, {"row": row.id, "why": sentence}))
    return tuple(JournalEntry(kind, row.document_id, at, fact) for kind, fact in facts)
