"""Pages as large as they will be shown, drawn before somebody turns to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from klearstack_desktop.ui.pictures import fits_pixels

if TYPE_CHECKING:
    from klearstack_desktop.pages.page import Page

_MOST: Final = 3
"""The open document and those beside it."""

_MOST_PIXELS: Final = 12_000_000
"""A larger one is drawn when it is looked at, and then only what is in sight of it."""


class _Kept(NamedTuple):
    """A picture, and what it was drawn from and for; the level itself is not held by it."""

    level: int
    zoom: float
    sharpness: float
    picture: QPixmap


class PagePictures:
    """Keeps a page as it was drawn for one zoom, until another level of it would be drawn."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Page, _Kept] = WeakKeyDictionary()

    def picture(self, page: Page, zoom: float, sharpness: float) -> QPixmap | None:
        """Return a page as large as it is shown, or None where it was not drawn like that.

        Args:
            page: the page.
            zoom: logical pixels that a pixel of the page takes.
            sharpness: pixels of the screen for each logical pixel.
        """
        kept = self._kept.get(page)
        if kept is None or (kept.zoom, kept.sharpness) != (zoom, sharpness):
            return None
        is_same = kept.level == page.level_for(zoom * sharpness).cacheKey()
        return kept.picture if is_same else None

    def draw(self, page: Page, zoom: float, sharpness: float) -> None:
        """Draw a page, upright, as `picture` is to return it; one that is too large is left."""
        if self.picture(page, zoom, sharpness) is not None or not fits_pixels(sharpness):
            return
        size = (QSizeF(*page.size) * zoom * sharpness).toSize()
        if size.isEmpty() or size.width() * size.height() > _MOST_PIXELS:
            return
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.scale(zoom * sharpness, zoom * sharpness)
        paint_level(painter, page, zoom * sharpness)
        painter.end()
        picture.setDevicePixelRatio(sharpness)
        self._kept.pop(page, None)
        level = page.level_for(zoom * sharpness).cacheKey()
        self._kept[page] = _Kept(level, zoom, sharpness, picture)
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]


def paint_level(painter: QPainter, page: Page, device_zoom: float) -> None:
    """Paint the level that is the next one larger than what is needed; convert nothing.

    Args:
        painter: its unit is a pixel of the page.
        page: the page.
        device_zoom: pixels of the screen that a pixel of the page takes.
    """
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, device_zoom < 1)
    painter.drawImage(QRectF(0, 0, page.width, page.height), page.level_for(device_zoom))
