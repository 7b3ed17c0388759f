from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.review.idle_lock import (
    FIRST_PAUSE_SECONDS,
    FREE_ATTEMPTS,
    LONGEST_PAUSE_SECONDS,
    IdleLock,
    pause_after,
)
from tests.hand_clock import HandClock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

MINUTE = 60.0
PASSWORD = "correct horse"


class Locked:
    """A lock on a clock that a test moves, and what it said."""

    def __init__(self, password: str | None = PASSWORD) -> None:
        self.clock = HandClock()
        self.lock = IdleLock(self.clock)
        self.said: list[str] = []
        self.lock.locked.connect(lambda: self.said.append("locked"))
        self.lock.unlocked.connect(lambda: self.said.append("unlocked"))
        self.lock.arm(password)

    def let_pass(self, seconds: float) -> None:
        self.clock.pass_by(seconds)
        self.lock.look()


@pytest.fixture
def at_lock(qapp: QApplication) -> Locked:
    return Locked()


def test_ten_minutes_without_a_touch_lock_the_desk(at_lock: Locked) -> None:
    at_lock.let_pass(9 * MINUTE)
    at_lock.lock.touch()
    at_lock.let_pass(9 * MINUTE)
    assert at_lock.said == []
    at_lock.let_pass(MINUTE)
    assert at_lock.said == ["locked"]
    at_lock.let_pass(60 * MINUTE)
    assert at_lock.said == ["locked"]


def test_the_timer_finds_out_by_itself(at_lock: Locked, qtbot: QtBot) -> None:
    at_lock.clock.pass_by(10 * MINUTE - 0.05)
    at_lock.lock.set_minutes(10)
    at_lock.clock.pass_by(0.06)
    qtbot.waitUntil(lambda: at_lock.lock.is_locked)


def test_sleep_counts_although_a_clock_stood_still(at_lock: Locked) -> None:
    at_lock.clock.sleep(10 * MINUTE, monotonic=0.0)
    at_lock.lock.look()
    assert at_lock.lock.is_locked


def test_the_touch_that_wakes_the_machine_does_not_open_the_desk(at_lock: Locked) -> None:
    at_lock.clock.sleep(60 * MINUTE, monotonic=0.0)
    at_lock.lock.touch()
    assert at_lock.lock.is_locked


def test_a_clock_set_back_does_not_keep_the_desk_open(at_lock: Locked) -> None:
    at_lock.clock.sleep(-3600.0, monotonic=10 * MINUTE)
    at_lock.lock.look()
    assert at_lock.lock.is_locked


def test_another_number_of_minutes_counts_at_once(at_lock: Locked) -> None:
    at_lock.let_pass(2 * MINUTE)
    at_lock.lock.set_minutes(3)
    assert not at_lock.lock.is_locked
    at_lock.lock.set_minutes(2)
    assert at_lock.lock.is_locked


def test_nothing_is_locked_before_somebody_signed_in(qapp: QApplication) -> None:
    clock = HandClock()
    lock = IdleLock(clock)
    clock.pass_by(60 * MINUTE)
    lock.look()
    lock.lock()
    assert not lock.is_locked


def test_the_password_that_signed_in_opens_and_the_time_begins_anew(at_lock: Locked) -> None:
    at_lock.lock.lock()
    at_lock.clock.pass_by(60 * MINUTE)
    attempt = at_lock.lock.unlock(PASSWORD)
    assert attempt.is_right
    assert at_lock.said == ["locked", "unlocked"]
    at_lock.let_pass(9 * MINUTE)
    assert not at_lock.lock.is_locked


@pytest.mark.parametrize("wrong", ["", PASSWORD + " ", PASSWORD.upper(), "\ud800", "пароль"])
def test_no_other_password_opens(at_lock: Locked, wrong: str) -> None:
    at_lock.lock.lock()
    assert not at_lock.lock.unlock(wrong).is_right
    assert at_lock.said == ["locked"]


@pytest.mark.parametrize("password", ["", "пароль", "\ud800", "x" * 10_000])
def test_odd_passwords_open_too(qapp: QApplication, password: str) -> None:
    locked = Locked(password)
    locked.lock.lock()
    assert not locked.lock.unlock("y").is_right
    assert locked.lock.unlock(password).is_right


def test_after_several_wrong_ones_nothing_is_compared_for_a_while(at_lock: Locked) -> None:
    at_lock.lock.lock()
    for _ in range(FREE_ATTEMPTS - 1):
        assert at_lock.lock.unlock("wrong").pause == 0
    assert at_lock.lock.unlock("wrong").pause == FIRST_PAUSE_SECONDS
    at_lock.clock.pass_by(FIRST_PAUSE_SECONDS - 1)
    early = at_lock.lock.unlock(PASSWORD)
    assert not early.was_looked_at
    assert not early.is_right
    assert early.pause == 1
    at_lock.clock.pass_by(1)
    assert at_lock.lock.unlock(PASSWORD).is_right
    at_lock.lock.lock()
    assert at_lock.lock.unlock("wrong").pause == 0


def test_pauses_grow_and_end_growing() -> None:
    pauses = [pause_after(failures) for failures in range(5000)]
    assert pauses[:FREE_ATTEMPTS] == [0.0] * FREE_ATTEMPTS
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_SECONDS


def test_a_new_password_takes_the_place_of_the_old_one(at_lock: Locked) -> None:
    at_lock.lock.arm("new")
    at_lock.lock.lock()
    assert not at_lock.lock.unlock(PASSWORD).is_right
    assert at_lock.lock.unlock("new").is_right


def test_the_sample_invoices_open_without_a_password(qapp: QApplication) -> None:
    locked = Locked(None)
    locked.lock.lock()
    assert not locked.lock.needs_password
    assert locked.lock.unlock("").is_right


def test_the_lock_keeps_no_password(at_lock: Locked) -> None:
    assert PASSWORD not in repr(vars(at_lock.lock))
