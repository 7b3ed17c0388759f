"""What the sources say and what the clocks show, put together."""

from __future__ import annotations

import ctypes
from ctypes import wintypes
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal

from klearstack_desktop.session_watch.reasons import ASLEEP, LOGGING_OFF, SCREEN_LOCKED
from klearstack_desktop.session_watch.wake import WakeDetector
from klearstack_desktop.session_watch.watch import SessionWatch, system_sources
from klearstack_desktop.session_watch.windows import (
    WM_POWERBROADCAST,
    WM_WTSSESSION_CHANGE,
    _MessageFilter,
)
from tests.hand_clock import HandClock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class Announcer(QObject):
    """A source that says what a test tells it to."""

    reported = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Watched:
    """A session watch with two sources, and what it said."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.one, self.other = Announcer(), Announcer()
        self.watch = SessionWatch(self.clock, (self.one, self.other))
        self.said: list[tuple[str, str]] = []
        self.watch.held.connect(lambda reason: self.said.append(("held", reason)))
        self.watch.released.connect(lambda reason: self.said.append(("released", reason)))


@pytest.fixture
def watched(qapp: QApplication) -> Watched:
    return Watched()


def test_two_sources_of_one_lock_hold_once_and_the_first_end_releases(watched: Watched) -> None:
    watched.one.reported.emit(SCREEN_LOCKED, True)
    watched.other.reported.emit(SCREEN_LOCKED, True)
    assert watched.said == [("held", SCREEN_LOCKED)]
    assert watched.watch.reasons == {SCREEN_LOCKED}
    watched.other.reported.emit(SCREEN_LOCKED, False)
    watched.one.reported.emit(SCREEN_LOCKED, False)
    assert watched.said[1:] == [("released", SCREEN_LOCKED)]


def test_who_types_is_not_locked_out_whatever_the_sources_forgot_to_say(
    watched: Watched,
) -> None:
    watched.one.reported.emit(SCREEN_LOCKED, True)
    watched.one.reported.emit(LOGGING_OFF, True)
    watched.watch.person_is_here()
    assert watched.said[2:] == [("released", SCREEN_LOCKED)]
    watched.watch.person_is_here()
    assert watched.watch.reasons == {LOGGING_OFF}
    assert len(watched.said) == 3


def test_closing_closes_the_sources(watched: Watched) -> None:
    watched.watch.close()
    assert watched.one.is_closed
    assert watched.other.is_closed


@pytest.mark.parametrize(
    "monotonic", [0.0, 600.0], ids=["stands still in sleep", "runs on in sleep, as on Windows"]
)
def test_the_clocks_show_a_sleep_that_nobody_announced(
    watched: Watched, monotonic: float, qtbot: QtBot
) -> None:
    watched.clock.sleep(600.0, monotonic=monotonic)
    qtbot.waitUntil(lambda: len(watched.said) == 2)
    assert watched.said == [("held", ASLEEP), ("released", ASLEEP)]


def test_waking_ends_a_sleep_that_was_announced(watched: Watched, qtbot: QtBot) -> None:
    watched.one.reported.emit(ASLEEP, True)
    watched.clock.sleep(3600.0)
    qtbot.waitUntil(lambda: len(watched.said) == 2)
    watched.one.reported.emit(ASLEEP, False)
    assert watched.said == [("held", ASLEEP), ("released", ASLEEP)]


def test_time_that_passes_as_it_should_and_a_clock_set_back_are_no_sleep(
    qapp: QApplication,
) -> None:
    clock = HandClock()
    detector = WakeDetector(clock)
    woken: list[bool] = []
    detector.woke.connect(lambda: woken.append(True))
    for seconds in (1.0, 1.0, 3.5, -7200.0, 1.0):
        clock.sleep(seconds, monotonic=abs(min(seconds, 1.0)) if seconds > 0 else 1.0)
        detector.look()
    assert woken == []
    # Asleep while the clock on the wall was set back: only Windows' monotonic clock can tell.
    clock.sleep(-30.0, monotonic=60.0)
    detector.look()
    assert woken == [True]
    detector.stop()


def test_the_end_of_the_desktop_session_holds_and_says_so(qapp: QApplication) -> None:
    watch = SessionWatch(HandClock(), (), qapp)
    said: list[str] = []
    watch.held.connect(said.append)
    watch.logging_off.connect(lambda: said.append("gone"))
    qapp.commitDataRequest.emit(None)
    assert said == [LOGGING_OFF, "gone"]
    watch.close()


def test_this_system_offers_what_it_offers_without_failing(qapp: QApplication) -> None:
    watch = SessionWatch(HandClock(), system_sources(lambda: 0), qapp)
    watch.close()


@pytest.mark.parametrize(
    ("message", "event", "expected"),
    [
        (WM_WTSSESSION_CHANGE, 0x7, [(SCREEN_LOCKED, True)]),
        (WM_WTSSESSION_CHANGE, 0x8, [(SCREEN_LOCKED, False)]),
        (WM_WTSSESSION_CHANGE, 0x6, [(LOGGING_OFF, True)]),
        (WM_POWERBROADCAST, 0x4, [(ASLEEP, True)]),
        (WM_POWERBROADCAST, 0x12, [(ASLEEP, False)]),
        (WM_POWERBROADCAST, 0xA, []),
        (0x0200, 0x7, []),
    ],
)
def test_messages_of_windows_are_read_where_windows_puts_them(
    message: int, event: int, expected: list[tuple[str, bool]]
) -> None:
    read: list[tuple[str, bool]] = []
    native = wintypes.MSG(message=message, wParam=event)
    listener = _MessageFilter(lambda reason, began: read.append((reason, began)))
    passed_on = listener.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(native))
    assert passed_on == (False, 0)
    assert read == expected
