"""How large a page is in pixels, read from its header without decoding it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from klearstack_desktop.api.images import pdfium_lock
from klearstack_desktop.model.problems import PageProblem

if TYPE_CHECKING:
    from klearstack_desktop.model.document import PageImage

POINTS_AN_INCH = 72
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")


def page_size(image: PageImage) -> tuple[int, int]:
    """Return width and height in pixels; of a PDF page, at the image's ``dpi``.

    A PDF is opened, so this must run in the thread that may call pdfium.

    Raises:
        PageProblem: the bytes are damaged, or the page is too large to be shown.
    """
    if image.media_type == "application/pdf":
        width, height = _pdf_page_points(image)
        scale = image.dpi / POINTS_AN_INCH
        return round(width * scale), round(height * scale)
    from PIL import Image  # loaded late: signing in and reading lists need no images

    try:
        with Image.open(io.BytesIO(image.data), formats=_FORMATS) as opened:
            opened.seek(image.frame)
            return opened.size
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PageProblem("The page is damaged or too large.", type(error).__name__) from None


def _pdf_page_points(image: PageImage) -> tuple[float, float]:
    """Return width and height of a PDF page in points, 72 an inch."""
    import pypdfium2

    with pdfium_lock:
        try:
            document = pypdfium2.PdfDocument(image.data)
        except pypdfium2.PdfiumError as error:
            raise PageProblem("The PDF cannot be opened.", type(error).__name__) from None
        try:
            width, height = document.get_page_size(image.frame)
            return float(width), float(height)
        except pypdfium2.PdfiumError as error:
            raise PageProblem("The PDF has no such page.", type(error).__name__) from None
        finally:
            document.close()
