"""Painting a piece of a page with one place on it framed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from klearstack_desktop.ui.page.geometry import rect_of, turned
from klearstack_desktop.ui.page.sheet import device_zoom
from klearstack_desktop.ui.theme import LIGHT

if TYPE_CHECKING:
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.page import Page

_AIR: Final = 3
"""Distance between the place and the frame around it, in view pixels."""


def size_of(page: Page, box: Box) -> QSizeF:
    """Return the size of a box in image pixels, as it lies on the upright page."""
    return turned(rect_of(box).size(), page.upright_turns)


def paint_excerpt(painter: QPainter, room: QRectF, page: Page, box: Box, zoom: float) -> None:
    """Paint what stands on a page in a box and around it, upright.

    Args:
        painter: as sharp as its device: the level of the page that suits it is painted.
        room: where to paint, in view pixels; the box is in its middle.
        page: the page.
        box: in pixels of the image.
        zoom: view pixels for each image pixel.
    """
    place = rect_of(box)
    painter.save()
    painter.setClipRect(room)
    painter.translate(room.center())
    painter.rotate(90 * page.upright_turns)
    painter.scale(zoom, zoom)
    painter.translate(-place.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    level = page.level_for(device_zoom(painter))
    painter.drawImage(QRectF(0, 0, page.width, page.height), level)
    # The paper is white in both themes, so the frame is the light one's.
    frame = QPen(QColor(LIGHT.accent), 2)
    frame.setCosmetic(True)
    painter.setPen(frame)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    air = _AIR / zoom
    painter.drawRect(place.adjusted(-air, -air, air, air))
    painter.restore()
