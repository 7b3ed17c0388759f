"""Pauses grow, stop growing, differ, and obey the service."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.review.backoff import Backoff


def test_pauses_double_until_they_are_long_enough() -> None:
    backoff = Backoff(first=1.0, longest=60.0, jitter=lambda: 1.0)
    assert [backoff.pause(tries) for tries in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


@given(tries=st.integers(1, 10**9), jitter=st.floats(0, 1))
def test_no_pause_is_longer_than_the_longest_however_often_it_failed(
    tries: int, jitter: float
) -> None:
    assert 0 <= Backoff(longest=60.0, jitter=lambda: jitter).pause(tries) <= 60.0


@given(asked=st.floats(0, 86_400), jitter=st.floats(0, 1), tries=st.integers(1, 50))
def test_a_pause_is_never_shorter_than_the_service_asks_for(
    asked: float, jitter: float, tries: int
) -> None:
    assert Backoff(jitter=lambda: jitter).pause(tries, asked) >= asked


def test_workstations_do_not_come_back_in_step() -> None:
    backoff = Backoff()
    assert len({backoff.pause(6) for _ in range(20)}) > 1
