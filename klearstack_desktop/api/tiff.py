"""How many images a TIFF file holds, read from its directory chain without decoding anything."""

from __future__ import annotations

import struct

_MOST_FRAMES = 10_000


def frame_count(data: bytes) -> int:
    """Return the number of images in a TIFF or BigTIFF file; 1 for one with a broken chain.

    The chain is followed until it ends, leaves the file or comes back to where it was.
    """
    order = "<" if data[:2] == b"II" else ">"
    is_big = data[2:4] in (b"+\x00", b"\x00+")
    offset_format, count_format, entry_size = ("Q", "Q", 20) if is_big else ("I", "H", 12)
    seen: set[int] = set()
    position = 8 if is_big else 4
    while len(seen) < _MOST_FRAMES:
        offset = _number(data, order + offset_format, position)
        if not offset or offset in seen:
            break
        entries = _number(data, order + count_format, offset)
        if entries is None:
            break
        seen.add(offset)
        position = offset + struct.calcsize(count_format) + entries * entry_size
    return max(len(seen), 1)


def _number(data: bytes, layout: str, position: int) -> int | None:
    try:
        number: int = struct.unpack_from(layout, data, position)[0]
    except (struct.error, OverflowError):
        return None
    return number
