"""What a file is, told by its first bytes and never by its name."""

from __future__ import annotations

from enum import StrEnum

HEAD_BYTES = 1024
"""How many bytes from the start are enough for `kind_of`."""


class FileKind(StrEnum):
    """The kinds of file that pages come in; the value is what people call it."""

    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    WEBP = "WebP"


_SIGNATURES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),
    (b"MM\x00+", FileKind.TIFF),
)


def kind_of(data: bytes) -> FileKind | None:
    """Return the kind of file that starts with these bytes, or None.

    A PDF may have up to a kilobyte of anything before its header, as every PDF reader allows.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.WEBP
    if b"%PDF-" in data[:HEAD_BYTES]:
        return FileKind.PDF
    return None
