"""What scanners, fax machines and worn toner do to a page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, floor, radians, sin
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from klearstack_desktop.localserver.samples.fonts import font

if TYPE_CHECKING:
    from random import Random

    from klearstack_desktop.localserver.samples.contract import PixelBox

_STAMPED = 0.4
"""Share of scanned documents with a stamp."""

MOST_TURN = 1.2
"""Degrees by which a page lies askew at most."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A page turned about its middle by so many degrees, anticlockwise."""

    width: int
    height: int
    degrees: float = 0.0

    def box(self, box: PixelBox) -> PixelBox:
        """Return the upright box round a turned one, within the page."""
        if not self.degrees:
            return box
        left, top, right, bottom = box
        corners = [self._point(x, y) for x in (left, right) for y in (top, bottom)]
        across, down = zip(*corners, strict=True)
        return (
            max(0, floor(min(across))),
            max(0, floor(min(down))),
            min(self.width, ceil(max(across))),
            min(self.height, ceil(max(down))),
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        angle, middle_x, middle_y = radians(self.degrees), self.width / 2, self.height / 2
        right, down = x - middle_x, y - middle_y
        return (
            middle_x + right * cos(angle) + down * sin(angle),
            middle_y - right * sin(angle) + down * cos(angle),
        )


def worn(
    image: Image.Image, effect: str, rng: Random, *, is_first: bool
) -> tuple[Image.Image, Turn]:
    """Return a page as it came out of a machine, and how far it was turned.

    Args:
        image: the page as drawn.
        effect: ``none``, ``scan``, ``faint`` or ``fax``.
        rng: the source of chance.
        is_first: whether it is a document's first page, which may bear a stamp.
    """
    if effect == "none":
        return image, Turn(*image.size)
    degrees = rng.uniform(0.25, MOST_TURN) * rng.choice((-1, 1))
    if effect == "fax":
        degrees /= 2
    grey = image if image.mode == "L" else image.convert("L")
    turned = grey.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=255)
    turn = Turn(*image.size, degrees)
    if effect == "fax":
        return _faxed(turned, rng), turn
    if is_first and rng.random() < _STAMPED:
        _stamp(turned, rng)
    if effect == "faint":
        return _noisy(_shaded(turned, darkest=118, lightest=246), rng, strength=5), turn
    softer = _shaded(turned, darkest=38, lightest=243).filter(ImageFilter.BoxBlur(0.6))
    _edge_shadow(softer, rng)
    return _noisy(softer, rng, strength=9), turn


def _stamp(image: Image.Image, rng: Random) -> None:
    """Press a received stamp onto the lower part of the page, where there may be room."""
    side = image.width / 100
    big, small = font("sans", side * 3.1, bold=True), font("mono", side * 1.9, bold=True)
    ink = Image.new("L", (round(side * 26), round(side * 10)))
    draw, middle = ImageDraw.Draw(ink), ink.width / 2
    edge = (1, 1, ink.width - 2, ink.height - 2)
    draw.rounded_rectangle(edge, side, outline=255, width=max(2, round(side / 3)))
    draw.text((middle, side * 3.6), "RECEIVED", fill=255, font=big, anchor="mm")
    draw.text((middle, side * 7.3), "ACCOUNTS PAYABLE", fill=255, font=small, anchor="mm")
    pressed = ink.rotate(rng.uniform(-9, 14), Image.Resampling.BICUBIC, expand=True)
    pressed = pressed.point([value * 6 // 10 for value in range(256)])
    left = round(image.width * rng.uniform(0.52, 0.64))
    top = round(image.height * rng.uniform(0.68, 0.76))
    image.paste(40, (left, top), pressed)


def _shaded(image: Image.Image, *, darkest: int, lightest: int) -> Image.Image:
    span = lightest - darkest
    return image.point([darkest + value * span // 255 for value in range(256)])


def _noisy(image: Image.Image, rng: Random, *, strength: int) -> Image.Image:
    """Add grain: one tile of chance, laid side by side."""
    side = 240
    grain = [128 + (value - 128) * strength // 128 for value in range(256)]
    tile = Image.frombytes("L", (side, side), rng.randbytes(side * side)).point(grain)
    noise = Image.new("L", image.size)
    for left in range(0, image.width, side):
        for top in range(0, image.height, side):
            noise.paste(tile, (left, top))
    return ImageChops.add(image, noise, offset=-128)


def _edge_shadow(image: Image.Image, rng: Random) -> None:
    """Darken one long edge, where the lid did not close."""
    depth = image.width // 60
    start = 0 if rng.random() < 0.5 else image.width - depth
    draw = ImageDraw.Draw(image)
    for step in range(depth):
        column = start + (step if start == 0 else depth - 1 - step)
        draw.line((column, 0, column, image.height), fill=150 + 90 * step // depth)


def _faxed(image: Image.Image, rng: Random) -> Image.Image:
    """Black or white, nothing between, with specks."""
    bilevel = image.point([0 if value < 165 else 255 for value in range(256)])
    draw = ImageDraw.Draw(bilevel)
    for _ in range(260):
        x, y = rng.randrange(image.width), rng.randrange(image.height)
        draw.rectangle((x, y, x + rng.randint(0, 2), y + rng.randint(0, 1)), fill=0)
    if rng.random() < 0.4:
        x = rng.randrange(image.width // 20, image.width)
        draw.line((x, 0, x, image.height), fill=0)
    return bilevel.convert("1", dither=Image.Dither.NONE)
