"""The foot of every page: bank, tax number, page number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.identifiers import grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.localserver.samples.canvas import Canvas
    from klearstack_desktop.localserver.samples.layout.sheet import Sheet

FOOTER_HEIGHT = 84.0
"""Points kept free at the bottom of each page."""


def draw_footer(canvas: Canvas, sheet: Sheet, page: int, pages: int) -> None:
    """Draw the foot of one page; only the first page's words count as readings."""
    FOOTERS[sheet.look.footer](canvas, sheet, is_first=page == 1)
    if pages > 1 or sheet.look.footer == "columns":
        words = sheet.word("page").format(page=page, pages=pages)
        canvas.text(sheet.end, sheet.height - 24, words, sheet.small, align="end")


def _account(sheet: Sheet) -> str:
    bank = sheet.invoice.supplier.bank
    return grouped(bank.account) if bank.is_iban else bank.account


def _tax_mark(sheet: Sheet, *, is_first: bool) -> str:
    """Return the mark of the tax number, unless the letterhead has it already."""
    return "supplier_tax_id_value" if is_first and sheet.look.letterhead != "plain" else ""


def _columns(canvas: Canvas, sheet: Sheet, *, is_first: bool) -> None:
    supplier, y = sheet.invoice.supplier, sheet.height - FOOTER_HEIGHT + 20
    style, share = sheet.small.but(size=sheet.look.size * 0.74), (sheet.end - sheet.start) / 3
    canvas.rule(sheet.start, y - 10, sheet.end, sheet.look.accent, thickness=0.8)
    step = style.size * 1.4
    for place, line in enumerate((supplier.name, *supplier.address[:2])):
        canvas.text(sheet.start, y + place * step, line, style)
    x = sheet.start + share
    account = "supplier_iban_value" if is_first else ""
    canvas.text(x, y, f"{supplier.bank.name} · {supplier.bank.bic}", style)
    end = canvas.text(x, y + step, sheet.word("account"), style)
    canvas.text(end + 3, y + step, _account(sheet), style, mark=account)
    x += share * 1.12
    end = canvas.text(x, y, supplier.tax_id_label, style)
    canvas.text(end + 3, y, supplier.tax_id, style, mark=_tax_mark(sheet, is_first=is_first))
    canvas.text(x, y + step, supplier.registration, style)


def _line(canvas: Canvas, sheet: Sheet, *, is_first: bool) -> None:
    """Two centred lines."""
    supplier, y = sheet.invoice.supplier, sheet.height - FOOTER_HEIGHT + 34
    middle = sheet.start + (sheet.end - sheet.start) / 2
    tax = f"{supplier.tax_id_label} {supplier.tax_id}"
    bank = f"{supplier.bank.name} · {sheet.word('account')}"
    canvas.rule(sheet.start, y - 14, sheet.end, sheet.small.colour, thickness=0.4)
    if sheet.look.letterhead != "plain":
        x = middle - canvas.measure(tax, sheet.small) / 2
        x = canvas.text(x, y, supplier.tax_id_label, sheet.small) + 3
        mark = _tax_mark(sheet, is_first=is_first)
        canvas.text(x, y, supplier.tax_id, sheet.small, mark=mark)
        y += sheet.small.size * 1.5
    account = _account(sheet)
    x = middle - canvas.measure(f"{bank} {account}", sheet.small) / 2
    x = canvas.text(x, y, bank, sheet.small) + 3
    canvas.text(x, y, account, sheet.small, mark="supplier_iban_value" if is_first else "")


def _slip(canvas: Canvas, sheet: Sheet, *, is_first: bool) -> None:
    """A framed box with the bank details, as if to be cut off."""
    supplier, top = sheet.invoice.supplier, sheet.height - FOOTER_HEIGHT + 2
    canvas.frame(sheet.start, top, sheet.end, top + 44, sheet.small.colour, thickness=0.5)
    rows = (
        (sheet.word("bank"), f"{supplier.bank.name} {supplier.bank.bic}".strip(), ""),
        (sheet.word("account"), _account(sheet), "supplier_iban_value" if is_first else ""),
        (supplier.tax_id_label, supplier.tax_id, _tax_mark(sheet, is_first=is_first)),
    )
    wide = max(canvas.measure(label, sheet.small) for label, _, _ in rows) + 10
    for place, (label, value, mark) in enumerate(rows):
        y = top + 12.5 + place * 12.5
        canvas.text(sheet.start + 8, y, label, sheet.small)
        canvas.text(sheet.start + 8 + wide, y, value, sheet.small.but(bold=True), mark=mark)
    canvas.text(sheet.end - 8, top + 37.5, supplier.registration, sheet.small, align="end")


FOOTERS: dict[str, Callable[..., None]] = {"columns": _columns, "line": _line, "slip": _slip}
