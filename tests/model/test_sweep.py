"""Counting the fields of many documents, and how far a reviewer has come."""

from __future__ import annotations

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.findings import examine
from klearstack_desktop.model.sweep import (
    FieldCensus,
    Mark,
    Standing,
    SweepTally,
    TallyCount,
    field_to_begin_with,
)
from tests.model.builders import document, field

NUMBER, TOTAL = FieldKey("doc_number_value"), FieldKey("total_value")


def census() -> FieldCensus:
    counted = FieldCensus()
    doubtful = document(
        field("Inv_Number", "1", confidence=0.5), field("Inv_Total", "5.00"), document_id="a"
    )
    sure = document(field("Inv_Number", "2"), document_id="b")
    decided = document(field("Inv_Number", "3", confidence=0.2), document_id="c")
    for one in (doubtful, sure, decided):
        counted.count(one, examine(one, Draft()), is_fixed=one is decided)
    return counted


def test_a_field_is_counted_where_it_is_and_where_somebody_can_do_something() -> None:
    by_key = {one.key: one for one in census().fields}
    assert (by_key[NUMBER].documents, by_key[NUMBER].to_check) == (3, 1)
    assert (by_key[TOTAL].documents, by_key[TOTAL].to_check) == (1, 0)


def test_documents_stand_in_their_order() -> None:
    assert census().standings(NUMBER) == {
        "a": Standing(Mark.TO_CHECK, is_left=True),
        "b": Standing(Mark.FINE),
        "c": Standing(Mark.SKIPPED),
    }
    assert list(census().standings(NUMBER)) == ["a", "b", "c"]
    assert list(census().standings(TOTAL)) == ["a"]
    assert census().standings(FieldKey("other")) == {}


def test_it_begins_with_the_field_that_is_wanted_or_needs_most() -> None:
    fields = census().fields
    assert field_to_begin_with(fields, TOTAL) == TOTAL
    assert field_to_begin_with(fields, FieldKey("other")) == NUMBER
    assert field_to_begin_with(fields, None) == NUMBER
    assert field_to_begin_with((), TOTAL) is None


def test_the_tally_says_everything_in_one_line() -> None:
    standings = [
        Standing(Mark.CONFIRMED),
        Standing(Mark.CORRECTED, is_left=True),
        Standing(Mark.SKIPPED),
        Standing(Mark.TO_CHECK, is_left=True),
        Standing(Mark.FINE),
    ]
    tally = TallyCount(standings).tally
    assert tally == SweepTally(confirmed=1, corrected=1, skipped=1, left=2)
    assert tally.in_words == "1 confirmed · 1 corrected · 1 skipped · 2 left to check"


def test_the_tally_follows_each_change() -> None:
    every = [Standing(mark, is_left) for mark in Mark for is_left in (False, True)]
    standings = [every[0]] * 3
    count = TallyCount(standings)
    for place in range(40):
        before, after = standings[place % 3], every[place * 7 % len(every)]
        standings[place % 3] = after
        count.change(before, after)
        assert count.tally == TallyCount(standings).tally
