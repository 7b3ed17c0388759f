"""Pages and boxes to show, made without a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage, QPainter

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.pages.page import Page
from klearstack_desktop.ui.page.boxes import BoxState, PageBox

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from klearstack_desktop.ui.page.pane import PagePane

WIDTH, HEIGHT = 800, 1100
NUMBER, DATE, TOTAL = FieldKey("number"), FieldKey("date"), FieldKey("total")


def plain_page(
    colour: str = "#ffffff",
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rendition: tuple[int, int] | None = None,
    upright_turns: int = 0,
) -> Page:
    """A page of one colour."""
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return Page(build_levels(image), rendition=rendition, upright_turns=upright_turns)


def page_box(key: FieldKey, box: Box, *, page: int = 1, state: BoxState = BoxState.GOOD) -> PageBox:
    """A box on page 1 that was read well."""
    return PageBox(key, page, box, key.name.title(), "INV-1", state)


def printed_page(*words: Box) -> Page:
    """White paper with words on it: letters five pixels wide and three apart."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    for word in words:
        for left in range(word.left, word.right, 8):
            painter.fillRect(left, word.top, min(5, word.right - left), word.height, QColor("#222"))
    painter.end()
    return Page(build_levels(image))


NUMBER_BOX = Box(500, 100, 700, 140)
DATE_BOX = Box(500, 200, 700, 240)
TOTAL_BOX = Box(500, 1000, 700, 1040)
BOXES = (
    page_box(NUMBER, NUMBER_BOX),
    page_box(DATE, DATE_BOX, state=BoxState.CHECK),
    page_box(TOTAL, TOTAL_BOX, state=BoxState.BAD),
)


def on_view(pane: PagePane, x: float, y: float) -> QPoint:
    """Where a pixel of the image is in the view."""
    return pane.view.mapFromScene(x, y)


def shown_colour(pane: PagePane, x: float, y: float) -> str:
    """The colour that is seen at a pixel of the image."""
    picture = pane.view.viewport().grab().toImage()
    scale = picture.devicePixelRatio()
    at = on_view(pane, x, y)
    return picture.pixelColor(round(at.x() * scale), round(at.y() * scale)).name()
