"""Makes the rows of the queue: what it shows of a document, and what was found in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.dates import display_date, parse_date
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.finding import Origin
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.queue import Judgement, QueueEntry, search_text
from klearstack_desktop.model.slips.facts import total_of
from klearstack_desktop.model.slips.warning import DUPLICATE, LOOKS_RESUBMITTED, RESUBMITTED

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.policy import Policy
    from klearstack_desktop.model.queue import Mark, ReviewState


def judge(
    document: Document, draft: Draft, policy: Policy | None = None, known: Known | None = None
) -> Judgement:
    """Find what the queue tells of a document besides its values.

    Args:
        document: as it was read.
        draft: what the reviewer changed.
        policy: what this desk asks of a document; None stands for what ships with the program.
        known: what the document is compared with; None for nothing.
    """
    findings = examine(draft.laid_over(document), draft, policy, known)
    slips = {f.code: f.sentence for f in findings.warnings if f.origin is Origin.HISTORY}
    found = Judgement(
        to_check=findings.waiting,
        broken_rules=tuple(finding.sentence for finding in findings.broken_rules),
        slips=tuple(slips.values()),
        is_duplicate=not slips.keys().isdisjoint({DUPLICATE, LOOKS_RESUBMITTED}),
        is_resubmitted=RESUBMITTED in slips,
    )
    # Of a hundred thousand documents most have nothing but a few fields to check.
    return _PLAIN.get(found.to_check, found) if found == Judgement(found.to_check) else found


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_PLAIN: Final = {count: Judgement(count) for count in range(32)}


def entry_for(
    document: Document,
    state: ReviewState,
    draft: Draft | None = None,
    note: str = "",
    *,
    judgement: Judgement | None = None,
    lack: Mark | None = None,
    place: int = 0,
) -> QueueEntry:
    """Make the queue row of a document, with its draft where there is one.

    Args:
        document: as it was read.
        state: where it stands.
        draft: what the reviewer changed.
        note: one sentence about the state, for the tooltip of its chip.
        judgement: what was found in it; None where it was not judged yet.
        lack: what could not be had of it.
        place: where it comes in the server's order.
    """
    shown = document if draft is None or not draft.fields else draft.laid_over(document)
    total, written_day = total_of(shown), shown.value_of(FieldRole.DATE)
    supplier = shown.value_of(FieldRole.SUPPLIER) or document.file_name or document.id
    number, date_text = shown.value_of(FieldRole.NUMBER), display_date(written_day)
    plain = "" if total.amount is None else f"{total.amount:f}"
    return QueueEntry(
        document_id=document.id,
        supplier=supplier,
        amount=total.shown,
        number=number,
        date_text=date_text,
        state=state,
        judgement=judgement,
        confidence=document.overall_confidence,
        search_text=search_text(
            (supplier, number, total.shown, date_text, plain),
            (document.file_name, *(field.value for field in shown.fields)),
        ),
        day=parse_date(written_day),
        uploaded=_seconds(document.uploaded_at),
        total=total.amount,
        state_note=note,
        document_type=document.document_type,
        is_credit_note=total.is_credit_note,
        lack=lack,
        place=place,
    )


def _seconds(moment: datetime | None) -> float | None:
    """Return a moment as a number; one without a zone is the service's own time, as all are."""
    if moment is None:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - _EPOCH).total_seconds()
