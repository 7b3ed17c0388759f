"""Watches the event loop during a test, for those that ask for it by the fixture ``stalls``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.stall_watch import StallTally, StallWatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture
def stalls(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[StallTally]:
    """Records every turn of the loop over 16 ms; the test's output tells the worst and who it was.

    No test asserts how many or how long: that says something about the machine.
    """
    tally = StallTally()
    watch = StallWatch()
    watch.stalled.connect(tally.add)
    watch.start()
    yield tally
    watch.stop()
    request.node.add_report_section("call", "stalls", tally.report())
    if request.config.get_verbosity() > 0:
        print(f"\n{tally.report()}")  # noqa: T201 - what was asked for
