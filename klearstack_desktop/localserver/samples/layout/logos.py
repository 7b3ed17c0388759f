"""Simple marks for letterheads, each drawn into a square."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.layout.sheet import WHITE, mixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.localserver.samples.canvas import Canvas


def draw_logo(canvas: Canvas, name: str, x: float, y: float, side: float, colour: str) -> None:
    """Draw a supplier's mark.

    Args:
        canvas: the page.
        name: a key of ``LOGOS``.
        x: where the square begins.
        y: its top.
        side: its side in points.
        colour: ``#rrggbb``.
    """
    LOGOS[name](canvas, x, y, side, colour)


def _around(
    x: float, y: float, radius: float, corners: int, turn: float = 0.0
) -> list[tuple[float, float]]:
    angles = [turn + 2 * pi * corner / corners - pi / 2 for corner in range(corners)]
    return [(x + radius * cos(angle), y + radius * sin(angle)) for angle in angles]


def _compass(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    half = side / 2
    canvas.disc(x + half, y + half, half, colour, thickness=side * 0.06)
    star = [
        point
        for outer, inner in zip(
            _around(x + half, y + half, half * 0.86, 4),
            _around(x + half, y + half, half * 0.22, 4, pi / 4),
            strict=True,
        )
        for point in (outer, inner)
    ]
    canvas.shape(star, colour)


def _blossom(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    half = side / 2
    for petal_x, petal_y in _around(x + half, y + half, side * 0.29, 6):
        canvas.disc(petal_x, petal_y, side * 0.19, mixed(colour, WHITE, 0.25))
    canvas.disc(x + half, y + half, side * 0.17, colour)


def _pages(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    canvas.block(x, y + side * 0.2, x + side * 0.62, y + side, mixed(colour, WHITE, 0.5))
    canvas.block(x + side * 0.3, y, x + side * 0.95, y + side * 0.82, colour)
    for line in (0.2, 0.38, 0.56):
        canvas.rule(x + side * 0.42, y + side * line, x + side * 0.83, WHITE, thickness=side * 0.05)


def _arrows(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    for step, share in ((0.0, 0.55), (0.3, 0.28), (0.6, 0.0)):
        left = x + side * step * 0.7
        tip, top, low = left + side * 0.55, y + side * 0.1, y + side * 0.9
        middle, back = y + side / 2, left + side * 0.25
        points = [(left, top), (back, top), (tip, middle), (back, low), (left, low)]
        points.append((left + side * 0.3, middle))
        canvas.shape(points, mixed(colour, WHITE, share))


def _umbrella(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    half = side / 2
    for wedge in range(8):
        corner = _around(x + half, y + half, half, 8, wedge * pi / 4)[0:2]
        shade = colour if wedge % 2 else mixed(colour, "#808080", 0.55)
        canvas.shape([(x + half, y + half), *corner], shade)


def _wing(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    for step, share in ((0.0, 0.0), (0.26, 0.35), (0.52, 0.62)):
        top = y + side * (0.15 + step)
        points = [
            (x, top + side * 0.2),
            (x + side, top - side * 0.1),
            (x + side * 0.35, top + side * 0.3),
        ]
        canvas.shape(points, mixed(colour, WHITE, share))


def _dots(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    shades = ("#00a0c6", "#d4147d", "#e8c400", "#2b2b2b")
    for place, shade in enumerate(shades):
        across, down = divmod(place, 2)
        middle_x, middle_y = x + side * (0.27 + 0.46 * across), y + side * (0.27 + 0.46 * down)
        canvas.disc(middle_x, middle_y, side * 0.2, shade if colour else "#2b2b2b")


def _peaks(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    low = y + side * 0.92
    far = [(x + side * 0.35, low), (x + side * 0.7, y + side * 0.1), (x + side * 1.05, low)]
    near = [(x - side * 0.05, low), (x + side * 0.35, y + side * 0.35), (x + side * 0.75, low)]
    canvas.shape(far, mixed(colour, WHITE, 0.45))
    canvas.shape(near, colour)


def _hexagon(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    half = side / 2
    canvas.shape(_around(x + half, y + half, half, 6), colour)
    canvas.shape(_around(x + half, y + half, half * 0.62, 6), WHITE)
    canvas.shape(_around(x + half, y + half, half * 0.34, 6), colour)


def _bars(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    for place, height in enumerate((0.45, 0.75, 1.0, 0.6)):
        left = x + side * 0.26 * place
        shade = mixed(colour, WHITE, 0.18 * (3 - place))
        canvas.block(left, y + side * (1 - height), left + side * 0.19, y + side, shade)


def _waves(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    for row in range(3):
        level = y + side * (0.25 + 0.27 * row)
        points = [
            (x + side * step / 24, level + side * 0.08 * sin(step * pi / 6)) for step in range(25)
        ]
        canvas.stroke(points, mixed(colour, WHITE, 0.25 * row), thickness=side * 0.09)


def _ring(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    half = side / 2
    canvas.disc(x + half, y + half, half, colour)
    canvas.disc(x + half, y + half, half * 0.55, WHITE)
    canvas.disc(x + half * 1.45, y + half * 0.6, half * 0.22, mixed(colour, WHITE, 0.6))


def _diamond(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    half = side / 2
    canvas.shape(_around(x + half, y + half, half, 4), colour)
    canvas.shape(_around(x + half, y + half, half * 0.72, 4), WHITE)
    for corner_x, corner_y in _around(x + half, y + half, half * 0.36, 4):
        canvas.shape(_around(corner_x, corner_y, half * 0.3, 4), colour)


def _leaf(canvas: Canvas, x: float, y: float, side: float, colour: str) -> None:
    steps = [step / 12 for step in range(13)]
    upper = [(x + side * at, y + side * (1 - at) - side * 0.32 * sin(pi * at)) for at in steps]
    lower = [(x + side * at + side * 0.3 * sin(pi * at), y + side * (1 - at)) for at in steps]
    canvas.shape([*upper, *reversed(lower)], colour)
    canvas.stroke([(x, y + side), (x + side * 0.8, y + side * 0.2)], WHITE, thickness=side * 0.04)


LOGOS: dict[str, Callable[[Canvas, float, float, float, str], None]] = {
    "arrows": _arrows,
    "bars": _bars,
    "blossom": _blossom,
    "compass": _compass,
    "diamond": _diamond,
    "dots": _dots,
    "hexagon": _hexagon,
    "leaf": _leaf,
    "pages": _pages,
    "peaks": _peaks,
    "ring": _ring,
    "umbrella": _umbrella,
    "waves": _waves,
    "wing": _wing,
}
