"""Puts the parts of an invoice on as many pages as it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.localserver.samples.canvas import Canvas
from klearstack_desktop.localserver.samples.layout.annex import draw_annex
from klearstack_desktop.localserver.samples.layout.details import draw_details
from klearstack_desktop.localserver.samples.layout.footer import FOOTER_HEIGHT, draw_footer
from klearstack_desktop.localserver.samples.layout.letterhead import (
    draw_letterhead,
    draw_running_head,
)
from klearstack_desktop.localserver.samples.layout.sheet import Sheet
from klearstack_desktop.localserver.samples.layout.table import LineTable
from klearstack_desktop.localserver.samples.layout.totals import draw_totals, totals_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.localserver.samples.invoice import Invoice


def draw_invoice(
    invoice: Invoice, dpi: int, *, coloured: bool, annex: Sequence[str] = ()
) -> tuple[Canvas, ...]:
    """Draw an invoice.

    Args:
        invoice: what it says.
        dpi: pixels per inch.
        coloured: whether the pages are in colour, else in shades of grey.
        annex: lines of a last page of their own; none where empty.
    """
    sheet = Sheet(invoice)

    def new_page() -> Canvas:
        rtl = invoice.supplier.is_right_to_left
        return Canvas(sheet.look.paper, dpi, right_to_left=rtl, coloured=coloured)

    pages = [new_page()]
    y = draw_details(pages[0], sheet, draw_letterhead(pages[0], sheet))
    table = LineTable(pages[0], sheet)
    bottom = sheet.height - FOOTER_HEIGHT - 8
    first = bottom - y - table.head_height
    further = bottom - 72 - table.head_height
    shares = split_rows(table.row_heights, first, further, totals_height(sheet))
    for place, rows in enumerate(shares):
        if place:
            pages.append(new_page())
            y = draw_running_head(pages[-1], sheet)
        y = table.draw(pages[-1], y, rows) if rows else y
    draw_totals(pages[-1], sheet, y)
    if annex:
        pages.append(new_page())
        draw_annex(pages[-1], sheet, draw_running_head(pages[-1], sheet), annex)
    for place, page in enumerate(pages, start=1):
        draw_footer(page, sheet, place, len(pages))
    return tuple(pages)


def split_rows(
    heights: Sequence[float], first: float, further: float, closing: float
) -> list[range]:
    """Share rows out to pages.

    Args:
        heights: of the rows, in points.
        first: room for rows on the first page.
        further: room on every other page.
        closing: room that the totals need below the last row.

    Returns:
        The rows of each page; totals never stand alone on a page if there is a row to go with them.
    """
    pages: list[range] = []
    begin, room = 0, first
    for row, height in enumerate(heights):
        if height > room:
            pages.append(range(begin, row))
            begin, room = row, further
        room -= height
    if room < closing and len(heights) - begin > 1:
        pages.append(range(begin, len(heights) - 1))
        begin = len(heights) - 1
    pages.append(range(begin, len(heights)))
    return pages
