"""Tables there and back: what nobody edited goes back as it came, also after a restart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.api.tables import read_table, written
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import TableChange, TableEdit
from klearstack_desktop.model.document import Row
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.store.document_text import decode_document, encode_document
from klearstack_desktop.store.draft_text import decode_table_edit, encode_table_edit
from tests.api.samples import DETAILS

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Table

BARE_VALUES = [
    "3",
    "1.50",
    "-0",
    "1E400",
    "true",
    "false",
    "null",
    '"3"',
    '"1,50"',
    '""',
    "9" * 5000,
]
CELL_OBJECTS = [
    '{"_value": 3, "_coordinates": [1, 2, 3, 4]}',
    '{"value": "3", "coordinate": [1.2, 2, 3, 4], "confidence": 0.980, "page_index": 1}',
    '{"_value": null}',
    '{"_value": "x", "_coordinates": [0, 0, 0, 0], "_hint": {"a": 1.10}, "_confidence": 98}',
    '{"_coordinates": null, "_value": "x", "_value": "y"}',
]
OTHER_VALUES = ["[1, 2.0]", "{}", '{"_value": ["a"]}']


def table_of(text: str) -> Table:
    return read_table("line_items", jsontext.loads(text))


def after_restart(table: Table) -> TableChange:
    """Return a table as it comes out of the store."""
    now = TableChange(table.columns, table.rows)
    return decode_table_edit(encode_table_edit(TableEdit(now, now))).mine


@st.composite
def rows(draw: st.DrawFn) -> str:
    """JSON text of a table row: documented and odd cells, extras, numbers of any spelling."""
    names = draw(st.lists(st.sampled_from("abcde_"), unique=True, max_size=6))
    whole = st.integers().map(str)
    values = st.sampled_from([*BARE_VALUES, *CELL_OBJECTS, *OTHER_VALUES]) | whole
    return "{" + ", ".join(f'"{name}": {draw(values)}' for name in names) + "}"


def members(row: str) -> dict[str, str]:
    """Return the members of a row as JSON text, which tells 3 from "3" and 1.5 from 1.50."""
    return {key: jsontext.dumps(value) for key, value in jsontext.loads(row).items()}


@given(st.lists(rows(), min_size=1, max_size=4))
def test_untouched_rows_go_back_as_they_came(texts: list[str]) -> None:
    table = table_of(f"[{', '.join(texts)}]")
    for change in (TableChange(table.columns, table.rows), after_restart(table)):
        sent = [jsontext.dumps(row) for row in written(change)]
        assert [members(row) for row in sent] == [members(row) for row in texts]


def test_a_row_that_says_a_column_twice_says_it_twice_again() -> None:
    table = table_of('[{"Total": 1, "Total": 2, "_id": 7}]')
    (row,) = written(after_restart(table))
    assert jsontext.dumps(row) == '{"Total": 1, "Total": 2, "_id": 7}'


def test_a_second_value_that_is_no_cell_is_kept_beside_the_first() -> None:
    (row,) = written(after_restart(table_of('[{"Total": 1, "Total": [2]}]')))
    assert jsontext.dumps(row) == '{"Total": 1, "Total": [2]}'


def test_a_cell_that_a_row_lacks_stays_away_after_a_restart() -> None:
    change = after_restart(table_of('[{"a": "1", "b": "2"}, {"a": "3"}]'))
    assert written(change) == [{"a": "1", "b": "2"}, {"a": "3"}]
    filled = change.rows[1].with_value(1, "4")
    assert written(TableChange(change.columns, (filled,))) == [{"a": "3", "b": "4"}]


@pytest.mark.parametrize(
    ("came", "typed", "goes"),
    [
        ("3", "4.50", "4.50"),
        ("1.50", "2", "2"),
        ("3", "", '""'),
        ("3", "1,5", '"1,5"'),
        ("3", "007", '"007"'),
        ('"3"', "4", '"4"'),
        ("null", "4", '"4"'),
        ("true", "false", '"false"'),
        (
            '{"_value": 3, "_coordinates": [1, 2, 3, 4]}',
            "4",
            '{"_value": 4, "_coordinates": [1, 2, 3, 4]}',
        ),
        (
            '{"value": "a", "confidence": 0.980, "x": 1}',
            "b",
            '{"value": "b", "confidence": 0.980, "x": 1}',
        ),
        ('{"_coordinates": [1, 2, 3, 4]}', "b", '{"_coordinates": [1, 2, 3, 4], "_value": "b"}'),
    ],
)
def test_an_edited_cell_keeps_the_form_in_which_it_came(came: str, typed: str, goes: str) -> None:
    change = after_restart(table_of(f'[{{"a": {came}}}]'))
    edited = TableChange(change.columns, (change.rows[0].with_value(0, typed),))
    assert jsontext.dumps(written(edited)) == f'[{{"a": {goes}}}]'


@pytest.mark.parametrize("key", ["coordinate", "_coordinates"])
def test_a_moved_cell_keeps_its_spelling(key: str) -> None:
    table = table_of(f'[{{"a": {{"_value": "x", "{key}": [1, 2, 3, 4], "n": 1.0}}}}]')
    cell = table.rows[0][0]
    for box, corners in ((Box(5, 6, 7, 8), "[5, 6, 7, 8]"), (None, "[0, 0, 0, 0]")):
        moved = Row((type(cell)("x", box, came_as=cell.came_as),))
        sent = jsontext.dumps(written(TableChange(("a",), (moved,))))
        assert sent == f'[{{"a": {{"_value": "x", "{key}": {corners}, "n": 1.0}}}}]'


def test_a_cell_without_a_position_can_get_one() -> None:
    cell = table_of('[{"a": {"_value": "x"}}]').rows[0][0]
    moved = Row((type(cell)("x", Box(1, 2, 3, 4), came_as=cell.came_as),))
    assert written(TableChange(("a",), (moved,))) == [
        {"a": {"_value": "x", "_coordinates": [1, 2, 3, 4]}}
    ]


@pytest.mark.parametrize(
    ("came", "typed", "goes"),
    [
        ("3", "4", "4"),
        ("3", "", '""'),
        ('"x"', "y", '"y"'),
        ('"x"', "", '""'),
        (
            '{"_value": "x", "_coordinates": [1, 2, 3, 4], "_confidence": 0.9, "_hint": 1}',
            "y",
            '{"_value": "y", "_coordinates": [0, 0, 0, 0]}',
        ),
    ],
)
def test_a_cell_of_a_new_row_takes_its_form_from_the_others(
    came: str, typed: str, goes: str
) -> None:
    table = table_of(f'[{{"a": {came}}}]')
    new = Row((table.rows[0][0].blank(),)).with_value(0, typed)
    sent = written(TableChange(("a",), (new,)))
    assert jsontext.dumps(sent) == f'[{{"a": {goes}}}]'


def test_how_a_cell_came_does_not_make_it_another() -> None:
    one, two = (table_of(f'[{{"a": {text}}}]').rows[0] for text in ("3", '"3"'))
    assert one == two


def test_the_documented_table_survives_a_restart_within_its_document() -> None:
    reader = DocumentReader(default_field_map())
    payload: Any = jsontext.loads(json.dumps(DETAILS))
    document = reader.document(payload, "d", "invoices")
    stored = decode_document(encode_document(document), default_field_map())
    (table,) = stored.tables
    assert written(TableChange(table.columns, table.rows)) == payload["data"]["line_items"]
    assert stored == document


def test_numbers_beside_the_fields_survive_a_restart_as_they_came() -> None:
    reader = DocumentReader(default_field_map())
    text = '{"_id": "d", "Rate": [1.50, 3, "3", -0], "Same": {"a": 1, "a": 2}}'
    (document,) = reader.documents(jsontext.loads(text))
    stored = decode_document(encode_document(document), default_field_map())
    assert jsontext.dumps(stored.extras) == '{"Rate": [1.50, 3, "3", -0], "Same": {"a": 1, "a": 2}}'
