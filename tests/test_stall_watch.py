from __future__ import annotations

import time
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer

from klearstack_desktop.stall_watch import Stall, StallWatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[StallWatch]:
    watching = StallWatch(limit=0.05)
    watching.start()
    yield watching
    watching.stop()


def hold_everybody_up() -> None:
    time.sleep(0.2)


def test_a_stall_is_recorded_with_its_culprit(qtbot: QtBot, watch: StallWatch) -> None:
    QTimer.singleShot(0, hold_everybody_up)
    with qtbot.waitSignal(watch.stalled) as stalled:
        pass
    stall: Stall = stalled.args[0]
    assert stall.seconds > 0.05
    assert "hold_everybody_up" in stall.culprit


class Painter:
    """Stands for what must end with its function."""


def test_what_a_watched_function_holds_ends_with_it(qtbot: QtBot, watch: StallWatch) -> None:
    alive: list[bool] = []

    def hold() -> weakref.ref[Painter]:
        painter = Painter()
        time.sleep(0.1)
        return weakref.ref(painter)

    def look() -> None:
        alive.append(hold()() is not None)

    for _ in range(5):
        QTimer.singleShot(0, look)
        with qtbot.waitSignal(watch.stalled):
            pass
    assert alive == [False] * 5


def test_an_answer_within_the_limit_is_no_stall(qtbot: QtBot, watch: StallWatch) -> None:
    patient = StallWatch(limit=60)
    patient.start()
    with qtbot.assertNotEmitted(patient.stalled):
        QTimer.singleShot(0, hold_everybody_up)
        with qtbot.waitSignal(watch.stalled):
            pass
    patient.stop()
    assert patient.answers > 0
