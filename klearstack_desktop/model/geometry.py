"""Rectangles on a page image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from klearstack_desktop.model.value_class import replaceable

if TYPE_CHECKING:
    from collections.abc import Iterable


@replaceable
class Box(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A bounding box in pixels of one rendition of a page, origin at the top left."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    def is_proper(self) -> bool:
        """Whether the box covers any area and has no negative corner."""
        return 0 <= self.left < self.right and 0 <= self.top < self.bottom

    def fits(self, width: int, height: int) -> bool:
        """Whether the whole box lies on a page of that size in pixels."""
        return self.is_proper() and self.right <= width and self.bottom <= height

    def united(self, other: Box) -> Box:
        """Return the smallest box that covers both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def corners(self) -> list[int]:
        """Return ``[left, top, right, bottom]``, the order of every KlearStack call."""
        return [self.left, self.top, self.right, self.bottom]


def in_reading_order(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return boxes line by line, each line from left to right.

    A box whose middle is above the lower edge of the highest one left stands on the same line. In
    which order the boxes are given does not count.
    """
    left = sorted(boxes, key=lambda box: (box.top, box.left, box.bottom, box.right))
    ordered: list[Box] = []
    while left:
        bottom = left[0].bottom
        line = [box for box in left if (box.top + box.bottom) / 2 < bottom]
        line = line or left[:1]
        ordered += sorted(line, key=lambda box: (box.left, box.top, box.bottom, box.right))
        left = [box for box in left if box not in line]
    return tuple(ordered)
