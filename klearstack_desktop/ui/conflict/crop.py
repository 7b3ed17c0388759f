"""A piece of the page, so that a value can be compared with the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from klearstack_desktop.pages.fit import box_on_image
from klearstack_desktop.ui.page.sheet import device_zoom, level_for
from klearstack_desktop.ui.theme import LIGHT, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.page import Page

_SIZE: Final = QSize(300, 84)
_BOX_SHARE: Final = 0.7
"""How much of the crop's width or height the box takes; the rest shows what stands around it."""
_LARGEST_ZOOM: Final = 2.0
_NOTHING: Final = "This value has no place on the page"
_NO_PAGE: Final = "The page is not here"


class PageCrop(QWidget):
    """Shows what stands in a box of a page, with its surroundings.

    Args:
        page: the decoded page, or None where it is not there.
        box: the place in pixels of the page's rendition, or None.
        label: what the value is, for those who cannot see the picture.
        parent: the widget it lies in.
    """

    def __init__(
        self, page: Page | None, box: Box | None, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._box = box_on_image(box, page.rendition, page.size) if page and box else None
        self.setAccessibleName(f"The page where {label} stands")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(_SIZE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the piece of the page, or say in words why there is none."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        if self._page is None or self._box is None:
            painter.setPen(QColor(theme.muted))
            words = _NO_PAGE if self._page is None else _NOTHING
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 4, -8, -4), int(flags), words)
        else:
            self._paint_page(painter, self._page, self._box)
        painter.setPen(QColor(theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, page: Page, box: Box) -> None:
        place = QRectF(QPointF(box.left, box.top), QPointF(box.right, box.bottom))
        room = QSizeF(self.size()) * _BOX_SHARE
        zoom = min(
            room.width() / max(place.width(), 1),
            room.height() / max(place.height(), 1),
            _LARGEST_ZOOM,
        )
        painter.save()
        painter.setClipRect(self.rect())
        painter.translate(QRectF(self.rect()).center())
        painter.scale(zoom, zoom)
        painter.translate(-place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        level = page.levels[level_for(device_zoom(painter), len(page.levels))]
        painter.drawImage(QRectF(0, 0, page.width, page.height), level)
        # The paper is white in both themes, so the frame is the light one's.
        frame = QPen(QColor(LIGHT.accent), 2)
        frame.setCosmetic(True)
        painter.setPen(frame)
        margin = 3 / zoom
        painter.drawRect(place.adjusted(-margin, -margin, margin, margin))
        painter.restore()
