"""Rows of the queue on their way through JSON."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.queue import Judgement, Mark, QueueEntry, ReviewState
from klearstack_desktop.model.shown_list import entries_of, rows_of

JUDGEMENTS = st.builds(
    Judgement,
    to_check=st.integers(0, 500),
    broken_rules=st.lists(st.text(), max_size=3).map(tuple),
    slips=st.lists(st.text(), max_size=3).map(tuple),
    is_duplicate=st.booleans(),
    is_resubmitted=st.booleans(),
)
ENTRIES = st.builds(
    QueueEntry,
    document_id=st.text(),
    supplier=st.text(),
    amount=st.text(),
    number=st.text(),
    date_text=st.text(),
    state=st.sampled_from(ReviewState),
    judgement=st.none() | JUDGEMENTS,
    confidence=st.none() | st.floats(0, 1),
    search_text=st.text(),
    day=st.none() | st.dates(),
    uploaded=st.none() | st.floats(0, 1e10),
    total=st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    state_note=st.text(),
    document_type=st.text(),
    is_credit_note=st.booleans(),
    lack=st.none() | st.sampled_from([Mark.SUMMARY_ONLY, Mark.PAGE_MISSING]),
    place=st.integers(-(2**40), 2**40),
)

ROW = QueueEntry(
    "a", "Acme", "EUR 12.50", "R-1", "3 Apr 2025", ReviewState.OPEN, Judgement(2),
    0.8, "acme", date(2025, 4, 3), 1.0, Decimal("12.50"),
)  # fmt: skip


@given(st.lists(ENTRIES, max_size=4))
def test_rows_come_back_as_they_were(entries: list[QueueEntry]) -> None:
    assert entries_of(json.loads(json.dumps(rows_of(entries)))) == tuple(entries)


@pytest.mark.parametrize(
    ("place", "value"),
    [(0, 7), (1, None), (5, "asleep"), (8, "first"), (10, "much"), (11, "some day"), (13, "money"),
     (15, "nothing"), (16, 5), (16, [1, [2], [], False, False]), (16, ["many", [], [], 0, 0])],
)  # fmt: skip
def test_what_is_no_row_is_refused(place: int, value: object) -> None:
    (row,) = rows_of([ROW])
    row[place] = value
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
        entries_of([row])


@pytest.mark.parametrize("rows", [None, {}, "rows", [[]], [["too", "short"]], [None]])
def test_what_are_no_rows_is_refused(rows: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        entries_of(rows)
