"""A decoded page, ready to be painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.detail import Detail

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

Levels = tuple["QImage", ...]
"""A page as ``Format_RGB32``, each image about half as wide and high as the one before."""

_ROUNDING = 1e-3
"""A zoom of exactly one half arrives as a little more where the screen has a scale of its own, and
a level of an odd width is a little wider than a half."""


class Page:
    """One page in pixels; what ``review`` holds as an opaque ``DecodedPage``.

    What a page is stays; how sharp it lies in memory changes with what is in front of the reviewer.
    So everybody holds the same page, and nobody has to be told which of several is the sharp one.
    Its pixels change in the window's thread only.

    Args:
        levels: the page as sharp as it was decoded, largest first.
        size: width and height of the full page in pixels; None where the first level is full.
        rendition: size in pixels (width, height) that the service's boxes refer to, or None where
            they refer to this image.
        upright_turns: quarter turns clockwise, 0..3, after which a photograph stands upright. Its
            pixels stay as stored, because boxes refer to them.
        finest: how often the sharpest picture that can be had of it is halved: 0 unless the page is
            too large for memory.
    """

    __slots__ = ("__weakref__", "_finest", "_levels", "rendition", "size", "upright_turns")

    def __init__(
        self,
        levels: Levels,
        size: tuple[int, int] | None = None,
        rendition: tuple[int, int] | None = None,
        upright_turns: int = 0,
        finest: int = 0,
    ) -> None:
        self._levels = levels
        self._finest = finest
        self.size = size or (levels[0].width(), levels[0].height())
        self.rendition = rendition
        self.upright_turns = upright_turns

    @property
    def levels(self) -> Levels:
        """The page as ``Format_RGB32``, the sharpest that lies in memory first."""
        return self._levels

    @property
    def width(self) -> int:
        """Width of the full page in pixels."""
        return self.size[0]

    @property
    def height(self) -> int:
        """Height of the full page in pixels."""
        return self.size[1]

    @property
    def nbytes(self) -> int:
        """Memory that all levels take together, in bytes."""
        return sum(level.sizeInBytes() for level in self._levels)

    @property
    def full_nbytes(self) -> int:
        """Memory that the page takes where all its detail is there, about, in bytes."""
        return 4 * self.width * self.height * 4 // 3 >> 2 * self._finest

    @property
    def detail(self) -> Detail:
        """How sharp it lies in memory."""
        sharpest = self._levels[0]
        if sharpest.width() >= self.width >> self._finest:
            return Detail.FULL
        side = min(sharpest.width(), sharpest.height())
        return Detail.READABLE if side >= Detail.READABLE.least_side else Detail.GLANCE

    def scale_of(self, level: QImage) -> float:
        """Return how many pixels of a level there are for each pixel of the full page, 0..1."""
        return level.width() / self.width

    def level_for(self, zoom: float) -> QImage:
        """Return the smallest level that need not be blown up, else the sharpest that is there.

        Args:
            zoom: device pixels that a pixel of the full page takes.
        """
        enough = [level for level in self._levels if self.scale_of(level) >= zoom - _ROUNDING]
        return enough[-1] if enough else self._levels[0]

    def is_sharp_at(self, zoom: float) -> bool:
        """Whether nothing would be won by more detail at a zoom, in device pixels a pixel."""
        return self.detail is Detail.FULL or self.scale_of(self._levels[0]) >= zoom - _ROUNDING

    def take(self, other: Page) -> None:
        """Lie in memory as sharp as the same page that was decoded once more."""
        self._levels, self._finest = other.levels, other._finest

    def settle(self) -> None:
        """Take what is there for the sharpest that can be had."""
        while self.detail is not Detail.FULL:
            self._finest += 1

    def in_other_light(self, levels: Levels) -> Page:
        """Return the page with other pixels, as sharp as this one is now."""
        return Page(levels, self.size, self.rendition, self.upright_turns, self._finest)

    def blur(self, detail: Detail) -> None:
        """Let go of what is sharper than a detail needs; the rest stays."""
        least = self.width >> detail.halvings(*self.size)
        kept = tuple(level for level in self._levels if level.width() <= least + 1)
        self._levels = kept or self._levels[-1:]


def as_page(decoded: object) -> Page:
    """Return what ``review`` handed on without looking inside, as the page that it is.

    Raises:
        TypeError: it was not decoded here.
    """
    if not isinstance(decoded, Page):
        raise TypeError(f"{type(decoded).__name__} is no page of this program")
    return decoded
