"""What the service recorded, against what the workstation remembers and the reviewer was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from klearstack_desktop.model.outbox import UNSETTLED, OutboxState
from tests.faults.faults import Kind
from tests.faults.reviewer import NUMBER, REASON, Job

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.crash.memory import Memory

_MARKUP = "<"
_SENT_AS = {Kind.APPROVE: "approve", Kind.REJECT: "reject"}
_UPDATE, _DECISION = Kind.UPDATE.endpoint, Kind.APPROVE.endpoint


def how_it_ended(job: Job, memory: Memory, told: Sequence[str]) -> str:
    """Return the end of a job in a word or two."""
    if job.kind.changes_data:
        return " and ".join(row.state.value for row in memory.rows_of(job.document)) or "lost"
    return "said, read" if told else "read"


def broken_promises(
    job: Job, memory: Memory, record: Sequence[Mapping[str, Any]], told: Sequence[str]
) -> Iterator[str]:
    """Give every promise that was not kept, in words.

    Args:
        job: what the reviewer did, `Job.is_again` after a restart.
        memory: what the workstation remembers when all is settled.
        record: what the server applied to the document.
        told: what the reviewer was told.
    """
    yield from (f"the reviewer was shown markup: {words!r}" for words in told if _MARKUP in words)
    if job.kind.changes_data:
        yield from _about_the_row(job, memory, record, told)
    else:
        draft = memory.drafts.get(job.document)
        edit = draft.fields.get(NUMBER) if draft else None
        if edit is None or edit.mine.value != job.value:
            yield "the draft is not what it was"
        if record:
            yield f"something was changed on the server: {record}"


def _about_the_row(
    job: Job, memory: Memory, record: Sequence[Mapping[str, Any]], told: Sequence[str]
) -> Iterator[str]:
    rows = memory.rows_of(job.document)
    if len(rows) != 1:
        yield f"there are {len(rows)} rows in the outbox"
        return
    state = rows[0].state
    is_applied = state is OutboxState.APPLIED
    if state in UNSETTLED:
        yield f"it is still {state}"
    if not told and not (is_applied and (job.is_again or rows[0].attempts == 1)):
        yield f"it ended as {state} after {rows[0].attempts} attempts and nobody was told"
    updates = [row["values"] for row in record if row["call"] == _UPDATE]
    sent = [{name: sent["_value"] for name, sent in values.items()} for values in updates]
    if sent not in ([], [{NUMBER.name: job.value}]) or (is_applied and not sent):
        yield f"it is {state} here, and the server has the updates {sent}"
    decisions = [(row["decision"], row["comment"]) for row in record if row["call"] == _DECISION]
    wanted = [_SENT_AS[job.kind]] if is_applied and job.kind.is_decision else []
    if [decision for decision, _ in decisions] != wanted:
        yield f"it is {state} here, and the server has the decisions {decisions}"
    if job.kind is Kind.REJECT and decisions and decisions[0][1] != REASON:
        yield "the reason is not the one that was given"
