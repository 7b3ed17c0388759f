"""Who keeps the window from answering during a review; see it with ``pytest -v -s``."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer

from klearstack_desktop.model.queue import ReviewState
from tests.end_to_end.conftest import DOCUMENTS
from tests.end_to_end.driver import CONTROL, NUMBER, Driver, sign_in_options
from tests.stalls import stalls

if TYPE_CHECKING:
    import pytest

    from klearstack_desktop.stall_watch import StallTally
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

__all__ = ["stalls"]


def hold_everybody_up() -> None:
    time.sleep(0.2)


def test_whoever_stops_the_window_during_a_review_is_named(
    review: Review, stalls: StallTally
) -> None:
    async def scenario(driver: Driver) -> None:
        for number in range(DOCUMENTS - 1):
            opened = await driver.ready()
            driver.correct(NUMBER, f"corrected-{number}")
            await driver.draft_saved()
            driver.press(Qt.Key.Key_PageDown)
            if number == 1:
                QTimer.singleShot(0, hold_everybody_up)
            await driver.pause()
            driver.press(Qt.Key.Key_Return, CONTROL)
            await driver.reached(opened.id, ReviewState.APPROVED)
            await driver.ready(unlike=opened.id)

    review(scenario)
    assert any("hold_everybody_up" in culprit for culprit in stalls.culprits)
    said = stalls.report(most=1000)
    assert "hold_everybody_up" in said
    assert "corrected-" not in said


def test_a_switch_has_them_written_into_the_log(
    review: Review, server: ServerProcess, caplog: pytest.LogCaptureFixture
) -> None:
    def is_about_it(line: str) -> bool:
        return bool(re.match(r"no answer for \d+ ms: .*hold_everybody_up", line))

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        QTimer.singleShot(0, hold_everybody_up)
        while not any(is_about_it(line) for line in caplog.messages):
            await driver.pause()

    with caplog.at_level(logging.WARNING, logger="klearstack_desktop.app"):
        review(scenario, replace(sign_in_options(server), watches_stalls=True))
    assert any(line.startswith("stalls: ") for line in caplog.messages)
