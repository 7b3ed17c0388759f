"""A sheet of paper to draw on that remembers every word it shows and where.

Layouts measure in points (1/72 inch) from the top left; words are kept in pixels. On a
right-to-left sheet every horizontal measure is mirrored, so that one layout serves both directions:
``start`` is where reading starts.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageDraw

from klearstack_desktop.localserver.samples.bidi_text import visual_order, visual_word
from klearstack_desktop.localserver.samples.contract import SampleWord
from klearstack_desktop.localserver.samples.fonts import font, runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.localserver.samples.contract import PixelBox

Align = Literal["start", "middle", "end"]

PAPERS = {"A4": (595.3, 841.9), "Letter": (612.0, 792.0)}
"""Width and height in points."""

_SLACK = 1.2
"""Points that a marked box reaches beyond the ink."""

_FINENESS = 4
"""Shapes are drawn so many times larger and then reduced."""


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text looks: typeface, size in points, weight and colour."""

    face: str
    size: float
    bold: bool = False
    colour: str = "#1a1a1a"

    def but(
        self, *, size: float | None = None, bold: bool | None = None, colour: str | None = None
    ) -> TextStyle:
        """Return the style with some of it changed."""
        return replace(
            self,
            size=self.size if size is None else size,
            bold=self.bold if bold is None else bold,
            colour=self.colour if colour is None else colour,
        )


