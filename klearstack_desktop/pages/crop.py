"""A piece of a page that is kept when the page itself is let go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.fit import box_on_image
from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.pages.page import Page

LEAST: Final = (1600, 320)
"""Width and height in pixels of what is cut out around a box, as the upright page has them."""

MARGIN: Final = 60
"""What stands around a box that is larger than that, in pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """What stands on a page around a box.

    Attributes:
        page: the piece as a small page of its own; its pixels are copies.
        box: the place in the middle of it, in pixels of that small page.
    """

    page: Page
    box: Box

    @property
    def nbytes(self) -> int:
        """Memory that the piece takes, in bytes."""
        return self.page.nbytes


def crop(page: Page, box: Box) -> Crop | None:
    """Cut out what stands around a box; the box is in its middle unless the page ends there.

    Args:
        page: the decoded page.
        box: in pixels of the page's rendition.

    Returns:
        None where the box does not lie on the page, so that nobody knows where it is.
    """
    place = box_on_image(box, page.rendition, page.size)
    if place is None:
        return None
    across, down = LEAST if page.upright_turns % 2 == 0 else LEAST[::-1]
    left, right = _range(place.left, place.right, across, page.width)
    top, bottom = _range(place.top, place.bottom, down, page.height)
    sharpest = page.levels[0]
    scale = page.scale_of(sharpest)
    # Where a page is too large for memory its sharpest picture is smaller than the page.
    area = QRectF(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale)
    piece = sharpest.copy(area.toAlignedRect())
    if piece.isNull():
        raise MemoryError(f"no memory for {right - left} x {bottom - top} pixels")
    moved = Box(place.left - left, place.top - top, place.right - left, place.bottom - top)
    size = (right - left, bottom - top)
    small = Page(build_levels(piece), size, upright_turns=page.upright_turns)
    return Crop(small, moved)


def as_crop(cut: object) -> Crop:
    """Return what ``review`` handed on without looking inside, as the crop that it is.

    Raises:
        TypeError: it was not cut out here.
    """
    if not isinstance(cut, Crop):
        raise TypeError(f"{type(cut).__name__} is no piece of a page of this program")
    return cut


def _range(start: int, end: int, least: int, limit: int) -> tuple[int, int]:
    """Return where the piece begins and ends along one side of the page."""
    around = max((least - (end - start)) // 2, MARGIN)
    return max(start - around, 0), min(end + around, limit)
