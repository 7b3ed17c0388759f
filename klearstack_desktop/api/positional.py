"""The layout in which lists of documents come (section 4.4), read at once from its text.

An entry is ``[value, name]`` or ``[value, name, confidence, {page_index}, box]``. Whatever is not
exactly that is left to the tolerant reader.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

import msgspec

from klearstack_desktop.model.jsontext import NEGATIVE_ZERO, Number

_LARGEST = 1_000_000
_Pixel = Annotated[int, msgspec.Meta(ge=0, le=_LARGEST)]

END: Final = re.compile(r"\]\s*\](?=\s*,\s*\[\s*\[)", re.ASCII)
"""Where a document of this layout may end: before the next one."""


class _Page(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    page_index: Annotated[int, msgspec.Meta(ge=1, le=_LARGEST)]


class Entry(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    """One entry of a document.

    Attributes:
        value: a text, a whole number, a `Number`, a truth value or None; else the entry is unusual.
        name: the name that it came under.
        confidence: 0..1; UNSET where the entry is nothing but value and name.
        page: holds the page number from 1.
        box: left, top, right, bottom in pixels; it need not cover any area.
    """

    value: Any
    name: str
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] | msgspec.UnsetType | None = (
        msgspec.UNSET
    )
    page: _Page | None = None
    box: tuple[_Pixel, _Pixel, _Pixel, _Pixel] | None = None


_decoder = msgspec.json.Decoder(list[list[Entry]], float_hook=Number)


def entries_of(text: str) -> list[list[Entry]] | None:
    """Return the entries of each of some documents, or None where any of them is unusual.

    Args:
        text: JSON text of the documents, with commas between them.
    """
    if NEGATIVE_ZERO.search(text):  # msgspec takes it for 0
        return None
    try:
        return _decoder.decode(f"[{text}]")
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
