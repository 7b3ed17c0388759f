"""Fetched bytes into a page that can be painted, as sharp as somebody needs it.

A JPEG goes through the libjpeg-turbo that Pillow brings, in full through that of the optional
simplejpeg where it is installed. What these leave out, and PNG, goes through `QImageReader`, which
lets Python go on while it works (`QImage.fromData` does not); TIFF and WebP through Pillow, because
Qt knows neither JPEG in TIFF nor all of the fax codings; PDF through pdfium.

A photograph with an EXIF orientation keeps its pixels as stored and is turned by the view
(`Page.upright_turns`), because boxes without a stated rendition refer to the stored pixels. Only
where the service states a rendition that has the shape of the turned picture are the pixels turned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QTransform

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.problems import PageProblem
from klearstack_desktop.pages import pdf, pillow, turbo
from klearstack_desktop.pages.completeness import has_its_end
from klearstack_desktop.pages.crop import Crop, crop
from klearstack_desktop.pages.kinds import HEAD_BYTES, FileKind, kind_of
from klearstack_desktop.pages.levels import build_levels, halved, to_rgb32
from klearstack_desktop.pages.limits import check_size, finest_halvings, set_library_limits
from klearstack_desktop.pages.page import Page, as_page

if TYPE_CHECKING:
    from klearstack_desktop.model.document import PageImage
    from klearstack_desktop.model.geometry import Box

_QUARTER_TURN = 90
_TURNS = {
    QImageIOHandler.Transformation.TransformationRotate90: 1,
    QImageIOHandler.Transformation.TransformationRotate180: 2,
    QImageIOHandler.Transformation.TransformationRotate270: 3,
}


class Decoded(NamedTuple):
    """A picture as it came out of a file.

    Attributes:
        picture: its pixels, halved as often as was asked for or less.
        size: width and height of the full picture in pixels.
        turns: the quarter turns after which it stands upright.
    """

    picture: QImage
    size: tuple[int, int]
    turns: int = 0


class PageDecoder:
    """Implements ``review.ports.PageDecoder``; may be called from several threads at once."""

    def __init__(self) -> None:
        set_library_limits()

    def is_pdf(self, image: PageImage) -> bool:
        """Whether the page must be decoded in the one thread that may call pdfium."""
        return kind_of(image.data[:HEAD_BYTES]) is FileKind.PDF

    def decode(self, image: PageImage, detail: Detail = Detail.FULL) -> Page:
        """Decode one page and build its levels; call it in a worker thread.

        Args:
            image: the page as it was fetched.
            detail: how sharp it is wanted; what is wanted less sharp is decoded faster where its
                file allows it.

        Raises:
            PageProblem: the bytes are no page that can be shown, with a sentence that says why.
        """
        try:
            decoded = _decoded(image, detail)
            picture, size, turns = decoded
            if turns % 2 and _is_stated_turned(image, size):
                picture = picture.transformed(QTransform().rotate(_QUARTER_TURN * turns))
                size, turns = (size[1], size[0]), 0
            wanted, done = _halvings(detail, size), _halvings_of(picture, size)
            picture = to_rgb32(picture)
            for _ in range(wanted - done):
                picture = halved(picture)
            levels = build_levels(picture, skipped=max(wanted, done))
            return Page(levels, size, image.rendition, turns, finest_halvings(*size))
        except MemoryError as error:
            sentence = f"Page {image.page} cannot be shown: there is no memory left for it."
            raise PageProblem(sentence, str(error)) from error

    def cut(self, decoded: object, box: Box) -> Crop | None:
        """Copy what stands around a box of a decoded page; call it in a worker thread.

        Raises:
            PageProblem: there is no memory left for it.
        """
        try:
            return crop(as_page(decoded), box)
        except MemoryError as error:
            sentence = "This place cannot be shown: there is no memory left for it."
            raise PageProblem(sentence, str(error)) from error


def _halvings(detail: Detail, size: tuple[int, int]) -> int:
    return max(detail.halvings(*size), finest_halvings(*size))


def _halvings_of(picture: QImage, size: tuple[int, int]) -> int:
    """Return how often a picture was halved while it was decoded."""
    return max(0, round(size[0] / picture.width()).bit_length() - 1)


def _decoded(image: PageImage, detail: Detail) -> Decoded:
    """Return the picture as stored, as sharp as is wanted or sharper."""
    if not image.data:
        raise PageProblem(f"Page {image.page} is empty: nothing came for it.")
    kind = kind_of(image.data[:HEAD_BYTES])

    def halvings(width: int, height: int) -> int:
        check_size(image.page, width, height)
        return _halvings(detail, (width, height))

    match kind:
        case FileKind.JPEG | FileKind.PNG:
            if not has_its_end(image.data, kind):
                # Qt would paint the missing part grey and say nothing; Pillow says so.
                return Decoded(*pillow.read_page(image.data, 0, image.page, halvings))
            return _read_with_qt(image, detail, is_jpeg=kind is FileKind.JPEG)
        case FileKind.TIFF | FileKind.WEBP:
            return Decoded(*pillow.read_page(image.data, image.frame, image.page, halvings))
        case FileKind.PDF:
            return Decoded(*pdf.render_page(image, halvings))
        case None:
            raise PageProblem(f"Page {image.page} cannot be shown: what came is no picture.")


def _read_with_qt(image: PageImage, detail: Detail, *, is_jpeg: bool) -> Decoded:
    # The buffer does not copy the bytes; `encoded` keeps them alive while the reader works.
    encoded = QByteArray(image.data)
    buffer = QBuffer(encoded)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(False)
    full = reader.size()
    if full.isValid():
        check_size(image.page, full.width(), full.height())
        size = full.width(), full.height()
        turns = _TURNS.get(reader.transformation(), 0)
        halvings = _halvings(detail, size)
        if is_jpeg:
            quick = None if halvings else turbo.decoded(image.data, *size)
            if quick is None:
                quick = pillow.read_jpeg(image.data, halvings)
            if quick is not None:
                return Decoded(quick, size, turns)
        if is_jpeg and halvings:
            # libjpeg leaves out what is not wanted; a PNG would only be made smaller afterwards.
            reader.setScaledSize(QSize(*(-(-side >> halvings) for side in size)))
        picture = reader.read()
        if not picture.isNull():
            return Decoded(picture, size, turns)
    sentence = f"Page {image.page} is damaged and cannot be read."
    raise PageProblem(sentence, reader.errorString())


def _is_stated_turned(image: PageImage, size: tuple[int, int]) -> bool:
    """Whether the stated rendition lies across the stored picture."""
    if image.rendition is None:
        return False
    width, height = image.rendition
    return (width > height) != (size[0] > size[1])
