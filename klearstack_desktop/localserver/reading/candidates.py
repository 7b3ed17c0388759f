"""Where a value may stand: behind its label on the line, or below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.reading.labels import LabelHit, Wanted, find_labels
from klearstack_desktop.localserver.reading.lines import Line, Segment, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.localserver.content import PixelBox
    from klearstack_desktop.localserver.reading.pages import ReadPage

_BELOW = 0.9
"""How much of its strength a label keeps for what stands below it."""

_REACH = 4.0
"""How many line heights below a label its value may begin."""

_FADING = 0.04
"""What a label loses with every line height of that distance."""


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of text that may hold the value of a label.

    Attributes:
        score: 0..1, how surely the label belongs to this text.
        is_close: the text must begin with the value, or it is another's.
        text: the text.
        segment: the words it comes from; ``offset`` is where ``text`` begins in theirs.
    """

    wanted: Wanted
    score: float
    is_close: bool
    text: str
    segment: Segment
    offset: int
    page_index: int

    def box_of(self, start: int, end: int) -> PixelBox:
        """Return the box around these characters of the text."""
        return self.segment.box_of(self.offset + start, self.offset + end)


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as lines. ``page_index`` counts from 1."""

    page_index: int
    lines: tuple[Line, ...]


def page_texts(pages: Sequence[ReadPage]) -> list[PageText]:
    """Gather the words of all pages into lines."""
    return [PageText(i, tuple(lines_of(p.words))) for i, p in enumerate(pages, start=1)]


def places(pages: Sequence[PageText]) -> Iterator[Place]:
    """Yield the text behind and below every label, in reading order."""
    for page in pages:
        for number, line in enumerate(page.lines):
            hits = find_labels(line.text)
            for hit in hits:
                if hit.wanted is not Wanted.OTHER:
                    yield _behind(page, line, hit, hits)
                    yield from _below(page, line, hit, page.lines[number + 1 :])


def _behind(page: PageText, line: Line, hit: LabelHit, hits: Sequence[LabelHit]) -> Place:
    """Return what stands between a label and the next one, or the end of the line."""
    following = [other.start for other in hits if other.start >= hit.end]
    return _place(page, hit, 1.0, line, hit.end, min(following, default=len(line.text)))


def _place(
    page: PageText, hit: LabelHit, weight: float, segment: Segment, start: int, end: int
) -> Place:
    text = segment.text[start:end]
    lead = len(text) - len(text.lstrip(" :.#="))
    return Place(
        wanted=hit.wanted,
        score=hit.strength * weight,
        is_close=hit.strength < 0.7,
        text=text[lead:],
        segment=segment,
        offset=start + lead,
        page_index=page.page_index,
    )


def _below(page: PageText, line: Line, hit: LabelHit, following: Sequence[Line]) -> Iterator[Place]:
    """Yield the nearest text that stands below a label, if any is within reach."""
    _, top, _, bottom = label = line.box_of(hit.start, hit.end)
    height = bottom - top
    for other in following:
        distance = other.box[1] - bottom
        if distance > _REACH * height:
            break
        segment = _counterpart(line, label, other) if distance >= -height / 2 else None
        if segment is not None:
            weight = _BELOW - _FADING * max(distance, 0) / height
            yield _place(page, hit, weight, segment, 0, len(segment.text))
            return


def _counterpart(line: Line, label: PixelBox, other: Line) -> Segment | None:
    """Return what stands under a label on another line.

    That is what it overlaps; else, where both lines have equally many columns, the same column: a
    heading on the left and a sum on the right of one column do not touch.
    """
    columns = other.segments()
    touching = [(min(c.box[2], label[2]) - max(c.box[0], label[0]), c) for c in columns]
    overlap, segment = max(touching, key=lambda pair: pair[0])
    if overlap > 0:
        return segment
    headings = [heading.box for heading in line.segments()]
    if len(headings) != len(columns):
        return None
    place = next(n for n, box in enumerate(headings) if box[0] <= label[0] < box[2])
    return columns[place]
