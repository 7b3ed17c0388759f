"""Words on a page, gathered into lines in reading order."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from klearstack_desktop.localserver.content import PixelBox, StoredWord

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_GAP = 0.9
"""A gap wider than this many line heights separates two columns."""


def united(boxes: Iterable[PixelBox]) -> PixelBox:
    """Return the smallest box around at least one box."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that stand together on one line, in the direction of their script."""

    words: tuple[StoredWord, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> PixelBox:
        """The box around all words."""
        return united(word.box for word in self.words)

    def box_of(self, start: int, end: int) -> PixelBox:
        """Return the box around the words that hold these characters of ``text``."""
        boxes = []
        at = 0
        for word in self.words:
            if at < end and at + len(word.text) > start:
                boxes.append(word.box)
            at += len(word.text) + 1
        return united(boxes)


@dataclass(frozen=True, slots=True)
class Line(Segment):
    """All words of one line."""

    def segments(self) -> list[Segment]:
        """Split where a column ends."""
        ordered = sorted(self.words, key=lambda w: w.box[0])
        height = max(w.box[3] - w.box[1] for w in ordered)
        groups = [[ordered[0]]]
        for before, word in pairwise(ordered):
            if word.box[0] - before.box[2] > _GAP * height:
                groups.append([])
            groups[-1].append(word)
        return [Segment(_in_reading_order(group)) for group in groups]


def _middle(word: StoredWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _in_reading_order(words: Sequence[StoredWord]) -> tuple[StoredWord, ...]:
    kinds = [unicodedata.bidirectional(c) for word in words for c in word.text]
    backwards = sum(k in _RIGHT_TO_LEFT for k in kinds) > kinds.count("L")
    return tuple(sorted(words, key=lambda w: w.box[0], reverse=backwards))


def _share_a_line(one: StoredWord, other: StoredWord) -> bool:
    overlap = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    smaller = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    return overlap > smaller / 2


def lines_of(words: Iterable[StoredWord]) -> list[Line]:
    """Gather words into lines, top to bottom.

    A word joins the line whose newest word stands nearest to its height, if they overlap by half of
    the smaller one; so lines that climb or fall a little, as on a scan, stay whole.
    """
    lines: list[list[StoredWord]] = []
    for word in sorted(words, key=lambda w: w.box[0]):
        beside = [line for line in lines if _share_a_line(line[-1], word)]
        if beside:
            nearest = min(beside, key=lambda line: abs(_middle(line[-1]) - _middle(word)))
            nearest.append(word)
        else:
            lines.append([word])
    lines.sort(key=lambda line: sum(map(_middle, line)) / len(line))
    return [Line(_in_reading_order(line)) for line in lines]


def text_under(words: Iterable[StoredWord], box: PixelBox) -> str:
    """Return the words whose centres lie under the rectangle: lines in order, one a text line."""
    left, top, right, bottom = box
    covered = [
        word
        for word in words
        if left <= (word.box[0] + word.box[2]) / 2 <= right and top <= _middle(word) <= bottom
    ]
    return "\n".join(line.text for line in lines_of(covered))
