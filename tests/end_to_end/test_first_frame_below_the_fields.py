"""Below the fields of the next document nothing is left of those of the document before."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from benchmarks.workplace import made_ready
from tests.end_to_end.driver import CONTROL

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from klearstack_desktop.ui.main_window import MainWindow
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver


class Frames(QObject):
    """Takes a picture of the place of the line items after each painting of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.pictures: list[QImage] = []
        self.has_come = asyncio.Event()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.UpdateRequest or watched is not self._window:
            return False
        self._window.event(event)
        items = self._window.line_items
        area = QRect(items.mapTo(self._window, QPoint()), items.size())
        screen = self._window.screen().grabWindow(self._window.winId()).toImage()
        self.pictures.append(screen.copy(area))
        self.has_come.set()
        return True


def test_line_items_that_move_are_blank_until_they_are_there(review: Review) -> None:
    async def open_one(driver: Driver) -> None:
        QApplication.setCursorFlashTime(0)
        window = driver.window
        window.resize(1500, 1500)
        await driver.ready()
        for _document in range(2):
            await made_ready(driver, 2)
            before, frames = window.line_items.y(), Frames(window)
            driver.press(Qt.Key.Key_PageDown, CONTROL)
            await frames.has_come.wait()
            window.removeEventFilter(frames)
            assert window.line_items.y() != before
            first = frames.pictures[0]
            colours = {
                first.pixel(x, y) for x in range(first.width()) for y in range(first.height())
            }
            assert len(colours) == 1, "pieces of the document before"

    review(open_one)
