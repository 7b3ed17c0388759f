"""The sheet of paper on the canvas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from klearstack_desktop.ui.page.page_pictures import paint_level
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.page_pictures import PagePictures

A4_AT_200_DPI: Final = QSizeF(1654, 2339)


class Sheet(QGraphicsItem):
    """One page, or an empty sheet where there is none to be shown; its unit is the image pixel.

    Args:
        pictures: pages that were drawn ahead.
    """

    def __init__(self, pictures: PagePictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._page: Page | None = None
        self._lit: Page | None = None
        self._size = A4_AT_200_DPI
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def page(self) -> Page | None:
        """The page on the sheet, as it was scanned, or None."""
        return self._page

    @property
    def size(self) -> QSizeF:
        """Size of the sheet in image pixels."""
        return self._size

    def show_page(self, page: Page, lit: Page) -> None:
        """Put a page on the sheet, looking as `lit` does; the sheet takes its size."""
        self.prepareGeometryChange()
        self._page, self._lit = page, lit
        self._size = QSizeF(*page.size)
        self.update()

    def relight(self, lit: Page) -> None:
        """Let the page on the sheet look otherwise."""
        self._lit = lit
        self.update()

    def show_nothing(self) -> None:
        """Empty the sheet; it keeps its size, so that nothing jumps."""
        self._page = self._lit = None
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the sheet with room for its border."""
        return QRectF(-1, -1, self._size.width() + 2, self._size.height() + 2)

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Paint the picture that was drawn ahead, else as much of the page as is in sight."""
        area = QRectF(0, 0, self._size.width(), self._size.height())
        if self._lit is None:
            painter.fillRect(area, Qt.GlobalColor.white)
        elif not self._paint_picture(painter, self._lit):
            paint_level(painter, self._lit, device_zoom(painter))
        border = QPen(QColor(current_theme().line), 1)
        border.setCosmetic(True)
        painter.setPen(border)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)

    def _paint_picture(self, painter: QPainter, page: Page) -> bool:
        """Paint a page that was drawn ahead for this very zoom; return whether there is one."""
        to_view, sharpness = painter.worldTransform(), painter.device().devicePixelRatioF()
        if to_view.isRotating():
            return False
        picture = self._pictures.picture(page, to_view.m11(), sharpness)
        if picture is None:
            return False
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(to_view.map(QPointF()).toPoint(), picture)
        painter.restore()
        return True


def device_zoom(painter: QPainter) -> float:
    """Return how many device pixels one image pixel takes, the screen's own scale included."""
    return math.sqrt(abs(painter.deviceTransform().determinant()))
