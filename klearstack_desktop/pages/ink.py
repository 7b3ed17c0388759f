"""Where on a page there is ink: the word under a point, the words under a rectangle drawn by hand.

All of it works on a small part of the page and on whole rows at a time: a row of pixels becomes a
row of bytes that are 0 for paper and 1 for ink, which ``bytes``, ``int`` and ``re`` look through at
the speed of C. A word of a page scanned at 200 dpi is found in about two milliseconds.

Coordinates are pixels of the image.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from klearstack_desktop.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINES_ACROSS: Final = 60
"""A line of small print is about this part of the page's width high."""

_RULE_ACROSS: Final = 20
"""A stroke longer than this part of the page's width is a ruled line and no letter."""

_SAMPLES: Final = 2000
_LEAST_CONTRAST: Final = 40
_INK_FROM: Final = 0.4
"""Share of the way from paper to the darkest ink from which a pixel is ink."""

_LETTER_GAP: Final = 0.27
_DIGIT_GAP: Final = 0.36
"""Paper between two letters of a word is at most this part of the line's height; between two that
fill the whole height, as digits do, it may be more, because a 1 is no wider than its stroke."""

_TALL: Final = 0.88
"""Share of the line's height from which a letter fills it."""

_ROW_GAP: Final = 2
"""Rows of paper within a line, as between an i and its dot, in pixels."""

_MOSTLY: Final = 0.5
_AIR: Final = 1

_Span = tuple[int, int]
"""First pixel, and the one after the last."""


