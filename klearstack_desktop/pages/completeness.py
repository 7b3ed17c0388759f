"""Whether a JPEG or PNG holds everything up to its end.

A download that broke off leaves a picture whose lower part is missing. Qt fills it with grey; a
reviewer could approve what was never seen.
"""

from __future__ import annotations

from klearstack_desktop.pages.kinds import FileKind

_PNG_END = b"IEND"
_JPEG_END = b"\xff\xd9"
_START_OF_SCAN = 0xDA
_MARKER = 0xFF


def has_its_end(data: bytes, kind: FileKind) -> bool:
    """Whether the end marker of that kind of picture is there; True for other kinds."""
    match kind:
        case FileKind.JPEG:
            # A thumbnail in the header has an end marker of its own, so look behind the header.
            return data.rfind(_JPEG_END, _first_scan(data)) >= 0
        case FileKind.PNG:
            return data.rfind(_PNG_END) >= 0
        case _:
            return True


def _first_scan(data: bytes) -> int:
    """Return where a JPEG's picture data starts, or its length where the header breaks off."""
    position = 2
    while position + 4 <= len(data) and data[position] == _MARKER:
        marker = data[position + 1]
        if marker == _START_OF_SCAN:
            return position
        if marker == _MARKER:
            position += 1
            continue
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    return len(data)
