"""What is painted first of the next document is what stays: nothing comes a moment later."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from benchmarks.next_document import NextDocument
from benchmarks.workplace import made_ready
from klearstack_desktop.ui.fields.text import ElidedLabel
from tests.end_to_end.driver import CONTROL

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver


@pytest.mark.parametrize("size", [(1280, 720), (1600, 1000)])
def test_page_and_fields_are_complete_in_the_first_paint(
    review: Review, size: tuple[int, int]
) -> None:
    async def open_three(driver: Driver) -> None:
        driver.window.resize(*size)
        await driver.ready()
        presses = NextDocument(driver)
        for _ in range(3):
            await made_ready(driver, 2)
            await presses.press_and_compare()
        presses.retire()

    review(open_three)


class Paints(QObject):
    """Counts how often each of some widgets is painted."""

    def __init__(self, widgets: list[QLineEdit]) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What is drawn ahead is hidden, and nobody's field yet.
        if event.type() is QEvent.Type.Paint and watched.objectName():
            self.counts[watched.objectName()] += 1
        return False


def test_each_field_paints_itself_once_and_at_most_once_more(review: Review) -> None:
    async def open_one(driver: Driver) -> None:
        QApplication.setCursorFlashTime(0)
        await driver.ready()
        await made_ready(driver, 2)
        presses = NextDocument(driver)
        await presses.press()
        await made_ready(driver, 2)
        panel = driver.window.field_panel
        paints = Paints(panel.findChildren(QLineEdit))
        await presses.press()
        presses.retire()
        # The one with the focus at first, the others a moment later; the height of the line items,
        # which come after them, may place them anew.
        assert paints.counts
        assert set(paints.counts.values()) <= {1, 2}, paints.counts

    review(open_one)


def test_no_warning_flashes_of_a_page_that_is_being_shown(review: Review) -> None:
    async def open_one(driver: Driver) -> None:
        await driver.ready()
        await made_ready(driver, 2)
        warning = driver.widget("card:unseen")
        assert isinstance(warning, ElidedLabel)
        before = driver.current.id
        driver.press(Qt.Key.Key_PageDown, CONTROL)
        assert driver.current.id != before
        assert not driver.current.seen
        said = warning.text()
        await driver.ready(unlike=before)
        assert said == warning.text()

    review(open_one)
