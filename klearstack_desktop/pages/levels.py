"""Turning any image into RGB32, and halving it again and again.

Both work a strip of rows at a time. Qt holds Python's interpreter lock while it scales or converts,
so one call over a whole page would stop the window for 10 to 30 ms; between two strips the window
gets its turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from klearstack_desktop.pages.pixels import blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LEVELS = 4
"""Full size, 1/2, 1/4 and 1/8."""

LARGE_BYTES = 256 * 1024 * 1024
"""A level of more bytes has none of half its size beside it, but one of a quarter."""

SMALLEST_SIDE = 32
"""No level is made whose shorter side would be less, in pixels."""

STRIP_ROWS = 256
"""Even, so that a strip halves without borrowing rows from the next one."""


def build_levels(image: QImage, skipped: int = 0) -> tuple[QImage, ...]:
    """Return the image as RGB32 and halved copies of it, largest first.

    Args:
        image: the page, in any format.
        skipped: how often it was halved already; that many fewer copies follow.

    Raises:
        MemoryError: there is no memory for it.
    """
    levels = [to_rgb32(image)]
    for _ in range(LEVELS - 1 - skipped):
        last = levels[-1]
        if min(last.width(), last.height()) < 2 * SMALLEST_SIDE:
            break
        levels.append(halved(last))
    if len(levels) > 2 and levels[0].sizeInBytes() > LARGE_BYTES:
        del levels[1]
    return tuple(levels)


def to_rgb32(image: QImage) -> QImage:
    """Return the image in the one format that is painted without conversion.

    What is transparent becomes paper white.
    """
    if image.format() is QImage.Format.Format_RGB32:
        return image
    flatten = _on_paper if image.hasAlphaChannel() else _converted

    def strips() -> Iterator[QImage]:
        for rows in row_ranges(image.height()):
            yield flatten(image.copy(QRect(0, rows.start, image.width(), len(rows))))

    return _assembled(image.width(), image.height(), strips)


def row_ranges(height: int) -> Iterator[range]:
    """Cut a height into ranges of at most `STRIP_ROWS` rows."""
    for top in range(0, height, STRIP_ROWS):
        yield range(top, min(top + STRIP_ROWS, height))


def halved(image: QImage) -> QImage:
    """Return an image of format RGB32 half as wide and high, each pixel the mean of four.

    Raises:
        MemoryError: there is no memory for it.
    """
    if image.width() % 2 or image.height() % 2:
        return _about_halved(image)
    half = blank(image.width() // 2, image.height() // 2)
    painter = QPainter(half)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    # Between two pixels each way, which at exactly one half is the mean of the four; it takes half
    # the time of `scaled`.
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(0.5, 0.5)
    for rows in row_ranges(image.height()):
        painter.drawImage(0, rows.start, image, 0, rows.start, image.width(), len(rows))
    painter.end()
    return half


def _about_halved(image: QImage) -> QImage:
    """Return an image of an odd width or height about half as wide and high."""
    width = (image.width() + 1) // 2

    def strips() -> Iterator[QImage]:
        for rows in row_ranges(image.height()):
            yield image.copy(QRect(0, rows.start, image.width(), len(rows))).scaled(
                width,
                (len(rows) + 1) // 2,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )

    return _assembled(width, (image.height() + 1) // 2, strips)


def _assembled(width: int, height: int, strips: Callable[[], Iterator[QImage]]) -> QImage:
    whole = blank(width, height)
    pixels = memoryview(whole.bits())
    filled = 0
    for strip in strips():
        rows = _converted(strip).constBits()
        pixels[filled : filled + len(rows)] = rows
        filled += len(rows)
    return whole


def _converted(strip: QImage) -> QImage:
    return strip.convertToFormat(QImage.Format.Format_RGB32)


def _on_paper(strip: QImage) -> QImage:
    paper = QImage(strip.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, strip)
    painter.end()
    return paper
