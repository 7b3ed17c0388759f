from __future__ import annotations

from dataclasses import replace

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.finding import Finding, Severity
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.page.boxes import BoxState
from klearstack_desktop.ui.page.marking import boxes_of, state_of
from tests.model.builders import document, field

NUMBER = replace(field("Inv_Number", "06717056"), confidence=0.98, page=2, box=Box(1, 2, 30, 40))
NO_FINDINGS = Findings()


def states(read: Field, draft: Draft | None = None) -> BoxState:
    """What the box of a field says in a document that holds nothing else."""
    draft = draft or Draft()
    laid_over = draft.laid_over(Document(id="doc", fields=(read,)))
    (shown,) = boxes_of(laid_over, draft, examine(laid_over, draft))
    return shown.state


@pytest.mark.parametrize(
    ("confidence", "state"),
    [
        (1.0, BoxState.GOOD),
        (0.85, BoxState.GOOD),
        (0.849, BoxState.CHECK),
        (0.6, BoxState.CHECK),
        (0.599, BoxState.BAD),
        (None, BoxState.UNKNOWN),
    ],
)
def test_confidence_decides_the_state(confidence: float | None, state: BoxState) -> None:
    assert states(replace(NUMBER, confidence=confidence)) is state


def test_an_accepted_field_is_accepted_and_a_changed_one_changed() -> None:
    doubtful = replace(NUMBER, confidence=0.4)
    accepted = Draft().with_checked(NUMBER.key, document(doubtful))
    assert states(doubtful, accepted) is BoxState.ACCEPTED
    assert states(doubtful, Draft().with_field(NUMBER, "new", NUMBER.box)) is BoxState.CHANGED


def test_a_broken_rule_counts_more_than_a_change() -> None:
    changed = replace(NUMBER, value="another")
    broken = Finding(NUMBER.key, None, None, Severity.ERROR, "sum", "Lines add up to 1.00")
    assert state_of(changed, Draft(), Findings([broken])) == (
        BoxState.BROKEN,
        "Lines add up to 1.00",
    )


def test_a_warning_that_is_no_doubt_about_the_reading_is_to_check() -> None:
    warning = Finding(NUMBER.key, None, None, Severity.WARNING, "duplicate", "Seen before")
    assert state_of(NUMBER, Draft(), Findings([warning]))[0] is BoxState.CHECK


def test_a_box_knows_its_page_and_says_what_was_there() -> None:
    changed = replace(NUMBER, value="another")
    (box,) = boxes_of(Document(id="doc", fields=(changed,)), Draft(), NO_FINDINGS)
    assert (box.page, box.value) == (2, "another")
    assert "06717056" in box.remark


def test_a_field_without_a_place_has_no_box() -> None:
    document = Document(id="doc", fields=(replace(NUMBER, box=None),))
    assert boxes_of(document, Draft(), NO_FINDINGS) == ()
