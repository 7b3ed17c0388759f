"""Zoom, fitting, hit testing and dragging on a page, as plain functions.

Two systems of coordinates meet here. *Image* coordinates are pixels of the page as decoded, never
turned. *View* coordinates are logical pixels of the window. A zoom of 1.0 shows one image pixel on
one logical pixel; turns are quarter turns clockwise.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

from klearstack_desktop.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterable

    from klearstack_desktop.ui.page.boxes import PlacedBox

MIN_ZOOM: Final = 0.05
MAX_ZOOM: Final = 8.0
ZOOM_STEP: Final = 1.25
"""Factor of one press of the zoom keys."""

MARGIN: Final = 12
"""Canvas left free around the page, in view pixels."""

_WHEEL_NOTCH: Final = 120
_DEGREES_PER_TURN: Final = 90
_FIELD_SHARE: Final = (0.7, 0.2)
"""Share of the view's width and height that a field may take when zoomed to."""

_FIELD_ZOOM: Final = 3.0
"""A short field is not blown up further than this."""


class ZoomMode(Enum):
    """What decides the zoom when the window or the page changes."""

    FIT_WIDTH = "fit width"
    FIT_PAGE = "fit page"
    FREE = "free"


def clamped_zoom(zoom: float) -> float:
    """Return the zoom, kept within what can be worked with."""
    return min(max(zoom, MIN_ZOOM), MAX_ZOOM)


def wheel_zoom(zoom: float, delta: int) -> float:
    """Return the zoom after turning the wheel; one notch is 120 and one and back is no change."""
    return clamped_zoom(zoom * ZOOM_STEP ** (delta / _WHEEL_NOTCH))


def turned(size: QSizeF, turns: int) -> QSizeF:
    """Return the size of a page after so many quarter turns."""
    return size.transposed() if turns % 2 else size


def fit_zoom(mode: ZoomMode, page: QSizeF, view: QSizeF) -> float:
    """Return the zoom at which a page fits.

    Args:
        mode: `ZoomMode.FIT_WIDTH` or `ZoomMode.FIT_PAGE`.
        page: size of the page in image pixels, turned as it is shown.
        view: room in view pixels.
    """
    room = QSizeF(view.width() - 2 * MARGIN, view.height() - 2 * MARGIN)
    if page.isEmpty() or room.isEmpty():
        return MIN_ZOOM
    by_width = room.width() / page.width()
    by_height = room.height() / page.height()
    return clamped_zoom(min(by_width, by_height) if mode is ZoomMode.FIT_PAGE else by_width)


def field_zoom(area: QSizeF, view: QSizeF) -> float:
    """Return the zoom at which a field is large and what stands around it is still seen.

    Args:
        area: size of the field's box in image pixels, turned as it is shown.
        view: room in view pixels.
    """
    if area.isEmpty():
        return 1.0
    across, down = _FIELD_SHARE
    wanted = min(view.width() * across / area.width(), view.height() * down / area.height())
    return clamped_zoom(min(wanted, _FIELD_ZOOM))


def image_to_view(zoom: float, turns: int) -> QTransform:
    """Return how image coordinates are turned and scaled; the view adds where the page lies."""
    return QTransform().rotate(_DEGREES_PER_TURN * (turns % 4)).scale(zoom, zoom)


def box_at(boxes: Iterable[PlacedBox], point: QPointF, slack: float) -> PlacedBox | None:
    """Return the box under a point; where several overlap, the smallest, because it lies on top.

    Args:
        boxes: the boxes of the page, in image coordinates.
        point: in image coordinates.
        slack: how far outside a box still counts, in image pixels.
    """
    hits = [box for box in boxes if holds(box.area, point, slack)]
    return min(hits, key=lambda box: box.area.width * box.area.height, default=None)


def holds(area: Box | None, point: QPointF, slack: float = 0.0) -> bool:
    """Whether a point lies in a box, or outside by no more than the slack."""
    return area is not None and (
        area.left - slack <= point.x() <= area.right + slack
        and area.top - slack <= point.y() <= area.bottom + slack
    )


def dragged_box(start: QPointF, end: QPointF, page: QSizeF) -> Box | None:
    """Return the box between two points in image coordinates, in any order, cut to the page.

    Pixels that were touched belong to it. None where nothing of the page was covered.
    """
    left, right = sorted((start.x(), end.x()))
    top, bottom = sorted((start.y(), end.y()))
    box = Box(
        max(0, math.floor(left)),
        max(0, math.floor(top)),
        min(int(page.width()), math.ceil(right)),
        min(int(page.height()), math.ceil(bottom)),
    )
    return box if box.is_proper() else None


def rect_of(box: Box) -> QRectF:
    """Return a box as a rectangle in image coordinates."""
    return QRectF(box.left, box.top, box.width, box.height)


def is_in_view(area: QRectF, visible: QRectF) -> bool:
    """Whether a rectangle is seen: whole, or filling the view where it is larger than that."""
    return _is_seen(area.left(), area.right(), visible.left(), visible.right()) and _is_seen(
        area.top(), area.bottom(), visible.top(), visible.bottom()
    )


def _is_seen(start: float, end: float, visible_start: float, visible_end: float) -> bool:
    is_whole = visible_start <= start and end <= visible_end
    fills_the_view = start <= visible_start and visible_end <= end
    return is_whole or fills_the_view


def share_of(value: int, minimum: int, maximum: int) -> float | None:
    """Return how far a scroll bar stands, 0..1, or None where there is nothing to scroll."""
    return (value - minimum) / (maximum - minimum) if maximum > minimum else None


def value_at(share: float, minimum: int, maximum: int) -> int:
    """Return the value of a scroll bar that stands at that share of its way."""
    return round(minimum + share * (maximum - minimum))
