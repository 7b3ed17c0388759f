"""The top of the first page: who writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.layout.logos import draw_logo
from klearstack_desktop.localserver.samples.layout.sheet import WHITE, mixed

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.localserver.samples.canvas import Align, Canvas, TextStyle
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet

_SUPPLIER = "supplier_name_value"


def draw_letterhead(canvas: Canvas, sheet: Sheet) -> float:
    """Draw the supplier's letterhead and return the height below it, in points."""
    return LETTERHEADS[sheet.look.letterhead](canvas, sheet)


def draw_running_head(canvas: Canvas, sheet: Sheet) -> float:
    """Draw the short head of a further page and return the height below it."""
    if sheet.look.letterhead == "strip":
        _edge(canvas, sheet)
    supplier, baseline = sheet.invoice.supplier, 44.0
    canvas.text(sheet.start, baseline, supplier.name, sheet.small.but(bold=True))
    subject = f"{sheet.title()} {sheet.invoice.number}"
    canvas.text(sheet.end, baseline, subject, sheet.small, align="end")
    canvas.rule(sheet.start, baseline + 7, sheet.end, sheet.look.accent)
    return baseline + 26


def _title(
    canvas: Canvas, sheet: Sheet, x: float, baseline: float, style: TextStyle, align: Align
) -> None:
    if not sheet.title_stands_in_details:
        canvas.text(x, baseline, sheet.title(), style, align=align, mark="doc_kind_value")


def _column(
    canvas: Canvas,
    sheet: Sheet,
    x: float,
    baseline: float,
    *,
    align: Align = "start",
    with_contact: bool = True,
) -> float:
    """Write address and contact one below the other; return the last baseline."""
    supplier = sheet.invoice.supplier
    for line in (*supplier.address, *(supplier.contact if with_contact else ())):
        canvas.text(x, baseline, line, sheet.small, align=align)
        baseline += sheet.small.size * 1.4
    return baseline


def _beside(canvas: Canvas, sheet: Sheet) -> float:
    side, top = 42.0, 40.0
    draw_logo(canvas, sheet.look.logo, sheet.start, top, side, sheet.look.accent)
    x = sheet.start + side + 14
    canvas.text(x, top + 15, sheet.invoice.supplier.name, sheet.name, mark=_SUPPLIER)
    below = _column(canvas, sheet, x, top + 30)
    _title(canvas, sheet, sheet.end, top + 20, sheet.heading, "end")
    return max(below, top + side) + 12


def _opposite(canvas: Canvas, sheet: Sheet) -> float:
    side, top = 38.0, 38.0
    draw_logo(canvas, sheet.look.logo, sheet.end - side, top, side, sheet.look.accent)
    canvas.text(
        sheet.end - side - 12,
        top + 24,
        sheet.invoice.supplier.name,
        sheet.name,
        align="end",
        mark=_SUPPLIER,
    )
    below = _column(canvas, sheet, sheet.end, top + side + 16, align="end")
    _title(canvas, sheet, sheet.start, top + side + 24, sheet.heading, "start")
    return below + 8


def _band(canvas: Canvas, sheet: Sheet) -> float:
    depth = 78.0
    canvas.block(0, 0, sheet.width, depth, sheet.look.accent)
    if sheet.look.logo:
        draw_logo(
            canvas, sheet.look.logo, sheet.start, 21, 36, mixed(sheet.look.accent, WHITE, 0.85)
        )
    x = sheet.start + (50 if sheet.look.logo else 0)
    canvas.text(x, 46, sheet.invoice.supplier.name, sheet.name.but(colour=WHITE), mark=_SUPPLIER)
    _title(canvas, sheet, sheet.end, 47, sheet.heading.but(colour=WHITE), "end")
    supplier = sheet.invoice.supplier
    canvas.text(sheet.start, depth + 15, " · ".join(supplier.address), sheet.small)
    canvas.text(sheet.end, depth + 15, " · ".join(supplier.contact[:2]), sheet.small, align="end")
    return depth + 40


