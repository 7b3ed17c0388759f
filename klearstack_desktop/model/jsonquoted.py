"""JSON text that stands as a text within JSON, read from pieces without holding all of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST_ESCAPE: Final = 12
"""Characters of a pair of escapes, ``\\ud83d\\ude00``, which spells one character."""

_decoder = json.JSONDecoder(strict=False)


class QuotedText:
    """A text of JSON as what it spells.

    Args:
        pieces: what stands behind the opening quote, in pieces of any length.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._behind = ""

    def __iter__(self) -> Iterator[str]:
        """Yield what the text spells, in pieces.

        Raises:
            ValueError: what comes is no text, or it ends before the text does.
        """
        left = ""
        for piece in self._pieces:
            spelt, read, is_over = _spelt(left + piece)
            left = (left + piece)[read:]
            yield spelt
            if is_over:
                self._behind = left
                return
        raise ValueError("no closing quote")

    def rest(self) -> str:
        """Return what stands behind the closing quote, once that has been come to."""
        return self._behind + "".join(self._pieces)


def _spelt(text: str) -> tuple[str, int, bool]:
    """Return what the beginning of a text spells, how much that was, and whether its end came."""
    for held_back in range(min(_LONGEST_ESCAPE, len(text)) + 1):
        until = len(text) - held_back
        try:
            spelt, end = _decoder.raw_decode(f'"{text[:until]}"')
        except json.JSONDecodeError:  # cut within an escape, or no text at all
            continue
        if end < until + 2:
            return spelt, end - 1, True
        if not "\ud800" <= spelt[-1:] <= "\udbff":
            return spelt, until, False
    raise ValueError("no text")
