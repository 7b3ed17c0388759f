"""How much of a page's detail somebody needs."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

MOST_HALVINGS: Final = 3
"""A page is never made smaller than an eighth of its width and height."""


class Detail(IntEnum):
    """How sharp a page is wanted, or how sharp it is; more detail is greater.

    Attributes:
        GLANCE: enough for a thumbnail.
        READABLE: enough to read the page where all of it is in view.
        FULL: every pixel, or as many as memory allows.
    """

    GLANCE = 0
    READABLE = 1
    FULL = 2

    @property
    def least_side(self) -> float:
        """The shorter side that is enough for it, in pixels."""
        return _LEAST_SIDES[self]

    def halvings(self, width: int, height: int) -> int:
        """Return how often a page of that size in pixels may be halved, 0..3."""
        shorter = min(width, height)
        if shorter <= self.least_side:
            return 0
        return min(math.floor(math.log2(shorter / self.least_side)), MOST_HALVINGS)


_LEAST_SIDES: Final = {Detail.GLANCE: 144.0, Detail.READABLE: 600.0, Detail.FULL: math.inf}
