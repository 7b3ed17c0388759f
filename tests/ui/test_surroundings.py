"""What waits for a painting comes right after it, and what is held keeps what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.ui.painted import NextPainting
from klearstack_desktop.ui.surroundings import Surroundings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WHITE, RED, BLUE = "#ffffff", "#ff0000", "#0000ff"


class Spot(QWidget):
    """Fills itself with a colour and tells a log when it does."""

    def __init__(self, parent: QWidget, left: int, log: list[str]) -> None:
        super().__init__(parent)
        self.setGeometry(left, 0, 40, 40)
        self.colour = WHITE
        self._log = log

    def show_colour(self, colour: str) -> None:
        self.colour = colour
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self.colour))
        self._log.append(f"{self.objectName()} {self.colour}")


class Desk(QWidget):
    """A window with the page and something beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[str] = []
        self.page, self.beside = Spot(self, 0, self.log), Spot(self, 50, self.log)
        self.page.setObjectName("page")
        self.beside.setObjectName("beside")
        self.resize(90, 40)

    def on_screen(self, spot: Spot) -> str:
        shown: QImage = self.screen().grabWindow(self.winId()).toImage()
        return shown.copy(QRect(spot.mapTo(self, QPoint()), spot.size())).pixelColor(20, 20).name()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    window = Desk()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    window.log.clear()
    return window


def test_it_comes_after_the_painting(qtbot: QtBot, desk: Desk) -> None:
    painting = NextPainting(desk)
    painting.over.connect(lambda: desk.log.append("over"))
    painting.wait()
    painting.wait()
    assert painting.is_awaited
    desk.page.show_colour(RED)
    qtbot.waitUntil(lambda: not painting.is_awaited)
    assert desk.log == [f"page {RED}", "over"]


def test_what_a_painting_brings_about_can_be_heard_first(qtbot: QtBot, desk: Desk) -> None:
    heard, painting = NextPainting(desk, is_heard=True), NextPainting(desk)
    heard.over.connect(lambda: desk.log.append("heard"))
    painting.over.connect(lambda: desk.log.append("over"))
    painting.over.connect(lambda: desk.log.append("told later"), Qt.ConnectionType.QueuedConnection)
    for each in (heard, painting):
        each.wait()
    desk.page.show_colour(RED)
    qtbot.waitUntil(lambda: not heard.is_awaited)
    assert desk.log == [f"page {RED}", "over", "told later", "heard"]


def test_who_waits_while_the_last_one_is_heard_waits_for_the_next(qtbot: QtBot, desk: Desk) -> None:
    heard, painting = NextPainting(desk, is_heard=True), NextPainting(desk)
    heard.over.connect(lambda: desk.log.append("heard"))

    def go_on() -> None:
        desk.page.show_colour(BLUE)
        heard.wait()

    painting.over.connect(go_on)
    for each in (heard, painting):
        each.wait()
    desk.page.show_colour(RED)
    qtbot.waitUntil(lambda: not heard.is_awaited)
    assert desk.log == [f"page {RED}", f"page {BLUE}", "heard"]


def test_where_nothing_is_painted_it_comes_all_the_same(qtbot: QtBot, desk: Desk) -> None:
    painting = NextPainting(desk)
    with qtbot.waitSignal(painting.over):
        painting.wait()
    assert desk.log == []


def test_what_is_held_is_painted_after_the_rest(qtbot: QtBot, desk: Desk) -> None:
    around = Surroundings((desk.beside,), desk)
    around.wait()
    around.wait()
    for spot in (desk.beside, desk.page):
        spot.show_colour(RED)
    qtbot.waitUntil(lambda: len(desk.log) == 2)
    assert desk.log == [f"page {RED}", f"beside {RED}"]
    assert desk.on_screen(desk.beside) == RED
    desk.beside.show_colour(BLUE)
    qtbot.waitUntil(lambda: desk.on_screen(desk.beside) == BLUE)


def test_what_is_held_keeps_what_is_painted_on_it(desk: Desk) -> None:
    desk.beside.show_colour(BLUE)
    QApplication.processEvents()
    Surroundings((desk.beside,), desk).wait()
    for spot in (desk.beside, desk.page):
        spot.show_colour(RED)
    QApplication.sendPostedEvents(desk, QEvent.Type.UpdateRequest.value)
    assert desk.on_screen(desk.page) == RED
    assert desk.on_screen(desk.beside) == BLUE
