"""A decoded page, ready to be painted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page in pixels; what ``review`` holds as an opaque ``DecodedPage``.

    Attributes:
        levels: the page as ``Format_RGB32``, full size first, each next one half as wide and high.
        rendition: size in pixels (width, height) that the service's boxes refer to, or None where
            they refer to this image.
        upright_turns: quarter turns clockwise, 0..3, after which a photograph stands upright. Its
            pixels stay as stored, because boxes refer to them.
    """

    levels: tuple[QImage, ...] = field(repr=False)
    rendition: tuple[int, int] | None = None
    upright_turns: int = 0

    @property
    def width(self) -> int:
        """Width of the full page in pixels."""
        return self.levels[0].width()

    @property
    def height(self) -> int:
        """Height of the full page in pixels."""
        return self.levels[0].height()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the full page in pixels."""
        return self.width, self.height

    @property
    def nbytes(self) -> int:
        """Memory that all levels take together, in bytes."""
        return sum(level.sizeInBytes() for level in self.levels)


def as_page(decoded: object) -> Page:
    """Return what ``review`` handed on without looking inside, as the page that it is.

    Raises:
        TypeError: it was not decoded here.
    """
    if not isinstance(decoded, Page):
        raise TypeError(f"{type(decoded).__name__} is no page of this program")
    return decoded
