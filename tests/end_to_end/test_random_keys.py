"""Whatever keys are pressed, something that can be seen has the focus afterwards.

More than the few runs of every day: ``KEY_SEEDS=50 KEY_PRESSES=400 pytest FILE``.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from klearstack_desktop.ui.actions import ACTIONS
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


def press(driver: Driver, key: str) -> None:
    combination = QKeySequence(key)[0]
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
        return f"{active.objectName()} is active below {modal.objectName()}"
    if focus is None:
        return f"nothing in {active.objectName()} has the focus"
    if not focus.isVisible() or not focus.isEnabled():
        return f"{focus.objectName()} has the focus and cannot be seen or used"
    if focus.window() is not active:
        return f"{focus.objectName()} has the focus outside of {active.objectName()}"
    return ""


async def insist_on_the_focus(driver: Driver, trail: list[str]) -> None:
    for _ in range(SETTLING):
        await driver.pause()
        if not (wrong := what_is_wrong()):
            return
    raise AssertionError(f"{wrong}, after {trail[-6:]}")


async def leave_every_sheet(driver: Driver) -> None:
    for _ in range(10):
        if (sheet := QApplication.activeModalWidget()) is None:
            return
        assert isinstance(sheet, QDialog)
        sheet.reject()
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
            focus = QApplication.focusWidget()
            trail.append(f"{key} at {focus.objectName() if focus else None}")
            press(driver, key)
            await insist_on_the_focus(driver, trail)
        await leave_every_sheet(driver)

    review(scenario)
