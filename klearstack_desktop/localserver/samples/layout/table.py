"""The table of line items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.layout.sheet import WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.localserver.samples.canvas import Align, Canvas
    from klearstack_desktop.localserver.samples.catalogue import Look
    from klearstack_desktop.localserver.samples.invoice import Line
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet

_SHARES = {
    "position": 0.06,
    "packs": 0.12,
    "quantity": 0.10,
    "unit": 0.08,
    "unit_price": 0.14,
    "tax_rate": 0.09,
    "total": 0.16,
}
"""How much of the table's width a column takes; the description has what is left."""

_WORDS = frozenset(("description", "position", "packs", "unit"))
"""Columns that are set like words and not like numbers."""

_PADDING = 5.0


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it begins and ends in points, and where its text stands."""

    name: str
    start: float
    end: float
    align: Align

    @property
    def anchor(self) -> float:
        """Where the text of a cell starts or ends."""
        return self.start + _PADDING if self.align == "start" else self.end - _PADDING


class LineTable:
    """The table of one document: measured once, then drawn page by page."""

    def __init__(self, canvas: Canvas, sheet: Sheet) -> None:
        self._sheet = sheet
        self._style = sheet.look.table
        self.columns = _columns(sheet)
        described = next(column for column in self.columns if column.name == "description")
        width = described.end - described.start - 2 * _PADDING
        self._texts = [canvas.wrap(line.text, sheet.body, width) for line in sheet.invoice.lines]
        self.head_height = sheet.body.size * 2.3

    @property
    def row_heights(self) -> list[float]:
        """How tall each line is, in points."""
        wrapped = self._sheet.body.size * 1.3
        return [row_height(self._sheet.look) + (len(t) - 1) * wrapped for t in self._texts]

    def draw(self, canvas: Canvas, y: float, rows: Sequence[int]) -> float:
        """Draw the head and some of the lines; return the height below them."""
        top = y
        y = self._head(canvas, y)
        heights = self.row_heights
        for row in rows:
            self._row(canvas, y, row, heights[row])
            y += heights[row]
        if self._style == "grid":
            self._uprights(canvas, top, y)
        canvas.rule(
            self._sheet.start,
            y,
            self._sheet.end,
            self._sheet.look.accent if self._style == "filled" else self._sheet.small.colour,
            thickness=0.9,
        )
        return y

    def _head(self, canvas: Canvas, y: float) -> float:
        sheet, bottom = self._sheet, y + self.head_height
        style = sheet.strong
        if self._style == "filled":
            canvas.block(sheet.start, y, sheet.end, bottom, sheet.look.accent)
            style = style.but(colour=WHITE)
        elif self._style == "zebra":
            style = style.but(colour=sheet.look.accent)
            canvas.rule(sheet.start, bottom, sheet.end, sheet.look.accent, thickness=1.4)
        elif self._style == "grid":
            canvas.block(sheet.start, y, sheet.end, bottom, sheet.tint)
            canvas.rule(sheet.start, y, sheet.end, sheet.small.colour)
            canvas.rule(sheet.start, bottom, sheet.end, sheet.small.colour)
        else:
            canvas.rule(sheet.start, bottom, sheet.end, sheet.body.colour, thickness=0.9)
        for column in self.columns:
            label = sheet.word(f"column_{column.name}")
            baseline = y + self.head_height * 0.66
            canvas.text(column.anchor, baseline, label, style, align=column.align)
        return bottom

    def _row(self, canvas: Canvas, y: float, row: int, height: float) -> None:
        sheet = self._sheet
        if self._style == "zebra" and row % 2:
            canvas.block(sheet.start, y, sheet.end, y + height, sheet.tint)
        first_height = height - (len(self._texts[row]) - 1) * sheet.body.size * 1.3
        baseline = y + first_height * 0.5 + sheet.body.size * 0.36
        for column in self.columns:
            texts = self._cell_texts(column.name, row)
            for place, text in enumerate(texts):
                canvas.text(
                    column.anchor,
                    baseline + place * sheet.body.size * 1.3,
                    text,
                    sheet.body,
                    align=column.align,
                    mark=cell_mark(row, column.name),
                )
        if self._style in ("rules", "grid", "filled"):
            canvas.rule(sheet.start, y + height, sheet.end, "#d0d3d8", thickness=0.5)

    def _cell_texts(self, column: str, row: int) -> list[str]:
        if column == "description":
            return self._texts[row]
        if column == "position":
            return [str(row + 1)]
        if column == "unit":
            return [self._sheet.word("unit")]
        return [printed_cell(self._sheet, self._sheet.invoice.lines[row], column)]

    def _uprights(self, canvas: Canvas, top: float, bottom: float) -> None:
        sheet = self._sheet
        for column in self.columns:
            canvas.upright(column.start, top, bottom, sheet.small.colour, thickness=0.5)
        canvas.upright(sheet.end - 0.5, top, bottom, sheet.small.colour, thickness=0.5)


def row_height(look: Look) -> float:
    """Return how tall a line of one row of text is, in points."""
    return look.size * (2.35 if look.table in ("rules", "filled") else 1.95)


def cell_mark(row: int, column: str) -> str:
    """Return the mark under which a cell's words are kept."""
    return f"line {row} {column}"


def printed_cell(sheet: Sheet, line: Line, column: str) -> str:
    """Write a number of a line as the supplier prints it."""
    invoice = sheet.invoice
    if column == "quantity":
        return invoice.supplier.numbers.write_quantity(line.quantity)
    if column == "packs":
        return invoice.supplier.numbers.write_quantity(line.packs)
    if column == "unit_price":
        return invoice.printed_price(line.price)
    if column == "tax_rate":
        return invoice.supplier.numbers.write_quantity(line.rate)
    return invoice.printed_amount(line.amount)


def _columns(sheet: Sheet) -> list[Column]:
    names = sheet.look.columns
    whole = sheet.end - sheet.start
    left_over = 1 - sum(_SHARES.get(name, 0.0) for name in names)
    columns, start = [], sheet.start
    rtl = sheet.invoice.supplier.is_right_to_left
    for name in names:
        end = start + whole * _SHARES.get(name, left_over)
        # Units stand under units on the right, whichever way the page runs.
        align: Align = "start" if rtl or name in _WORDS else "end"
        columns.append(Column(name, start, end, align))
        start = end
    return columns
