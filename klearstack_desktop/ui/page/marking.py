"""Which boxes stand on the pages of a document, and what each of them says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.doubts import BAD_BELOW, CONFIDENCE
from klearstack_desktop.model.finding import Severity
from klearstack_desktop.ui.page.boxes import BoxState, PageBox

if TYPE_CHECKING:
    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, Field
    from klearstack_desktop.model.findings import Findings


def boxes_of(document: Document, draft: Draft, findings: Findings) -> tuple[PageBox, ...]:
    """Return the boxes of all fields that have a place.

    Args:
        document: with the draft laid over.
        draft: knows which fields the reviewer accepted.
        findings: what is found in the document.
    """
    return tuple(
        PageBox(
            *(field.key, field.page or 1, field.box, field.label, field.value),
            *state_of(field, draft, findings),
        )
        for field in document.fields
        if field.box is not None
    )


def state_of(field: Field, draft: Draft, findings: Findings) -> tuple[BoxState, str]:
    """Return what a field's box says, and the same in a sentence.

    What needs a person counts more than what a person did, and that more than how it was read.
    """
    worst = next(filter(findings.is_open, findings.of(field.key)), None)
    if worst is not None and worst.severity is Severity.ERROR:
        return BoxState.BROKEN, worst.sentence
    if worst is not None:
        is_bad = worst.code == CONFIDENCE and (field.confidence or 0) < BAD_BELOW
        return BoxState.BAD if is_bad else BoxState.CHECK, worst.sentence
    if field.is_changed:
        return BoxState.CHANGED, f"Changed by you: was read as {field.original_value or 'empty'}"
    if draft.accepts(field):
        return BoxState.ACCEPTED, "Accepted by you"
    if field.confidence is None:
        return BoxState.UNKNOWN, "The service gave no confidence"
    return BoxState.GOOD, f"Read with {field.confidence:.0%} confidence"
