from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.decision import approval_comment, card_for
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.queue import QueueFilter, ReviewState
from klearstack_desktop.model.queue_rows import entry_for, judge
from tests.model.builders import document, field

READ = document(
    field("Inv_Supplier", "Flora Concept Llc", confidence=0.75),
    field("Inv_Number", "06717056"),
    field("Inv_Date", "26-Jul-2026", confidence=0.47),
    field("Inv_Currency", "USD"),
    field("Inv_Total", "55413.0"),
    file_name="flora.pdf",
    page_count=2,
)


def test_a_row_says_what_the_list_shows_and_finds() -> None:
    entry = entry_for(READ, ReviewState.OPEN, judgement=judge(READ, Draft()))
    assert (entry.supplier, entry.amount) == ("Flora Concept Llc", "USD 55,413.00")
    assert (entry.number, entry.date_text, entry.to_check) == ("06717056", "26 Jul 2026", 2)
    assert "flora.pdf" in entry.search_text
    assert "06717056" in entry.search_text


def test_a_draft_shows_in_the_row() -> None:
    supplier = READ.fields[0]
    draft = Draft().with_field(supplier, "Flora Concept LLC", None)
    draft = draft.with_checked(supplier.key, draft.laid_over(READ))
    entry = entry_for(READ, ReviewState.DRAFT, draft, judgement=judge(READ, draft))
    assert entry.supplier == "Flora Concept LLC"
    assert entry.to_check == 1


def test_a_document_without_readings_is_named_after_its_file() -> None:
    assert entry_for(document(file_name="scan.tif"), ReviewState.NO_READING).supplier == "scan.tif"


def test_a_required_empty_field_needs_a_person() -> None:
    empty = document(field("doc_number_value", " ", confidence=1.0))
    assert len(examine(empty, Draft()).to_check) == 1


def test_the_card_says_what_is_decided() -> None:
    draft = Draft().with_field(READ.fields[2], "27-Jul-2026", None)
    shown = draft.laid_over(READ)
    card = card_for(shown, draft, examine(shown, draft), unseen_pages=(2,))
    assert card.amount == "USD 55,413.00"
    assert card.changed == ("Invoice date",)
    assert card.to_check == 1
    assert card.unseen_pages == (2,)


def test_the_template_counts_what_was_checked_and_corrected() -> None:
    draft = Draft().with_field(READ.fields[2], "27-Jul-2026", None)
    draft = draft.with_checked(READ.fields[0].key, READ)
    shown = draft.laid_over(READ)
    comment = approval_comment(shown, draft, examine(shown, draft))
    assert comment == "Approved: 4 checked, 1 corrected"


@pytest.mark.parametrize("state", list(ReviewState))
def test_every_state_stands_in_exactly_one_place(state: ReviewState) -> None:
    assert QueueFilter.ALL.admits(state)
    assert QueueFilter.OPEN.admits(state) != state.is_decided


def test_an_upload_is_placed_in_time_with_a_zone_and_without() -> None:
    def uploaded(text: str) -> float | None:
        read = replace(READ, uploaded_at=datetime.fromisoformat(text))
        return entry_for(read, ReviewState.OPEN).uploaded

    plain = uploaded("2026-11-22T10:00:00")
    assert plain == uploaded("2026-11-22T12:00:00+02:00")
    assert plain is not None
    assert uploaded("0001-01-01T00:00:00") is not None
    assert entry_for(READ, ReviewState.OPEN).uploaded is None
