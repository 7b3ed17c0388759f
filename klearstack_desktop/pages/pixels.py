"""Memory for the pixels of a page.

A page takes tens of megabytes, which the system hands out and clears in pieces of 4 KB as they are
first written to: up to a third of the time of decoding. Linux does so in pieces of 2 MB where it is
asked to.
"""

from __future__ import annotations

import ctypes
import mmap
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST_BYTES: Final = 8 * 1024 * 1024
"""Less is not worth asking for."""


def blank(width: int, height: int) -> QImage:
    """Return an image of ``Format_RGB32`` whose pixels are still to be written.

    Raises:
        MemoryError: there is no memory for it.
    """
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError(f"no memory for {width} x {height} pixels")
    advise = _advise() if image.sizeInBytes() >= _LEAST_BYTES else None
    if advise is not None:
        pixels: Any = image.bits()
        start = ctypes.addressof(ctypes.c_char.from_buffer(pixels))
        first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
        # Where it is refused, the memory is as good as before.
        advise(first, start + len(pixels) - first)
    return image


@cache
def _advise() -> Callable[[int, int], object] | None:
    """Return what asks for large pieces from an address on; None where there is no such thing."""
    large = getattr(mmap, "MADV_HUGEPAGE", None)
    if large is None:
        return None
    try:
        advise = ctypes.CDLL(None).madvise
    except (OSError, AttributeError):
        return None
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return lambda start, length: advise(start, length, large)
