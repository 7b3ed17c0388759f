"""Fetched bytes into a page that can be painted.

JPEG and PNG go through `QImageReader`, which lets Python go on while it works (`QImage.fromData`
does not); TIFF and WebP through Pillow, because Qt knows neither JPEG in TIFF nor all of the fax
codings; PDF through pdfium.

A photograph with an EXIF orientation keeps its pixels as stored and is turned by the view
(`Page.upright_turns`), because boxes without a stated rendition refer to the stored pixels. Only
where the service states a rendition that has the shape of the turned picture are the pixels turned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QTransform

from klearstack_desktop.model.problems import PageProblem
from klearstack_desktop.pages import pdf, pillow
from klearstack_desktop.pages.completeness import has_its_end
from klearstack_desktop.pages.kinds import HEAD_BYTES, FileKind, kind_of
from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.pages.limits import check_size, set_library_limits
from klearstack_desktop.pages.page import Page

if TYPE_CHECKING:
    from klearstack_desktop.model.document import PageImage

_QUARTER_TURN = 90
_TURNS = {
    QImageIOHandler.Transformation.TransformationRotate90: 1,
    QImageIOHandler.Transformation.TransformationRotate180: 2,
    QImageIOHandler.Transformation.TransformationRotate270: 3,
}


class PageDecoder:
    """Implements ``review.ports.PageDecoder``; may be called from several threads at once."""

    def __init__(self) -> None:
        set_library_limits()

    def is_pdf(self, image: PageImage) -> bool:
        """Whether the page must be decoded in the one thread that may call pdfium."""
        return kind_of(image.data[:HEAD_BYTES]) is FileKind.PDF

    def decode(self, image: PageImage) -> Page:
        """Decode one page and build its levels; call it in a worker thread.

        Raises:
            PageProblem: the bytes are no page that can be shown, with a sentence that says why.
        """
        try:
            picture, turns = _decoded(image)
            if turns % 2 and _is_stated_turned(image, picture):
                picture = picture.transformed(QTransform().rotate(_QUARTER_TURN * turns))
                turns = 0
            return Page(build_levels(picture), image.rendition, turns)
        except MemoryError as error:
            sentence = f"Page {image.page} cannot be shown: there is no memory left for it."
            raise PageProblem(sentence, str(error)) from error


def _decoded(image: PageImage) -> tuple[QImage, int]:
    """Return the picture as stored, and the quarter turns after which it stands upright."""
    if not image.data:
        raise PageProblem(f"Page {image.page} is empty: nothing came for it.")
    kind = kind_of(image.data[:HEAD_BYTES])
    match kind:
        case FileKind.JPEG | FileKind.PNG:
            if not has_its_end(image.data, kind):
                # Qt would paint the missing part grey and say nothing; Pillow says so.
                return pillow.read_page(image.data, frame=0, page=image.page), 0
            return _read_with_qt(image)
        case FileKind.TIFF | FileKind.WEBP:
            return pillow.read_page(image.data, frame=image.frame, page=image.page), 0
        case FileKind.PDF:
            picture = pdf.render_page(image.data, frame=image.frame, dpi=image.dpi, page=image.page)
            return picture, 0
        case None:
            raise PageProblem(f"Page {image.page} cannot be shown: what came is no picture.")


def _read_with_qt(image: PageImage) -> tuple[QImage, int]:
    # The buffer does not copy the bytes; `encoded` keeps them alive while the reader works.
    encoded = QByteArray(image.data)
    buffer = QBuffer(encoded)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(False)
    size = reader.size()
    if size.isValid():
        check_size(image.page, size.width(), size.height())
        picture = reader.read()
        if not picture.isNull():
            return picture, _TURNS.get(reader.transformation(), 0)
    sentence = f"Page {image.page} is damaged and cannot be read."
    raise PageProblem(sentence, reader.errorString())


def _is_stated_turned(image: PageImage, picture: QImage) -> bool:
    """Whether the stated rendition lies across the stored picture."""
    if image.rendition is None:
        return False
    width, height = image.rendition
    return (width > height) != (picture.width() > picture.height())
