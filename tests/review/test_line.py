"""Which rows may leave, in which order, and when: with clocks that the test turns by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.outbox import OutboxKind, OutboxState, new_row
from klearstack_desktop.review.line import Line, Pause, Place

if TYPE_CHECKING:
    from klearstack_desktop.model.outbox import OutboxRow

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def row(
    document_id: str = "a", kind: OutboxKind = OutboxKind.APPROVE, made: datetime = NOON
) -> OutboxRow:
    return new_row(Document(document_id), Draft(), kind, "", made)


def line_of(*rows: OutboxRow, due: float = 0.0, parallel: int = 3) -> Line:
    line = Line(parallel)
    for each in rows:
        line.add(each, due)
    return line


def take_all(line: Line, now: float = 0.0, wall: datetime = NOON) -> list[str]:
    taken = []
    while (place := line.take(now, wall)) is not None:
        taken.append(place.row.id)
    return taken


def place_of(line: Line, wanted: OutboxRow) -> Place:
    place = line.place(wanted.id)
    assert place is not None
    return place


def test_a_decision_leaves_when_its_time_to_take_back_is_over() -> None:
    waiting = row()
    line = Line()
    line.add(waiting, 5.0, is_in_window=True)
    assert take_all(line, 4.9) == []
    assert line.wakes_at(4.9, NOON) == 5.0
    assert take_all(line, 5.0) == [waiting.id]
    assert line.wakes_at(5.0, NOON) is None


def test_a_document_goes_in_order_and_others_beside_it() -> None:
    first, second, other = row(kind=OutboxKind.SAVE), row(), row("b")
    line = line_of(first, second, other)
    assert take_all(line) == [first.id, other.id]
    line.remove([first.id])
    assert take_all(line) == [second.id]


def test_a_row_that_waits_holds_up_only_its_own_document() -> None:
    first, second, other = row(), row(), row("b")
    line = Line()
    line.add(first, 100.0)
    line.add(second, 0.0)
    line.add(other, 0.0)
    assert take_all(line) == [other.id]
    assert line.wakes_at(0.0, NOON) == 100.0


def test_no_more_rows_than_allowed_are_under_way_at_once() -> None:
    rows = [row(name) for name in "abcdef"]
    line = line_of(*rows, parallel=3)
    assert len(take_all(line)) == 3
    line.remove([rows[0].id])
    assert len(take_all(line)) == 1


def test_after_a_failure_on_the_way_one_row_goes_first() -> None:
    rows = [row(name) for name in "abc"]
    line = line_of(*rows)
    assert line.failed_on_the_way() == 1
    line.close_for(Pause(2.0), 10.0)
    assert take_all(line, 11.9) == []
    assert line.wakes_at(11.0, NOON) == 12.0
    assert take_all(line, 12.0) == [rows[0].id]
    line.remove([rows[0].id])
    line.got_through()
    assert len(take_all(line, 12.0)) == 2


def test_news_of_the_connection_shorten_a_pause_but_not_what_was_asked_for() -> None:
    tried, settling, asked = row("a"), row("b"), row("c")
    line = line_of(tried, settling, asked)
    take_all(line)
    line.put_back(tried, 0.0, Pause(30.0))
    line.put_back(replace(settling, state=OutboxState.UNKNOWN), 0.0, Pause(30.0, at_least=4.0))
    line.put_back(asked, 0.0, Pause(30.0, asked_for=20.0))
    assert take_all(line, 1.0) == []
    line.hurry(1.0)
    assert take_all(line, 1.0) == [tried.id]
    assert take_all(line, 4.0) == [settling.id]
    line.hurry_one(asked.id, 5.0)
    assert take_all(line, 19.9) == []
    assert take_all(line, 20.0) == [asked.id]


def test_a_service_that_wants_fewer_calls_slows_the_whole_line_whatever_else_gets_through() -> None:
    line = line_of(row("a"), row("b"))
    line.failed_on_the_way()
    line.close_for(Pause(1.0, asked_for=30.0), 0.0)
    line.got_through()
    line.hurry(1.0)
    assert take_all(line, 29.9) == []
    assert len(take_all(line, 30.0)) == 2


def test_news_of_the_connection_end_nobodys_time_to_take_back() -> None:
    waiting = row()
    line = Line()
    line.add(waiting, 5.0, is_in_window=True)
    line.hurry(1.0)
    assert take_all(line, 1.0) == []
    line.end_windows(1.0)
    assert take_all(line, 1.0) == [waiting.id]


def test_nothing_leaves_while_anything_holds_the_line() -> None:
    line = line_of(row())
    line.hold("screen lock", 0.0)
    line.hold("sleep", 0.0)
    assert line.holds == ("screen lock", "sleep")
    assert (take_all(line), line.wakes_at(0.0, NOON)) == ([], None)
    line.release("screen lock", 1.0)
    assert take_all(line, 1.0) == []
    line.release("sleep", 2.0)
    assert len(take_all(line, 2.0)) == 1
    assert line.release("sleep", 3.0) == ()


def test_after_a_hold_what_could_be_taken_back_can_be_for_as_long_again() -> None:
    over, in_window, in_vain = row("a"), row("b"), row("c")
    line = Line()
    line.add(over, 4.0, is_in_window=True)
    line.add(in_window, 12.0, is_in_window=True)
    line.add(in_vain, 0.0)
    assert line.take(0.0, NOON) is place_of(line, in_vain)
    line.put_back(in_vain, 0.0, Pause(20.0))
    line.hold("screen lock", 10.0)
    assert line.release("screen lock", 100.0, window=5.0) == (in_window.id,)
    assert take_all(line, 100.0) == [over.id, in_vain.id]
    assert take_all(line, 104.9) == []
    assert take_all(line, 105.0) == [in_window.id]


@pytest.mark.parametrize("kind", [OutboxKind.APPROVE, OutboxKind.REJECT])
def test_a_decision_of_more_than_a_day_asks_before_it_goes_out(kind: OutboxKind) -> None:
    old = row("a", kind)
    line = line_of(old)
    late = NOON + timedelta(hours=24, seconds=1)
    assert not place_of(line, old).asks(NOON + timedelta(hours=24))
    assert place_of(line, old).asks(late)
    assert take_all(line, 0.0, late) == []
    assert line.wakes_at(0.0, late) is None
    place_of(line, old).is_confirmed = True
    assert take_all(line, 0.0, late) == [old.id]


def test_an_old_save_and_what_has_gone_out_already_do_not_ask() -> None:
    save, unknown = row("a", OutboxKind.SAVE), replace(row("b"), state=OutboxState.UNKNOWN)
    line = line_of(save, unknown)
    assert len(take_all(line, 0.0, NOON + timedelta(days=30))) == 2


def test_what_is_being_taken_back_does_not_leave_and_still_holds_up_its_document() -> None:
    first, second = row(), row()
    line = line_of(first, second)
    place_of(line, first).is_leaving = True
    assert take_all(line) == []


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0, 50), st.booleans()), min_size=1, max_size=12
    ),
    st.integers(1, 4),
)
def test_the_line_wakes_exactly_when_the_next_row_may_leave(
    made: list[tuple[str, float, bool]], parallel: int
) -> None:
    line = Line(parallel)
    for document_id, due, is_in_window in made:
        line.add(row(document_id), due, is_in_window=is_in_window)
    now, left = 0.0, []
    while len(line):
        taken = take_all(line, now)
        assert len(taken) <= parallel
        if not taken:
            woken = line.wakes_at(now, NOON)
            assert woken is not None
            assert woken > now
            now = woken
            assert line.may_leave(now, NOON)
            continue
        left.extend(taken)
        line.remove(taken)
    assert len(left) == len(made)
