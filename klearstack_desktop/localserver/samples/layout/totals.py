"""Net, tax and total, and what is said below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.layout.sheet import WHITE, draw_money

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from klearstack_desktop.localserver.samples.canvas import Align, Canvas
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Sum:
    """One row of the totals.

    Attributes:
        rate: the part of the label that is the tax rate, if it is to be read as such.
    """

    label: str
    amount: str
    mark: str = ""
    rate: str = ""


def sums_of(sheet: Sheet) -> list[Sum]:
    """Return all rows but the total itself."""
    invoice = sheet.invoice
    rows = [Sum(sheet.word("net"), invoice.printed_amount(invoice.net), "sub_total_value")]
    if invoice.supplier.tax == "split":
        half = invoice.printed_amount(invoice.half_tax)
        rows += [Sum("CGST", half, "cgst_value"), Sum("SGST", half, "sgst_value")]
    elif invoice.supplier.tax == "vat" and invoice.only_rate is not None:
        rate = invoice.supplier.numbers.write_quantity(invoice.only_rate)
        label = sheet.word("tax").format(rate=rate)
        rows.append(Sum(label, invoice.printed_amount(invoice.tax), "tax_total_value", rate))
        return rows
    elif invoice.supplier.tax == "vat":
        rows += [
            Sum(_share_label(sheet, s.rate, s.net), invoice.printed_amount(s.tax))
            for s in invoice.shares
        ]
    if invoice.supplier.tax != "none":
        rows.append(
            Sum(sheet.word("tax_total"), invoice.printed_amount(invoice.tax), "tax_total_value")
        )
    return rows


def totals_height(sheet: Sheet) -> float:
    """Return how much room totals and terms need, in points."""
    step = sheet.body.size * 1.9
    rows = 2.2 if sheet.look.totals == "wide" else len(sums_of(sheet)) + 1.8
    return 16 + rows * step + 3.2 * sheet.body.size + 26


def draw_totals(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """Draw the totals and the terms of payment; return the height below them."""
    y = TOTALS[sheet.look.totals](canvas, sheet, y + 12)
    y += sheet.body.size * 2.2
    terms = "credit_terms" if sheet.invoice.is_credit else "terms"
    days = sheet.invoice.supplier.terms_days
    canvas.text(sheet.start, y, sheet.word(terms).format(days=days), sheet.body)
    if not sheet.invoice.is_credit:
        y += sheet.body.size * 1.5
        canvas.text(sheet.start, y, sheet.word("thanks"), sheet.small)
    return y + 10


def _share_label(sheet: Sheet, rate: Decimal, net: Decimal) -> str:
    numbers = sheet.invoice.supplier.numbers
    tax = sheet.word("tax").format(rate=numbers.write_quantity(rate))
    return f"{tax} {sheet.word('tax_on')} {sheet.invoice.printed_amount(net)}"


def _rows(canvas: Canvas, sheet: Sheet, y: float, column: float, end: float) -> float:
    """Write the sums one below the other and return the last baseline's successor."""
    step = sheet.body.size * 1.9
    rows = sums_of(sheet)
    anchor = end
    align: Align = "end"
    if canvas.right_to_left:
        anchor -= max(canvas.measure(row.amount, sheet.body) for row in rows)
        align = "start"
    for row in rows:
        mark = "tax_rate_value" if row.rate else ""
        canvas.text(column, y, row.label, sheet.body, mark=mark, only=row.rate)
        canvas.text(anchor, y, row.amount, sheet.body, align=align, mark=row.mark)
        y += step
    return y


def _column(sheet: Sheet) -> float:
    """Return where the labels of the totals begin."""
    return sheet.start + (sheet.end - sheet.start) * 0.52


def _total_text(sheet: Sheet) -> str:
    return sheet.invoice.printed_amount(sheet.invoice.total)


def _right(canvas: Canvas, sheet: Sheet, y: float) -> float:
    column, step = _column(sheet), sheet.body.size * 1.9
    y = _rows(canvas, sheet, y + step * 0.5, column, sheet.end - 5)
    canvas.rule(column, y - step * 0.62, sheet.end, sheet.body.colour, thickness=0.8)
    y += step * 0.25
    style = sheet.strong.but(size=sheet.look.size * 1.3)
    canvas.text(column, y, sheet.word("total"), style)
    draw_money(canvas, sheet, sheet.end - 5, y, _total_text(sheet), style, "total_value")
    canvas.rule(column, y + step * 0.35, sheet.end, sheet.body.colour, thickness=0.8)
    canvas.rule(column, y + step * 0.45, sheet.end, sheet.body.colour, thickness=0.8)
    return y + step * 0.6


def _boxed(canvas: Canvas, sheet: Sheet, y: float) -> float:
    column, step = _column(sheet), sheet.body.size * 1.9
    top = y
    y = _rows(canvas, sheet, y + step * 0.75, column + 8, sheet.end - 8)
    low = y + step * 0.55
    canvas.block(column, y - step * 0.55, sheet.end, low, sheet.tint)
    canvas.rule(column, y - step * 0.55, sheet.end, sheet.small.colour)
    y += step * 0.18
    style = sheet.strong.but(size=sheet.look.size * 1.15)
    canvas.text(column + 8, y, sheet.word("total"), style)
    draw_money(canvas, sheet, sheet.end - 8, y, _total_text(sheet), style, "total_value")
    canvas.frame(column, top, sheet.end, low, sheet.small.colour)
    return low + step * 0.4


def _band(canvas: Canvas, sheet: Sheet, y: float) -> float:
    column, step = _column(sheet), sheet.body.size * 1.9
    y = _rows(canvas, sheet, y + step * 0.5, column + 8, sheet.end - 8)
    top, low = y - step * 0.55, y + step * 0.75
    canvas.block(column, top, sheet.end, low, sheet.look.accent)
    style = sheet.strong.but(size=sheet.look.size * 1.2, colour=WHITE)
    y = (top + low) / 2 + style.size * 0.36
    canvas.text(column + 8, y, sheet.word("total"), style)
    draw_money(canvas, sheet, sheet.end - 8, y, _total_text(sheet), style, "total_value")
    return low + step * 0.4


def _wide(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """All sums side by side in one framed strip, the total last."""
    rows = sums_of(sheet)
    share = (sheet.end - sheet.start) / (len(rows) + 1.25)
    depth = sheet.body.size * 4.0
    canvas.block(sheet.start + share * len(rows), y, sheet.end, y + depth, sheet.tint)
    canvas.frame(sheet.start, y, sheet.end, y + depth, sheet.look.accent, thickness=0.8)
    label_y, amount_y = y + depth * 0.36, y + depth * 0.78
    for place, row in enumerate(rows):
        x = sheet.start + share * place
        mark = "tax_rate_value" if row.rate else ""
        canvas.text(x + 8, label_y, row.label, sheet.small, mark=mark, only=row.rate)
        canvas.text(x + share - 8, amount_y, row.amount, sheet.body, align="end", mark=row.mark)
        canvas.upright(x + share, y, y + depth, sheet.look.accent, thickness=0.5)
    style = sheet.strong.but(size=sheet.look.size * 1.25)
    canvas.text(sheet.start + share * len(rows) + 8, label_y, sheet.word("total"), sheet.small)
    draw_money(canvas, sheet, sheet.end - 8, amount_y, _total_text(sheet), style, "total_value")
    return y + depth + 6


TOTALS: dict[str, Callable[[Canvas, Sheet, float], float]] = {
    "band": _band,
    "boxed": _boxed,
    "right": _right,
    "wide": _wide,
}
