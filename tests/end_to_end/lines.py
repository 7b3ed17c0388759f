"""A document with line items, in the whole program."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from klearstack_desktop.ui.fields.line_grid import LineGrid

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Row
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.end_to_end.driver import Driver


def rows(driver: Driver) -> tuple[Row, ...]:
    (table,) = driver.current.shown.tables
    return table.rows


def grid_of(driver: Driver) -> LineGrid:
    grid = driver.widget("lineItems")
    assert isinstance(grid, LineGrid)
    return grid


def _is_ready(document_id: str, opened: OpenDocument) -> bool:
    return opened.id == document_id and opened.readiness.is_ready


async def with_lines(driver: Driver) -> LineGrid:
    """Open a document that has three lines at least, and go to the first cell."""
    driver.window.resize(1600, 1000)
    await driver.ready()
    wanted = ""
    for known in driver.desk.queue.documents():
        driver.desk.session.open(known.id)
        opened = await driver.opened(partial(_is_ready, known.id))
        if opened.shown.tables and len(opened.shown.tables[0].rows) >= 3:
            wanted = known.id
            break
    assert wanted, "no sample has three lines"
    grid = grid_of(driver)
    grid.setFocus()
    grid.go_to(0, 0)
    return grid
