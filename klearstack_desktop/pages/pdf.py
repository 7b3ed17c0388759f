"""PDF through pdfium, one call at a time.

pdfium is not thread-safe. The program gives it a thread of its own; the lock here makes sure that a
caller who forgets waits instead of crashing.
"""

from __future__ import annotations

import ctypes
import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtGui import QImage

from klearstack_desktop.model.problems import PageProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from klearstack_desktop.model.document import PageImage

_POINTS_PER_INCH = 72
_PASSWORD_NEEDED = {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}
_pdfium_turn = threading.Lock()


class PdfLocked(Exception):
    """The PDF opens only with a password."""


class PdfDamaged(Exception):
    """The PDF cannot be read."""


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF file.

    Raises:
        PdfLocked: it needs a password.
        PdfDamaged: it cannot be read or has no pages.
    """
    with _opened(path) as document:
        return len(document)


def render_page(
    image: PageImage, halvings: Callable[[int, int], int]
) -> tuple[QImage, tuple[int, int]]:
    """Render one page of a PDF as RGB32, form fields and annotations included.

    Args:
        image: the file, the page of it and its resolution.
        halvings: how often to halve a picture of such a width and height, in pixels; it may refuse
            the size.

    Returns:
        the picture, and width and height of the full one.

    Raises:
        PageProblem: the file or the page cannot be read, or the page is too large.
    """
    page = image.page
    try:
        with _opened(image.data) as document:
            if image.frame >= len(document):
                raise PageProblem(f"Page {page} is missing: the file has {len(document)} pages.")
            source, scale = document[image.frame], image.dpi / _POINTS_PER_INCH
            width, height = (math.ceil(side * scale) for side in source.get_size())
            smaller = scale / (1 << halvings(width, height))
            return _rendered(source, smaller, page), (width, height)
    except PdfLocked as error:
        sentence = f"Page {page} cannot be shown: its PDF is protected by a password."
        raise PageProblem(sentence, str(error)) from error
    except (PdfDamaged, pypdfium2.PdfiumError) as error:
        raise PageProblem(f"Page {page} is damaged and cannot be read.", str(error)) from error


def _rendered(source: pypdfium2.PdfPage, scale: float, page: int) -> QImage:
    pictures: list[QImage] = []

    def into_image(
        width: int,
        height: int,
        format: int,  # noqa: A002  (pdfium's own keyword)
        *,
        rev_byteorder: bool,
    ) -> pypdfium2.PdfBitmap:
        picture = QImage(width, height, QImage.Format.Format_RGB32)
        if picture.isNull():
            raise PageProblem(f"Page {page} cannot be shown: there is no memory left for it.")
        pictures.append(picture)
        pixels = (ctypes.c_ubyte * picture.sizeInBytes()).from_buffer(picture.bits())
        return pypdfium2.PdfBitmap.new_native(
            width, height, format, rev_byteorder=rev_byteorder, buffer=pixels
        )

    bitmap = source.render(scale=scale, prefer_bgrx=True, bitmap_maker=into_image)
    bitmap.close()
    return pictures[0]


@contextmanager
def _opened(source: bytes | Path) -> Iterator[pypdfium2.PdfDocument]:
    with _pdfium_turn:
        try:
            document = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            if error.err_code in _PASSWORD_NEEDED:
                raise PdfLocked(str(error)) from error
            raise PdfDamaged(str(error)) from error
        try:
            document.init_forms()
            if len(document) == 0:
                raise PdfDamaged("no pages")
            yield document
        finally:
            document.close()
