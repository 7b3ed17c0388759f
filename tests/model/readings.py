"""Readings of one document by different people, with values that often coincide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Cell, Document, Row, Table
from klearstack_desktop.model.geometry import Box
from tests.model.builders import document, field

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Field

_NAMES = ("doc_number_value", "doc_date_value", "total_value", "never_heard_of")
_BOXES = (None, Box(1, 2, 30, 40), Box(5, 6, 70, 80))

# Few, so that two people often write the same; odd, because values are never looked into.
values = st.sampled_from(["", "1", "1.0", "שלום", "\ud800"])
_boxes = st.sampled_from(_BOXES)
_rows = st.lists(st.tuples(values, values), max_size=2)


@st.composite
def _fields(draw: st.DrawFn, *, names: tuple[str, ...]) -> tuple[Field, ...]:
    return tuple(field(name, draw(values), box=draw(_boxes)) for name in names)


def _table(rows: list[tuple[str, str]]) -> Table:
    return Table(
        "line_items",
        ("description", "total"),
        tuple(Row(tuple(Cell(text) for text in row)) for row in rows),
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A reading: most fields, perhaps a table."""
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True))
    tables = draw(st.lists(_rows, max_size=1))
    return document(
        *draw(_fields(names=tuple(sorted(names)))),
        tables=tuple(_table(rows) for rows in tables),
        page_count=1,
    )


@st.composite
def drafts_of(draw: st.DrawFn, base: Document) -> Draft:
    """What a reviewer could make of a reading."""
    draft = Draft(comment=draw(values), checked={f.key: f.value for f in base.fields[:1]})
    for current in base.fields:
        if draw(st.booleans()):
            draft = draft.with_field(current, draw(values), draw(_boxes))
    for current_table in base.tables:
        if draw(st.booleans()):
            draft = draft.with_table(current_table, _table(draw(_rows)).rows)
    return draft


@st.composite
def reviews(draw: st.DrawFn) -> tuple[Document, Draft]:
    """A reading and what a reviewer made of it."""
    base = draw(documents())
    return base, draw(drafts_of(base))


@st.composite
def two_reviews(draw: st.DrawFn) -> tuple[Document, Draft, Draft]:
    """A reading and what two reviewers made of it."""
    base = draw(documents())
    return base, draw(drafts_of(base)), draw(drafts_of(base))
