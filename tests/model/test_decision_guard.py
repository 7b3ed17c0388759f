"""A decision is one press, on what was seen."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from klearstack_desktop.model.decision_guard import DecisionGuard


@dataclass
class Clock:
    """Seconds that a test decides."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(clock: Clock) -> DecisionGuard:
    return DecisionGuard(clock, double_click_seconds=0.5)


def seen(guard: DecisionGuard, clock: Clock, document_id: str = "a", seconds: float = 1.0) -> None:
    """Open and paint a document and let it be looked at."""
    guard.arm(document_id)
    guard.painted(document_id)
    clock.now += seconds


def press(guard: DecisionGuard, document_id: str, *, by_mouse: bool = False) -> bool:
    """One deliberate press and its release; whether it became a decision."""
    admitted = guard.admits(document_id, by_mouse=by_mouse)
    if admitted:
        guard.used(by_mouse=by_mouse)
    if not by_mouse:
        guard.key_released()
    return admitted


def test_a_press_on_what_was_seen_counts_once(guard: DecisionGuard, clock: Clock) -> None:
    seen(guard, clock)
    assert press(guard, "a")
    clock.now += 10
    assert not press(guard, "a")
    assert not press(guard, "a", by_mouse=True)


@pytest.mark.parametrize(
    ("by_mouse", "waited", "admitted"),
    [(False, 0.25, False), (False, 0.3125, True), (True, 0.4375, False), (True, 0.5, True)],
)
def test_it_waits_after_the_paint_for_the_time_of_key_or_mouse(
    guard: DecisionGuard, clock: Clock, by_mouse: bool, waited: float, admitted: bool
) -> None:
    guard.arm("a")
    clock.now += 60
    guard.painted("a")
    clock.now += waited
    assert guard.admits("a", by_mouse=by_mouse) is admitted


def test_the_mouse_never_waits_less_than_the_key(clock: Clock) -> None:
    guard = DecisionGuard(clock, guard_seconds=0.5, double_click_seconds=0.125)
    seen(guard, clock, seconds=0.25)
    assert not guard.admits("a", by_mouse=True)


def test_nothing_counts_before_the_paint(guard: DecisionGuard, clock: Clock) -> None:
    assert not guard.admits("a", by_mouse=False)
    guard.arm("a")
    clock.now += 60
    assert not guard.admits("a", by_mouse=False)
    guard.painted("b")
    clock.now += 60
    assert not guard.admits("a", by_mouse=False)


def test_painting_again_does_not_start_the_wait_again(guard: DecisionGuard, clock: Clock) -> None:
    seen(guard, clock, seconds=0.25)
    guard.painted("a")
    clock.now += 0.125
    assert guard.admits("a", by_mouse=False)


def test_a_press_belongs_to_the_document_that_was_on_screen(
    guard: DecisionGuard, clock: Clock
) -> None:
    seen(guard, clock, "a")
    seen(guard, clock, "b")
    assert not guard.admits("a", by_mouse=False)
    assert guard.admits("b", by_mouse=False)


def test_no_open_document_admits_nothing(guard: DecisionGuard, clock: Clock) -> None:
    seen(guard, clock)
    guard.arm(None)
    assert not guard.admits("a", by_mouse=False)


def test_the_key_must_come_up_between_two_decisions(guard: DecisionGuard, clock: Clock) -> None:
    seen(guard, clock, "a")
    assert guard.admits("a", by_mouse=False)
    guard.used()
    seen(guard, clock, "b")
    assert not guard.admits("b", by_mouse=False), "the key is still down"
    assert guard.admits("b", by_mouse=True), "the mouse is another thing"
    guard.key_released()
    assert guard.admits("b", by_mouse=False)


def test_a_document_that_comes_back_can_be_decided_again(
    guard: DecisionGuard, clock: Clock
) -> None:
    seen(guard, clock)
    assert press(guard, "a")
    seen(guard, clock)
    assert press(guard, "a")


def test_a_key_held_for_three_seconds_decides_once(guard: DecisionGuard, clock: Clock) -> None:
    documents = [f"d{number}" for number in range(20)]
    decided: list[str] = []
    seen(guard, clock, documents[0])
    for tick in range(90):
        current = documents[len(decided)]
        if guard.admits(current, is_auto_repeat=tick > 0, by_mouse=False):
            guard.used()
            decided.append(current)
            guard.arm(documents[len(decided)])
            guard.painted(documents[len(decided)])
        clock.now += 1 / 30
    assert decided == ["d0"]
    guard.key_released()
    assert press(guard, "d1")


def test_a_key_that_was_down_when_the_document_came_does_not_decide(
    guard: DecisionGuard, clock: Clock
) -> None:
    guard.arm("a")
    assert not guard.admits("a", by_mouse=False), "too early"
    seen(guard, clock)
    assert not guard.admits("a", is_auto_repeat=True, by_mouse=False)
    assert not guard.admits("a", by_mouse=False), "still the same press"
    guard.key_released()
    assert guard.admits("a", by_mouse=False)


def test_a_double_click_decides_once(guard: DecisionGuard, clock: Clock) -> None:
    seen(guard, clock, "a")
    assert press(guard, "a", by_mouse=True)
    guard.arm("b")
    guard.painted("b")
    clock.now += 0.25
    assert not press(guard, "b", by_mouse=True)


def test_five_presses_during_a_stall_decide_once(guard: DecisionGuard, clock: Clock) -> None:
    # The presses pile up while the loop stands still and arrive together when it goes on.
    seen(guard, clock, "a")
    outcomes = []
    current = "a"
    clock.now += 2
    for _ in range(5):
        admitted = press(guard, current)
        outcomes.append(admitted)
        if admitted:
            current = "b"
            guard.arm("b")
            guard.painted("b")
    assert outcomes == [True, False, False, False, False]
