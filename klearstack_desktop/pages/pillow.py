"""Decoding with Pillow what Qt cannot: TIFF in every compression, WebP, cut-off files; and JPEG.

Qt's wheels bring a JPEG reader without SIMD; the one in Pillow's needs a third of its time.
"""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtGui import QImage

from klearstack_desktop.model.problems import PageProblem
from klearstack_desktop.pages.levels import row_ranges
from klearstack_desktop.pages.limits import MAX_PIXELS
from klearstack_desktop.pages.pixels import blank

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

_FORMATS = ("TIFF", "WEBP", "JPEG", "PNG")
_SIXTEEN_BIT = ("I;16", "I;16L", "I;16B", "I;16N", "I", "F")
_BYTE_RANGE = 256
_MOST_TWICE = 40_000_000
"""Pixels of which a second copy may lie in memory while the first one is made."""
_RGBX = ("RGBX", QImage.Format.Format_RGBX8888)


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


def read_jpeg(data: bytes, times: int) -> QImage | None:
    """Decode a JPEG as RGB32, its pixels as they are stored.

    Args:
        data: the whole file.
        times: how often it is halved, 0..3; libjpeg leaves out what is not wanted.

    Returns:
        the picture, or None where another reader has to do it.

    Raises:
        MemoryError: there is no memory for it.
    """
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            pixels = (picture.width >> times) * (picture.height >> times)
            if picture.mode not in {"RGB", "L"} or pixels > _MOST_TWICE:
                return None
            if times:
                picture.draft(None, (picture.width >> times, picture.height >> times))
            picture.load()
            return _as_rgb32(picture)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - hostile bytes have it raise anything
        # The other reader knows what to do, or says what is wrong.
        log.info("left to the other reader: %s", type(error).__name__)
        return None


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
    """Copy a picture of mode RGB or L into an image that owns its pixels, strip by strip.

    Pillow copies its pixels as they are, and Qt puts them into another order, which is three times
    as fast as having Pillow do so.
    """
    width, height = picture.size
    is_grey = picture.mode == "L"
    order, stored = ("L", QImage.Format.Format_Grayscale8) if is_grey else _RGBX
    image = blank(width, height)
    pixels, stride = memoryview(image.bits()), width * 4
    for rows in row_ranges(height):
        strip = picture.crop((0, rows.start, width, rows.stop)).tobytes("raw", order)
        given = QImage(strip, width, len(rows), len(strip) // len(rows), stored)
        painted = given.convertToFormat(QImage.Format.Format_RGB32)
        pixels[rows.start * stride : rows.stop * stride] = painted.constBits()
    return image