def _centred(canvas: Canvas, sheet: Sheet) -> float:
    middle, side, y = sheet.width / 2, 34.0, 34.0
    if sheet.look.logo:
        draw_logo(canvas, sheet.look.logo, middle - side / 2, y, side, sheet.look.accent)
        y += side + 6
    supplier = sheet.invoice.supplier
    name = sheet.name.but(size=sheet.look.size * 2.2, colour=sheet.look.accent)
    y += name.size * 0.9
    canvas.text(middle, y, supplier.name, name, align="middle", mark=_SUPPLIER)
    y += name.size * 0.3
    for line in (" · ".join(supplier.address), " · ".join(supplier.contact)):
        y += sheet.small.size * 1.5
        canvas.text(middle, y, line, sheet.small, align="middle")
    y += 12
    canvas.rule(sheet.start, y, sheet.end, sheet.look.accent, thickness=1.2)
    canvas.rule(sheet.start, y + 3, sheet.end, sheet.look.accent, thickness=0.5)
    if sheet.title_stands_in_details:
        return y + 18
    y += 30
    title = sheet.heading.but(size=sheet.look.size * 1.7)
    _title(canvas, sheet, middle, y, title, "middle")
    return y + 12


def _plain(canvas: Canvas, sheet: Sheet) -> float:
    supplier, baseline = sheet.invoice.supplier, 70.0
    name = sheet.name.but(size=sheet.look.size * 2.4)
    canvas.text(sheet.start, baseline, supplier.name, name, mark=_SUPPLIER)
    baseline += sheet.body.size * 1.9
    under = f"{', '.join(supplier.address)} · {supplier.tax_id_label} {supplier.tax_id}"
    x = canvas.text(sheet.start, baseline, f"{', '.join(supplier.address)} ·", sheet.body)
    if canvas.measure(under, sheet.body) > sheet.end - sheet.start:
        baseline, x = baseline + sheet.body.size * 1.5, sheet.start
    x = canvas.text(x + 3, baseline, supplier.tax_id_label, sheet.body)
    canvas.text(x + 3, baseline, supplier.tax_id, sheet.body, mark="supplier_tax_id_value")
    _title(canvas, sheet, sheet.end, 70, sheet.heading, "end")
    return baseline + 22


def _edge(canvas: Canvas, sheet: Sheet) -> None:
    canvas.block(0, 0, 44, sheet.height, sheet.look.accent)


def _strip(canvas: Canvas, sheet: Sheet) -> float:
    _edge(canvas, sheet)
    draw_logo(canvas, sheet.look.logo, 8, 40, 28, mixed(sheet.look.accent, WHITE, 0.85))
    canvas.text(sheet.start, 58, sheet.invoice.supplier.name, sheet.name, mark=_SUPPLIER)
    _title(canvas, sheet, sheet.start, 98, sheet.heading, "start")
    below = _column(canvas, sheet, sheet.end, 52, align="end")
    return max(below, 104) + 10


def _typed(canvas: Canvas, sheet: Sheet) -> float:
    supplier, y = sheet.invoice.supplier, 52.0
    canvas.text(sheet.start, y, supplier.name, sheet.name, mark=_SUPPLIER)
    _title(canvas, sheet, sheet.end, y, sheet.heading.but(size=sheet.look.size * 1.7), "end")
    y += sheet.body.size * 1.7
    for line in (", ".join(supplier.address), "  ".join(supplier.contact)):
        canvas.text(sheet.start, y, line, sheet.body)
        y += sheet.body.size * 1.4
    canvas.rule(sheet.start, y, sheet.end, sheet.body.colour, thickness=0.8)
    canvas.rule(sheet.start, y + 2.4, sheet.end, sheet.body.colour, thickness=0.8)
    return y + 14


LETTERHEADS: dict[str, Callable[[Canvas, Sheet], float]] = {
    "band": _band,
    "beside": _beside,
    "centred": _centred,
    "opposite": _opposite,
    "plain": _plain,
    "strip": _strip,
    "typed": _typed,
}
