"""A piece of the page, so that a value can be compared with the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from klearstack_desktop.pages.fit import box_on_image
from klearstack_desktop.ui.page.excerpt import paint_excerpt, size_of
from klearstack_desktop.ui.theme import current_theme

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
            zoom = self._zoom(self._page, self._box)
            paint_excerpt(painter, QRectF(self.rect()), self._page, self._box, zoom)
        painter.setPen(QColor(theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _zoom(self, page: Page, box: Box) -> float:
        place, room = size_of(page, box), QSizeF(self.size()) * _BOX_SHARE
        across = room.width() / max(place.width(), 1)
        down = room.height() / max(place.height(), 1)
        return min(across, down, _LARGEST_ZOOM)
