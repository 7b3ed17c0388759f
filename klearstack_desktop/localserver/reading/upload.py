"""Which kind of file an upload is, told by its content and not by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.reading.pages import Unreadable
from klearstack_desktop.localserver.reading.pictures import PicturePages

if TYPE_CHECKING:
    from klearstack_desktop.localserver.reading.pages import PageSource

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_PDF_HEADER_WITHIN = 1024


def media_type_of(data: bytes) -> str:
    """Return the media type of an upload.

    Raises:
        Unreadable: empty, or none of PDF, JPEG, PNG, TIFF.
    """
    if not data:
        raise Unreadable("The file is empty.")
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "application/pdf"
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    raise Unreadable("The file is none of PDF, JPEG, PNG or TIFF.")


def open_upload(data: bytes) -> PageSource:
    """Open an upload. Call it, and use what it returns, in the one thread that may use pdfium.

    Raises:
        Unreadable: see there.
    """
    if media_type_of(data) != "application/pdf":
        return PicturePages(data)
    from klearstack_desktop.localserver.reading.pdf import (
        PdfPages,
    )  # loads pdfium when it is needed

    return PdfPages(data)