def word_at(image: QImage, x: float, y: float) -> Box | None:
    """Return the box of the word under a point, or of one that is close to it; None for paper."""
    for scale in (1, 2, 4):
        line = max(8, image.width() // _LINES_ACROSS) * scale
        window = _within(image, x - 2 * line, y - 2 * line, x + 2 * line, y + 2 * line)
        if window is None:
            return None
        patch = _Patch.of(image, window)
        band = _nearest(patch.bands(0, patch.width), y - window.top, line / 2)
        if band is None:
            continue
        top, bottom = band[0] + window.top, band[1] + window.top
        is_cut = band[0] == 0 or band[1] == patch.height
        if not is_cut or scale == 4:
            return _word_in_band(image, (top, bottom), x)
    return None


def words_under(image: QImage, box: Box) -> Box | None:
    """Return the smallest box around the words that lie mostly under a rectangle; None for paper.

    A word that the rectangle cuts belongs to it with all its letters, or not at all.
    """
    line = max(8, image.width() // _LINES_ACROSS)
    window = _within(image, 0, box.top - line, image.width(), box.bottom + line)
    if window is None:
        return None
    patch = _Patch.of(image, window)
    drawn = (box.top - window.top, box.bottom - window.top)
    words = [
        patch.tightened(word, band)
        for band in patch.bands(box.left, box.right)
        if _is_mostly_in(band, drawn)
        for word in patch.words(band)
        if _is_mostly_in(word, (box.left, box.right))
    ]
    if not words:
        return word_at(image, (box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return _with_air(reduce(Box.united, words), window, image)


def _word_in_band(image: QImage, band: _Span, x: float) -> Box | None:
    height = band[1] - band[0]
    window = _within(image, 0, band[0] - height, image.width(), band[1] + height)
    if window is None:
        return None
    patch = _Patch.of(image, window)
    rows = (band[0] - window.top, band[1] - window.top)
    word = _nearest(patch.words(rows), x, height / 2)
    return None if word is None else _with_air(patch.tightened(word, rows), window, image)


@dataclass(frozen=True, slots=True)
class _Patch:
    """A part of a page: for each row one byte a pixel, 0 for paper and 1 for ink."""

    rows: tuple[bytes, ...]
    width: int

    @classmethod
    def of(cls, image: QImage, window: Box) -> _Patch:
        """Tell ink from paper in a part of an image; ruled lines count as paper."""
        area = QRect(window.left, window.top, window.width, window.height)
        grey = image.copy(area).convertToFormat(QImage.Format.Format_Grayscale8)
        stride, width = grey.bytesPerLine(), grey.width()
        pixels = bytes(grey.constBits())
        if stride != width:
            pixels = b"".join(
                pixels[start : start + width] for start in range(0, len(pixels), stride)
            )
        inked = pixels.translate(_ink_table(pixels))
        rule = re.compile(rb"\x01{%d,}" % max(24, image.width() // _RULE_ACROSS))
        rows = [
            rule.sub(lambda found: bytes(len(found[0])), inked[start : start + width])
            for start in range(0, len(inked), width)
        ]
        upright = reduce(and_, map(_as_number, rows))
        if upright:
            rows = [(_as_number(row) & ~upright).to_bytes(width, "big") for row in rows]
        return cls(tuple(rows), width)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def bands(self, left: int, right: int) -> list[_Span]:
        """Return the rows of each line of text between two columns."""
        has_ink = bytes(1 in row[left:right] for row in self.rows)
        return _runs(has_ink, _ROW_GAP)

    def words(self, band: _Span) -> list[_Span]:
        """Return the columns of each word of a line."""
        rows = self.rows[band[0] : band[1]]
        height = len(rows)
        ink = reduce(or_, map(_as_number, rows), 0).to_bytes(self.width, "big")
        words: list[_Span] = []
        last: _Span | None = None
        for letter in _runs(ink, 0):
            gap = letter[0] - words[-1][1] if words else self.width
            is_within = gap <= round(height * _LETTER_GAP) or (
                gap <= height * _DIGIT_GAP
                and last is not None
                and self._is_tall(last, rows)
                and self._is_tall(letter, rows)
            )
            if is_within:
                words[-1] = (words[-1][0], letter[1])
            else:
                words.append(letter)
            last = letter
        return words

    @staticmethod
    def _is_tall(letter: _Span, rows: tuple[bytes, ...]) -> bool:
        inked = [place for place, row in enumerate(rows) if 1 in row[letter[0] : letter[1]]]
        return inked[-1] - inked[0] + 1 >= len(rows) * _TALL

    def tightened(self, word: _Span, band: _Span) -> Box:
        """Return the box of a word, whose letters may reach out of the band or not fill it."""
        lines = self.bands(*word)
        own = [line for line in lines if line[0] < band[1] and band[0] < line[1]]
        top = min((line[0] for line in own), default=band[0])
        bottom = max((line[1] for line in own), default=band[1])
        return Box(word[0], top, word[1], bottom)


def _ink_table(pixels: bytes) -> bytes:
    """Return the table that turns grey into ink or paper; light letters on dark are ink, too."""
    samples = sorted(pixels[:: max(1, len(pixels) // _SAMPLES) | 1])
    edge = len(samples) // 200
    darkest, paper, lightest = samples[edge], samples[len(samples) // 2], samples[-1 - edge]
    if max(paper - darkest, lightest - paper) < _LEAST_CONTRAST:
        return bytes(256)
    if paper - darkest >= lightest - paper:
        cut = round(paper - _INK_FROM * (paper - darkest))
        return b"\x01" * cut + bytes(256 - cut)
    cut = round(paper + _INK_FROM * (lightest - paper))
    return bytes(cut) + b"\x01" * (256 - cut)


def _as_number(row: bytes) -> int:
    return int.from_bytes(row, "big")


def _runs(ink: bytes, gap: int) -> list[_Span]:
    """Return where there is ink; gaps of at most so many pixels belong to it."""
    found: Iterator[re.Match[bytes]] = re.finditer(rb"\x01+(?:\x00{0,%d}\x01+)*" % gap, ink)
    return [match.span() for match in found]


def _nearest(spans: Iterable[_Span], place: float, reach: float) -> _Span | None:
    """Return the span over a place, else the nearest one within reach."""
    found = min(spans, key=lambda span: _distance(span, place), default=None)
    return found if found is not None and _distance(found, place) <= reach else None


def _distance(span: _Span, place: float) -> float:
    return max(span[0] - place, place - span[1], 0.0)


def _is_mostly_in(span: _Span, outer: _Span) -> bool:
    common = min(span[1], outer[1]) - max(span[0], outer[0])
    return common >= (span[1] - span[0]) * _MOSTLY


def _within(image: QImage, left: float, top: float, right: float, bottom: float) -> Box | None:
    """Return a part of an image, cut at its edges; None where nothing is left."""
    box = Box(
        max(0, int(left)),
        max(0, int(top)),
        min(image.width(), int(right)),
        min(image.height(), int(bottom)),
    )
    return box if box.is_proper() else None


def _with_air(word: Box, window: Box, image: QImage) -> Box:
    """Return a box of the window in pixels of the image, a little larger than its ink."""
    return Box(
        max(0, word.left + window.left - _AIR),
        max(0, word.top + window.top - _AIR),
        min(image.width(), word.right + window.left + _AIR),
        min(image.height(), word.bottom + window.top + _AIR),
    )
