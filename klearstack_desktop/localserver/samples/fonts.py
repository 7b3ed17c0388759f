"""The typefaces that travel with the program, and which of them has a letter.

Pillow's basic layout is used on purpose: it needs no library that may be missing on a machine, and
it draws the same everywhere. The order of right-to-left text is settled before (see ``bidi_text``).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import ImageFont

from klearstack_desktop import resources

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {
    ("sans", False): "NotoSans-Regular",
    ("sans", True): "NotoSans-Bold",
    ("serif", False): "NotoSerif-Regular",
    ("serif", True): "NotoSerif-Bold",
    ("mono", False): "NotoSansMono-Regular",
    ("mono", True): "NotoSansMono-Bold",
    ("display", False): "NotoSerifDisplay-Bold",
    ("display", True): "NotoSerifDisplay-Bold",
    ("hebrew", False): "NotoSansHebrew-Regular",
    ("hebrew", True): "NotoSansHebrew-Bold",
}


@lru_cache(maxsize=256)
def font(face: str, pixels: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return a typeface at a size in pixels."""
    file = resources.path(f"fonts/{FILES[face, bold]}.ttf")
    return ImageFont.truetype(file, pixels, layout_engine=ImageFont.Layout.BASIC)


def is_hebrew(sign: str) -> bool:
    """Whether a character belongs to the Hebrew block."""
    return "\u0590" <= sign <= "\u05ff"


def runs(
    text: str, face: str, pixels: float, *, bold: bool
) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Split a text at changes of script and give each part the font that has its letters."""
    for hebrew, signs in groupby(text, key=is_hebrew):
        yield "".join(signs), font("hebrew" if hebrew else face, pixels, bold=bold)
