"""How large a page may be, and telling the image libraries so."""

from __future__ import annotations

import warnings

from PIL import Image
from PySide6.QtGui import QImageReader

from klearstack_desktop.model.problems import PageProblem

MAX_PIXELS = 200_000_000
"""A page of more pixels is refused before it is decoded; A0 at 300 dpi has 140 million."""

MAX_HELD_BYTES = 512 * 1024 * 1024
"""What the sharpest level of a page may take; a page of more than 134 million pixels is halved."""

_ALLOCATION_MEGABYTES = 1024
"""Enough for `MAX_PIXELS` at four bytes; Qt's own 256 would refuse A3 at 600 dpi."""


def set_library_limits() -> None:
    """Give Qt and Pillow the same limit as ours; harmless when repeated.

    Pillow only warns of a bomb at first: the warning becomes an error, so that it is answered like
    one and is not printed. Its remarks about odd metadata concern nobody and are dropped.
    """
    QImageReader.setAllocationLimit(_ALLOCATION_MEGABYTES)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def check_size(page: int, width: int, height: int) -> None:
    """Refuse a page that is too large; call it with what the header says, before decoding.

    Raises:
        PageProblem: the page has more than `MAX_PIXELS` or none at all.
    """
    if width <= 0 or height <= 0:
        raise PageProblem(f"Page {page} is damaged: it has no size.")
    if width * height > MAX_PIXELS:
        raise PageProblem(
            f"Page {page} is too large to be shown: {width:,} × {height:,} pixels, "
            f"where up to {MAX_PIXELS // 1_000_000} million pixels can be shown.",
        )


def finest_halvings(width: int, height: int) -> int:
    """Return how often a page must be halved so that its sharpest level may lie in memory."""
    halvings = 0
    while 4 * (width >> halvings) * (height >> halvings) > MAX_HELD_BYTES:
        halvings += 1
    return halvings
