"""Boxes, cells and rows as they stand in stored JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import TableChange
from klearstack_desktop.model.document import Cell, Row
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.store.codec import (
    as_extras,
    as_flag,
    as_list,
    as_optional_number,
    as_optional_whole,
    as_text,
    as_whole,
)

if TYPE_CHECKING:
    from klearstack_desktop.store.codec import Json


def box_form(box: Box | None) -> list[int] | None:
    """Return a box as ``[LEFT, TOP, RIGHT, BOTTOM]`` in pixels, or None for none."""
    return None if box is None else box.corners()


def as_box(value: Json) -> Box | None:
    """Return the box that `box_form` wrote."""
    if value is None:
        return None
    left, top, right, bottom = as_list(value)
    return Box(as_whole(left), as_whole(top), as_whole(right), as_whole(bottom))


def table_change_form(change: TableChange) -> Json:
    """Return columns and rows as ``{"columns": [NAME], "rows": [ROW]}``."""
    return {"columns": change.columns, "rows": [_row_form(row) for row in change.rows]}


def as_table_change(value: Json) -> TableChange:
    """Return the rows that `table_change_form` wrote."""
    return TableChange(
        columns=tuple(as_text(column) for column in as_list(value["columns"])),
        rows=tuple(_row(row) for row in as_list(value["rows"])),
    )


def _row_form(row: Row) -> Json:
    form: dict[str, Json] = {"cells": [_cell_form(cell) for cell in row.cells]}
    if row.extras:
        form["extras"] = jsontext.dumps(row.extras)
    return form


def _row(value: Json) -> Row:
    cells = tuple(_cell(cell) for cell in as_list(value["cells"]))
    return Row(cells=cells, extras=as_extras(value.get("extras", "{}")))


def _cell_form(cell: Cell) -> Json:
    form: dict[str, Json] = {"value": cell.value}
    # Tables are long and most cells plain, so what is at its default is left out.
    if cell.box is not None:
        form["box"] = box_form(cell.box)
    if cell.page is not None:
        form["page"] = cell.page
    if cell.confidence is not None:
        form["confidence"] = cell.confidence
    if cell.is_bare:
        form["is_bare"] = True
    if cell.is_absent:
        form["is_absent"] = True
    if cell.came_as != "":
        form["came_as"] = jsontext.dumps(cell.came_as)
    return form


def _cell(value: Json) -> Cell:
    return Cell(
        value=as_text(value["value"]),
        box=as_box(value.get("box")),
        page=as_optional_whole(value.get("page")),
        confidence=as_optional_number(value.get("confidence")),
        is_bare=as_flag(value.get("is_bare", False)),
        is_absent=as_flag(value.get("is_absent", False)),
        came_as=jsontext.loads(as_text(value.get("came_as", '""'))),
    )
