"""From drawn pages to the files that a service keeps."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.contract import SampleFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image


def encode(pages: Sequence[Image.Image], media: str, dpi: int) -> tuple[SampleFile, ...]:
    """Return one file a page, or one TIFF with all pages.

    Args:
        pages: pictures of the pages.
        media: ``jpeg``, ``png`` or ``tiff``.
        dpi: pixels per inch, written into the files.
    """
    if media == "tiff":
        return (SampleFile("image/tiff", _tiff(pages, dpi)),)
    return tuple(SampleFile(f"image/{media}", _single(page, media, dpi)) for page in pages)


def _single(page: Image.Image, media: str, dpi: int) -> bytes:
    stream = BytesIO()
    if media == "jpeg":
        page.save(stream, "JPEG", quality=84, dpi=(dpi, dpi))
    else:
        page.save(stream, "PNG", compress_level=3, dpi=(dpi, dpi))
    return stream.getvalue()


def _tiff(pages: Sequence[Image.Image], dpi: int) -> bytes:
    stream = BytesIO()
    packing = "group4" if pages[0].mode == "1" else "tiff_adobe_deflate"
    pages[0].save(
        stream,
        "TIFF",
        save_all=True,
        append_images=list(pages[1:]),
        compression=packing,
        dpi=(dpi, dpi),
    )
    return stream.getvalue()
