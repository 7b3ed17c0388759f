"""A last page with what goes along with the goods: a packing list, conditions, a declaration."""

from __future__ import annotations

import re
from math import cos, exp, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet

_PAIR = re.compile(r"(.+) =([a-z_]*)> (.+)")


def draw_annex(canvas: Canvas, sheet: Sheet, y: float, lines: Sequence[str]) -> None:
    """Draw the lines of an annex from a height downwards.

    A line that starts with ``#`` is a heading, ``label => value`` a pair, ``label =name> value`` a
    pair whose value is the reading of that name; ``~`` stands for a signature.
    """
    y += 14
    for line in lines:
        pair = _PAIR.fullmatch(line)
        if line.startswith("#"):
            y += sheet.body.size
            canvas.text(sheet.start, y, line.removeprefix("#").strip(), sheet.heading)
            y += sheet.body.size * 2.6
        elif pair is not None:
            label, mark, value = pair.groups()
            canvas.text(sheet.start, y, label, sheet.body)
            canvas.text(sheet.start + 190, y, value, sheet.strong, mark=mark)
            y += sheet.body.size * 1.8
        elif line == "~":
            y = _signature(canvas, sheet, y)
        else:
            y += sheet.body.size * 0.7
            for part in canvas.wrap(line, sheet.body, sheet.end - sheet.start):
                canvas.text(sheet.start, y, part, sheet.body)
                y += sheet.body.size * 1.5


def _signature(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """Draw a flourish over a line."""
    x, y = sheet.start + 8, y + 44
    turns = [step / 6 for step in range(6, 170)]
    points = [
        (x + at * 5.2 + 5 * sin(at * 1.7), y - 17 * exp(-at / 14) * sin(at * 1.9) * cos(at * 0.35))
        for at in turns
    ]
    canvas.stroke(points, "#26418f", thickness=1.0)
    canvas.rule(sheet.start, y + 14, sheet.start + 170, sheet.small.colour)
    return y + 30
