"""Decoding with Pillow what Qt cannot: TIFF in every compression, WebP, and cut-off files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtGui import QImage

from klearstack_desktop.model.problems import PageProblem
from klearstack_desktop.pages.levels import row_ranges
from klearstack_desktop.pages.limits import MAX_PIXELS

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMATS = ("TIFF", "WEBP", "JPEG", "PNG")
_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
_BYTE_RANGE = 256


def read_page(
    data: bytes, frame: int, page: int, halvings: Callable[[int, int], int]
) -> tuple[QImage, tuple[int, int]]:
    """Decode one frame as RGB32; a TIFF's own orientation is applied.

    Args:
        data: the whole file.
        frame: index of the picture within the file, from 0.
        page: the number to name in a sentence.
        halvings: how often to halve a picture of such a width and height, in pixels; it may refuse
            the size.

    Returns:
        the picture, and width and height of the full one.

    Raises:
        PageProblem: the picture is damaged, incomplete, missing or too large.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            picture.seek(frame)
            # Before it is loaded: a bomb is refused by what its header says.
            halvings(*picture.size)
            paper = _on_paper(picture)
            times = halvings(*paper.size)
            return _as_rgb32(paper.reduce(1 << times) if times else paper), paper.size
    except PageProblem:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PageProblem(
            f"Page {page} is too large to be shown: it has more than "
            f"{MAX_PIXELS // 1_000_000} million pixels.",
            str(error),
        ) from error
    except EOFError as error:
        raise PageProblem(f"Page {page} is missing in the file that came.") from error
    except Exception as error:
        # Pillow's readers trip over hostile bytes in many ways: OSError, SyntaxError, struct.error,
        # TypeError, KeyError and more have been seen.
        if "truncated" in str(error):
            sentence = f"Page {page} arrived incomplete: part of its picture is missing."
        else:
            sentence = f"Page {page} is damaged and cannot be read."
        raise PageProblem(sentence, f"{type(error).__name__}: {error}") from error


def _on_paper(picture: Image.Image) -> Image.Image:
    """Return the picture in mode RGB or L, on white where it is transparent."""
    if picture.mode in _SIXTEEN_BIT:
        whole = picture.convert("F")
        # Sixteen bits where the values need them; a float picture of 0..255 stays as it is.
        brightest = whole.getextrema()[1]
        needs_scaling = isinstance(brightest, float) and brightest >= _BYTE_RANGE
        return (
            whole.point(lambda value: value * (1 / _BYTE_RANGE)) if needs_scaling else whole
        ).convert("L")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        return paper.convert("RGB")
    if picture.mode in {"1", "L"}:
        return picture.convert("L")
    return picture.convert("RGB")


def _as_rgb32(picture: Image.Image) -> QImage:
    """Copy a picture of mode RGB or L into an image that owns its pixels, strip by strip."""
    width, height = picture.size
    image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError(f"no memory for {width} x {height} pixels")
    pixels = memoryview(image.bits())
    for rows in row_ranges(height):
        strip = picture.crop((0, rows.start, width, rows.stop)).convert("RGB")
        stride = width * 4
        pixels[rows.start * stride : rows.stop * stride] = strip.tobytes("raw", "BGRX")
    return image