class Canvas:
    """One page.

    Args:
        paper: a key of ``PAPERS``.
        dpi: pixels per inch.
        right_to_left: whether the page is mirrored.
        coloured: whether it is drawn in colour, else in shades of grey.
    """

    def __init__(self, paper: str, dpi: int, *, right_to_left: bool, coloured: bool) -> None:
        self.width, self.height = PAPERS[paper]
        self.dpi = dpi
        self.right_to_left = right_to_left
        self._scale = dpi / 72
        size = (round(self.width * self._scale), round(self.height * self._scale))
        self.image = Image.new("RGB" if coloured else "L", size, "white")
        self.words: list[SampleWord] = []
        self._marked: defaultdict[str, list[SampleWord]] = defaultdict(list)

    @cached_property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        style: TextStyle,
        *,
        align: Align = "start",
        mark: str = "",
        only: str = "",
    ) -> float:
        """Draw one line of text.

        Args:
            x: where it starts, ends or has its middle, as ``align`` says.
            baseline: distance of the baseline from the top.
            text: words; any white space between them becomes one space.
            style: how it looks.
            align: which point of the text ``x`` means.
            mark: the reading that the words belong to.
            only: where given, just the words that contain this belong to the reading.

        Returns:
            Where the text ends, in reading direction.
        """
        words = text.split()
        width = self.measure(text, style)
        start = x - {"start": 0.0, "middle": width / 2, "end": width}[align]
        at = self._left(start, start + width)
        space = self._pixels_wide(" ", style)
        boxes: dict[int, PixelBox] = {}
        for position in visual_order(words, right_to_left=self.right_to_left):
            boxes[position], reach = self._word(at, baseline, words[position], style)
            at += reach + space
        for position, word in enumerate(words):
            drawn = SampleWord(word, boxes[position])
            self.words.append(drawn)
            if mark and (not only or only in word):
                self._marked[mark].append(drawn)
        return start + width

    def measure(self, text: str, style: TextStyle) -> float:
        """Return how wide a line of text is, in points."""
        words = text.split()
        pixels = sum(self._pixels_wide(word, style) for word in words)
        return (pixels + self._pixels_wide(" ", style) * max(0, len(words) - 1)) / self._scale

    def wrap(self, text: str, style: TextStyle, width: float) -> list[str]:
        """Break a text into lines that are no wider than so many points."""
        lines: list[str] = []
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer, style) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def rule(
        self, start: float, y: float, end: float, colour: str, *, thickness: float = 0.6
    ) -> None:
        """Draw a horizontal line."""
        left, right = self._span(start, end)
        top = round(y * self._scale)
        self._fill(left, top, right, top + self._hair(thickness), colour)

    def upright(
        self, x: float, top: float, bottom: float, colour: str, *, thickness: float = 0.6
    ) -> None:
        """Draw a vertical line."""
        left = round(self._left(x, x + thickness))
        first, last = round(top * self._scale), round(bottom * self._scale)
        self._fill(left, first, left + self._hair(thickness), last, colour)

    def block(self, start: float, top: float, end: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        left, right = self._span(start, end)
        self._fill(left, round(top * self._scale), right, round(bottom * self._scale), colour)

    def frame(
        self,
        start: float,
        top: float,
        end: float,
        bottom: float,
        colour: str,
        *,
        thickness: float = 0.6,
    ) -> None:
        """Draw the outline of a rectangle."""
        self.rule(start, top, end, colour, thickness=thickness)
        self.rule(start, bottom - thickness, end, colour, thickness=thickness)
        self.upright(start, top, bottom, colour, thickness=thickness)
        self.upright(end - thickness, top, bottom, colour, thickness=thickness)

    def shape(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill a polygon."""
        with self._smooth([self._point(x, y) for x, y in points], 0, colour) as (draw, placed):
            draw.polygon(placed, fill=255)

    def stroke(
        self, points: Sequence[tuple[float, float]], colour: str, *, thickness: float = 1.0
    ) -> None:
        """Draw a line through points."""
        width = thickness * self._scale
        corners = [self._point(x, y) for x, y in points]
        with self._smooth(corners, width, colour) as (draw, placed):
            draw.line(placed, fill=255, width=round(width * _FINENESS), joint="curve")

    def disc(
        self,
        x: float,
        y: float,
        radius: float,
        colour: str,
        *,
        thickness: float = 0.0,
    ) -> None:
        """Fill a circle round a point, or draw its outline where a thickness is given."""
        middle_x, middle_y = self._point(x, y)
        reach = radius * self._scale
        corners = [(middle_x - reach, middle_y - reach), (middle_x + reach, middle_y + reach)]
        with self._smooth(corners, 0, colour) as (draw, placed):
            if thickness:
                width = round(thickness * self._scale * _FINENESS)
                draw.ellipse(placed, outline=255, width=width)
            else:
                draw.ellipse(placed, fill=255)

    def text_of(self, mark: str) -> str:
        """Return the words that belong to a reading, in reading order; empty if there are none."""
        return " ".join(word.text for word in self._marked.get(mark, ()))

    def box_of(self, mark: str) -> PixelBox | None:
        """Return the box round all words that belong to a reading, or None where there are none."""
        if mark not in self._marked:
            return None
        boxes = (word.box for word in self._marked[mark])
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        slack = round(_SLACK * self._scale)
        return (
            max(0, min(lefts) - slack),
            max(0, min(tops) - slack),
            min(self.image.width, max(rights) + slack),
            min(self.image.height, max(bottoms) + slack),
        )

    @contextmanager
    def _smooth(
        self, points: Sequence[tuple[float, float]], margin: float, colour: str
    ) -> Iterator[tuple[ImageDraw.ImageDraw, list[tuple[float, float]]]]:
        """Give a finer drawing to paint on, in white on black, and lay the colour through it.

        Pillow draws text with soft edges but shapes without.
        """
        across, down = zip(*points, strict=True)
        left, top = floor(min(across) - margin) - 1, floor(min(down) - margin) - 1
        width = ceil(max(across) + margin) + 2 - left
        height = ceil(max(down) + margin) + 2 - top
        fine = Image.new("L", (width * _FINENESS, height * _FINENESS))
        yield (
            ImageDraw.Draw(fine),
            [((x - left) * _FINENESS, (y - top) * _FINENESS) for x, y in points],
        )
        self.image.paste(colour, (left, top), fine.reduce(_FINENESS))

    def _fill(self, left: int, top: int, right: int, bottom: int, colour: str) -> None:
        self._draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=colour)

    def _hair(self, thickness: float) -> int:
        """Return a line's thickness in pixels, the same wherever it lies."""
        return max(1, round(thickness * self._scale))

    def _word(
        self, left: float, baseline: float, word: str, style: TextStyle
    ) -> tuple[PixelBox, float]:
        """Draw one word at a pixel column; return its ink and its advance, in pixels."""
        at, line = round(left), round(baseline * self._scale)
        shown = visual_word(word, right_to_left=self.right_to_left)
        ink: list[tuple[float, float, float, float]] = []
        reach = 0.0
        for part, face in runs(shown, style.face, style.size * self._scale, bold=style.bold):
            self._draw.text((at + reach, line), part, fill=style.colour, font=face, anchor="ls")
            box = face.getbbox(part, anchor="ls")
            ink.append((box[0] + reach, box[1], box[2] + reach, box[3]))
            reach += face.getlength(part)
        lefts, tops, rights, bottoms = zip(*ink, strict=True)
        around = (
            int(at + min(lefts)),
            int(line + min(tops)),
            round(at + max(rights)),
            round(line + max(bottoms)),
        )
        return around, reach

    def _pixels_wide(self, word: str, style: TextStyle) -> float:
        size = style.size * self._scale
        if word == " ":
            return font(style.face, size, bold=style.bold).getlength(" ")
        return sum(
            face.getlength(part) for part, face in runs(word, style.face, size, bold=style.bold)
        )

    def _left(self, start: float, end: float) -> float:
        """Return the pixel column where something from start to end begins on the left."""
        return (self.width - end if self.right_to_left else start) * self._scale

    def _span(self, start: float, end: float) -> tuple[int, int]:
        left = round(self._left(start, end))
        return left, left + max(1, round((end - start) * self._scale))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        return self._left(x, x), y * self._scale
