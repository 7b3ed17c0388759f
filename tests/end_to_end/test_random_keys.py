"""Whatever keys are pressed, something that can be seen has the focus afterwards.

More than the few runs of every day: ``KEY_SEEDS=50 KEY_PRESSES=400 pytest FILE``.
"""

from __future__ import annotations

import os
import random
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.ui.action_specs import ACTIONS
from tests.end_to_end.driver import CONTROL, SHIFT, Driver

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

SEEDS: Final = range(int(os.environ.get("KEY_SEEDS", "3")))
PRESSES: Final = int(os.environ.get("KEY_PRESSES", "150"))
SETTLING: Final = 100
"""Turns of the event loop within which the focus has to be somewhere."""

# The end of the program is tested elsewhere, and behind a lock only the password counts.
LEFT_OUT: Final = {"quit", "lock_now"}
OF_THE_TABLE: Final = tuple(
    key
    for spec in ACTIONS
    if spec.name not in LEFT_OUT
    for key in (*spec.keys, *spec.page_keys, *spec.field_keys)
)
OF_WIDGETS: Final = (
    *("Tab", "Tab", "Shift+Tab", "Esc", "Esc", "Esc", "Return", "Return", "Space", "Backspace"),
    *("Up", "Down", "Left", "Right", "Shift+Down", "Home", "End", "PgUp", "PgDown", "Ctrl+A"),
    *("F2", "F3", "F4", "F7", "F9", "F10", "F11", "Alt+Down", "Del"),
    *("a", "e", "k", "x", "1", "7", ".", "-"),
)
KEYS: Final = (*OF_THE_TABLE, *OF_WIDGETS)


def receiver(driver: Driver) -> QWidget:
    """What a key from the keyboard would reach."""
    return (
        QApplication.activePopupWidget()
        or QApplication.focusWidget()
        or QApplication.activeWindow()
        or driver.window
    )


def name_of(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


def press(driver: Driver, key: str) -> None:
    combination = QKeySequence.fromString(key)[0]  # type: ignore[index] # PySide6's stubs lack it
    QTest.keyPress(receiver(driver), combination.key(), combination.keyboardModifiers())
    QTest.keyRelease(receiver(driver), combination.key(), combination.keyboardModifiers())


def what_is_wrong() -> str:
    """Say why a person would not know where the next key goes; empty where it is clear."""
    if QApplication.activePopupWidget() is not None:
        return ""
    active, focus = QApplication.activeWindow(), QApplication.focusWidget()
    if active is None:
        return "no window is active"
    modal = QApplication.activeModalWidget()
    if modal is not None and active is not modal and not modal.isAncestorOf(active):
        return f"{name_of(active)} is active below {name_of(modal)}"
    if focus is None:
        return f"nothing in {name_of(active)} has the focus"
    if not focus.isVisible() or not focus.isEnabled():
        return f"{name_of(focus)} has the focus and cannot be seen or used"
    if focus.window() is not active:
        return f"{name_of(focus)} has the focus outside of {name_of(active)}"
    return ""


async def insist_on_the_focus(driver: Driver, trail: list[str]) -> None:
    for _ in range(SETTLING):
        await driver.pause()
        if not what_is_wrong():
            return
    raise AssertionError(f"{what_is_wrong()}, after {trail[-12:]}")


async def leave_every_sheet(driver: Driver) -> None:
    while (
        above := QApplication.activePopupWidget() or QApplication.activeModalWidget()
    ) is not None:
        above.close()
        await driver.pause()


@pytest.mark.parametrize("is_torn_off", [False, True], ids=["docked", "torn off"])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_focus_is_never_lost(review: Review, seed: int, is_torn_off: bool) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        if is_torn_off:
            driver.press(Qt.Key.Key_W, CONTROL | SHIFT)
            await driver.pause()
        chance, trail = random.Random(f"{seed} {is_torn_off}"), []  # noqa: S311 - keys, not secrets
        for _ in range(PRESSES):
            key = chance.choice(KEYS)
            at = receiver(driver)
            trail.append(f"{key} at {name_of(at)} in {name_of(at.window())}")
            # Not from here: the menu of a tool button keeps the key until it is closed.
            QTimer.singleShot(0, driver.window, partial(press, driver, key))
            await insist_on_the_focus(driver, trail)
        await leave_every_sheet(driver)

    review(scenario)
