"""A last page with what goes along with the goods: a packing list, conditions, a declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet


def draw_annex(canvas: Canvas, sheet: Sheet, y: float, lines: Sequence[str]) -> None:
    """Draw the lines of an annex.

    A line that starts with ``#`` is a heading, one with ``=>`` is a label and its value, one with
    ``=> name_value:`` in between says that the value is a reading; ``~`` stands for a signature.
    """
    y += 14
    for line in lines:
        label, arrow, value = line.partition(" => ")
        if line.startswith("#"):
            y += sheet.body.size
            canvas.text(sheet.start, y, line.removeprefix("#").strip(), sheet.heading)
        elif arrow:
            mark, _, shown = value.rpartition(": ")
            canvas.text(sheet.start, y, label, sheet.body)
            canvas.text(sheet.start + 190, y, shown, sheet.strong, mark=mark)
        elif line == "~":
            y = _signature(canvas, sheet, y)
        else:
            for part in canvas.wrap(line, sheet.body, sheet.end - sheet.start):
                canvas.text(sheet.start, y, part, sheet.body)
                y += sheet.body.size * 1.5
        y += sheet.body.size * 1.7


def _signature(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """Draw a flourish over a line."""
    x, y = sheet.start + 8, y + 26
    heights = (0, -14, -22, 4, -12, 6, -9, 3, -6, 1, -18, -2, 0, -3, -1)
    points = [(x + place * 9, y + height) for place, height in enumerate(heights)]
    canvas.stroke(points, "#26418f", thickness=1.1)
    canvas.rule(sheet.start, y + 8, sheet.start + 170, sheet.small.colour)
    return y + 22
