"""Random drafts and documents, odd strings included."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import pairwise

from hypothesis import strategies as st

from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit, TableChange, TableEdit
from klearstack_desktop.model.document import Cell, Document, Field, FieldKey, Row, Table
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.line_items.place import CellPlace

ODD_TEXTS = (
    "",
    "\x00",
    "before\x00after",
    "1.234,50 €",
    "0012",
    "שלום עולם",
    "\u202eevil\u202c",
    "👩‍👩‍👧 🇩🇪",
    "नमस्ते",
    "'; DROP TABLE draft; --",
    '"\\\n\r\t\u2028',
    "<b>bold</b>",
    "\ud800",
    "\udfff lone",
    "x" * 10_000,
)


def _spells_no_pair(text: str) -> bool:
    """Whether the text holds no high surrogate followed by a low one; JSON joins those."""
    return not any(
        "\ud800" <= a <= "\udbff" and "\udc00" <= b <= "\udfff" for a, b in pairwise(text)
    )


texts = st.sampled_from(ODD_TEXTS) | st.text(
    st.characters(exclude_categories=()), max_size=20
).filter(_spells_no_pair)
numbers = st.integers(min_value=-(2**40), max_value=2**40)
fractions = st.floats(0, 1, allow_nan=False)
boxes = st.builds(Box, numbers, numbers, numbers, numbers)
field_keys = st.builds(FieldKey, texts, st.integers(0, 9))
json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
wire_values = json_values.map(lambda value: jsontext.loads(json.dumps(value)))
"""What an answer may hold: like `json_values`, with fractions as the text that came."""
extras = st.dictionaries(texts, wire_values, max_size=2)

cells = st.builds(
    Cell,
    value=texts,
    box=st.none() | boxes,
    page=st.none() | st.integers(1, 999),
    confidence=st.none() | fractions,
    is_bare=st.booleans(),
    is_absent=st.booleans(),
    came_as=wire_values,
)
rows = st.builds(Row, cells=st.lists(cells, max_size=3).map(tuple), extras=extras)
table_changes = st.builds(
    TableChange,
    columns=st.lists(texts, max_size=3).map(tuple),
    rows=st.lists(rows, max_size=3).map(tuple),
)
field_edits = st.builds(
    FieldEdit,
    base=st.builds(FieldChange, texts, st.none() | boxes),
    mine=st.builds(FieldChange, texts, st.none() | boxes),
)
table_edits = st.builds(TableEdit, base=table_changes, mine=table_changes)
cell_places = st.builds(CellPlace, texts, st.integers(0, 999), st.integers(0, 99))
drafts = st.builds(
    Draft,
    fields=st.dictionaries(field_keys, field_edits, max_size=4),
    tables=st.dictionaries(texts, table_edits, max_size=2),
    comment=texts,
    checked=st.dictionaries(field_keys, texts, max_size=4),
    overrides=st.dictionaries(texts, texts, max_size=2),
    checked_cells=st.dictionaries(cell_places, st.lists(texts, max_size=3).map(tuple), max_size=4),
)


@st.composite
def fields(draw: st.DrawFn) -> Field:
    """A field as the reader would make it: described by the field map that ships."""
    name = draw(texts | st.sampled_from(["Inv_Number", "doc_date_value"]))
    return Field(
        name=name,
        definition=default_field_map().describe(name),
        value=draw(texts),
        original_value=draw(texts),
        confidence=draw(st.none() | fractions),
        page=draw(st.none() | st.integers(1, 999)),
        box=draw(st.none() | boxes),
        occurrence=draw(st.integers(0, 9)),
    )


tables = st.builds(
    Table,
    name=texts,
    columns=st.lists(texts, max_size=2).map(tuple),
    rows=st.lists(rows, max_size=2).map(tuple),
)
documents = st.builds(
    Document,
    id=texts,
    file_name=texts,
    document_type=texts,
    collection_name=texts,
    ocr_id=st.none() | texts | st.lists(texts, max_size=3).map(tuple),
    page_count=st.none() | st.integers(0, 999),
    overall_confidence=st.none() | fractions,
    is_approved=st.booleans(),
    is_rejected=st.booleans(),
    uploaded_at=st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001 - the service's clock has no zone
    fields=st.lists(fields(), max_size=3).map(tuple),
    tables=st.lists(tables, max_size=1).map(tuple),
    extras=extras,
)
