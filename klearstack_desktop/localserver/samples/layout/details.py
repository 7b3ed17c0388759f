"""Whom the invoice is for, and its number, dates and references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Detail:
    """A labelled value and the reading that it is."""

    label: str
    value: str
    mark: str


def draw_details(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """Draw buyer and references from a height downwards; return the height below them."""
    return DETAILS[sheet.look.details](canvas, sheet, y)


def details_of(sheet: Sheet) -> list[Detail]:
    """Return the references in the order in which they are printed."""
    invoice = sheet.invoice
    number = sheet.word("credit_number" if invoice.is_credit else "number")
    rows = [
        Detail(number, invoice.number, "doc_number_value"),
        Detail(sheet.word("date"), invoice.printed_day(invoice.day), "doc_date_value"),
    ]
    rows += [Detail(sheet.word(name), value, name) for name, value in invoice.facts.items()]
    if invoice.order_number:
        rows.append(Detail(sheet.word("order"), invoice.order_number, "po_number_value"))
    if invoice.is_credit:
        rows.append(Detail(sheet.word("corrects"), invoice.corrects, "corrects_number_value"))
    elif "due_date_value" in invoice.supplier.reads:
        rows.append(Detail(sheet.word("due"), invoice.printed_day(invoice.due), "due_date_value"))
    return rows


def _buyer(canvas: Canvas, sheet: Sheet, x: float, y: float, *, label: bool = True) -> float:
    """Write the buyer's address; return the height below."""
    buyer, step = sheet.invoice.buyer, sheet.body.size * 1.45
    if label:
        canvas.text(x, y, sheet.word("bill_to"), sheet.small.but(bold=True))
        y += step
    canvas.text(x, y, buyer.name, sheet.strong, mark="shipto_party_name_value")
    for line in buyer.address:
        y += step
        canvas.text(x, y, line, sheet.body, mark="shipto_party_address_value")
    return y + step


def _stack(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """Labels and values flush with the end; the kind of document labels its number."""
    y += 24
    below = _buyer(canvas, sheet, sheet.start, y)
    for row in details_of(sheet):
        is_number = row.mark == "doc_number_value"
        start = sheet.end - canvas.measure(row.value, sheet.body)
        canvas.text(sheet.end, y, row.value, sheet.body, align="end", mark=row.mark)
        label, mark = (sheet.title(), "doc_kind_value") if is_number else (row.label, "")
        canvas.text(start - 5, y, label, sheet.strong, align="end", mark=mark)
        y += sheet.body.size * 1.75
    return max(y, below) + 14


def _letter(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """A business letter: sender above the address, references at the end, subject line."""
    y, supplier = y + 14, sheet.invoice.supplier
    sender = sheet.small.but(size=sheet.look.size * 0.68)
    end = canvas.text(sheet.start, y, f"{supplier.name} · {supplier.address[0]}", sender)
    canvas.rule(sheet.start, y + 3, end, sender.colour, thickness=0.4)
    below = _buyer(canvas, sheet, sheet.start, y + 20, label=False)
    column = sheet.start + (sheet.end - sheet.start) * 0.63
    row_y = y + 6
    for row in details_of(sheet):
        canvas.text(column, row_y, row.label, sheet.small)
        is_number = row.mark == "doc_number_value"
        mark = "" if is_number else row.mark
        canvas.text(sheet.end, row_y, row.value, sheet.body, align="end", mark=mark)
        row_y += sheet.body.size * 1.6
    y = max(below, row_y) + 26
    end = canvas.text(sheet.start, y, sheet.title(), sheet.heading, mark="doc_kind_value")
    number = sheet.heading.but(bold=False)
    canvas.text(end + 7, y, sheet.invoice.number, number, mark="doc_number_value")
    return y + 16


def _strip(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """The buyer, then one tinted strip with all references side by side."""
    y = _buyer(canvas, sheet, sheet.start, y + 14) + 4
    rows = details_of(sheet)
    depth = sheet.body.size * 3.6
    canvas.block(sheet.start, y, sheet.end, y + depth, sheet.tint)
    canvas.rule(sheet.start, y, sheet.end, sheet.look.accent, thickness=1.2)
    share = (sheet.end - sheet.start) / len(rows)
    for place, row in enumerate(rows):
        x = sheet.start + share * place + 7
        canvas.text(x, y + depth * 0.4, row.label, sheet.small)
        canvas.text(x, y + depth * 0.78, row.value, sheet.strong, mark=row.mark)
    return y + depth + 18


def _grid(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """Two framed boxes: the buyer, and a small table of references."""
    rows, step = details_of(sheet), sheet.body.size * 2.0
    middle = sheet.start + (sheet.end - sheet.start) * 0.52
    line, y = sheet.small.colour, y + 6
    top = y
    below = _buyer(canvas, sheet, sheet.start + 8, y + 15)
    split = middle + 10 + (sheet.end - middle - 10) * 0.47
    for row in rows:
        canvas.rule(middle + 10, y, sheet.end, line, thickness=0.5)
        canvas.text(middle + 16, y + step * 0.68, row.label, sheet.small)
        canvas.text(split + 6, y + step * 0.68, row.value, sheet.body, mark=row.mark)
        y += step
    bottom = max(below - 2, y)
    canvas.frame(middle + 10, top, sheet.end, y, line, thickness=0.5)
    canvas.upright(split, top, y, line, thickness=0.5)
    canvas.frame(sheet.start, top, middle, bottom, line, thickness=0.5)
    return bottom + 20


def _pairs(canvas: Canvas, sheet: Sheet, y: float) -> float:
    """References at the start with their labels in one column, the buyer at the end."""
    y += 16
    step = sheet.body.size * 1.65
    rows = details_of(sheet)
    wide = max(canvas.measure(row.label, sheet.small) for row in rows) + 12
    below = _buyer(canvas, sheet, sheet.start + (sheet.end - sheet.start) * 0.58, y)
    for row in rows:
        canvas.text(sheet.start, y, row.label, sheet.small)
        style = sheet.strong if row.mark == "doc_number_value" else sheet.body
        canvas.text(sheet.start + wide, y, row.value, style, mark=row.mark)
        y += step
    return max(y, below) + 12


DETAILS: dict[str, Callable[[Canvas, Sheet, float], float]] = {
    "grid": _grid,
    "letter": _letter,
    "pairs": _pairs,
    "stack": _stack,
    "strip": _strip,
}
