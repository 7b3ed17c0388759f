"""Brightness, contrast and inverted colours of a page that is hard to read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

from klearstack_desktop.pages.levels import row_ranges

if TYPE_CHECKING:
    from collections.abc import Generator

    from klearstack_desktop.pages.page import Page

MOST: Final = 100
"""Brightness and contrast go from minus this to plus this."""

_MIDDLE: Final = 127.5
_STEEPEST: Final = 4.0
"""How much steeper the greys are at the strongest contrast."""

_UNUSED: Final = 3 if sys.byteorder == "little" else 0
"""Which byte of a pixel is no colour."""


@dataclass(frozen=True, slots=True)
class Light:
    """How a page is lit; the plain one changes nothing.

    Attributes:
        brightness: -100..100.
        contrast: -100..100.
        is_inverted: black becomes white.
    """

    brightness: int = 0
    contrast: int = 0
    is_inverted: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the page looks as it was scanned."""
        return self == Light()

    def table(self) -> bytes:
        """Return what each of the 256 values of a colour becomes."""
        steepness = _STEEPEST ** (self.contrast / MOST)
        lift = self.brightness / MOST * _MIDDLE
        values = [
            min(max(round((value - _MIDDLE) * steepness + _MIDDLE + lift), 0), 255)
            for value in range(256)
        ]
        return bytes(255 - value for value in values) if self.is_inverted else bytes(values)


def lit(page: Page, light: Light) -> Generator[None, None, Page]:
    """Return a page in another light, a strip of rows at a time.

    Between two strips the generator yields, so that whoever drives it can do something else:
    translating bytes keeps the interpreter to itself, so a thread would win nothing.
    """
    table = light.table()
    levels = []
    for level in page.levels:
        shown = QImage(level.size(), QImage.Format.Format_RGB32)
        if shown.isNull():
            raise MemoryError(f"no memory for {level.width()} x {level.height()} pixels")
        source, target = level.constBits(), memoryview(shown.bits())
        stride = level.bytesPerLine()
        for rows in row_ranges(level.height()):
            part = slice(rows.start * stride, rows.stop * stride)
            pixels = bytearray(bytes(source[part]).translate(table))
            pixels[_UNUSED::4] = b"\xff" * (len(pixels) // 4)
            target[part] = pixels
            yield
        levels.append(shown)
    return page.in_other_light(tuple(levels))
