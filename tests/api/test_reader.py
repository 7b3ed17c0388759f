"""The tolerant reader: three layouts, one model, nothing lost, nothing changed, nothing raised."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klearstack_desktop.api.errors import KlearStackError, NotUnderstood
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.api.tables import written
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import TableChange
from klearstack_desktop.model.fieldmap import FieldRole, default_field_map
from klearstack_desktop.model.geometry import Box
from tests.api.samples import DETAILS, FLAT, POSITIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import Document

READER = DocumentReader(default_field_map())


def read(payload: object) -> tuple[Document, ...]:
    return READER.documents(jsontext.loads(json.dumps(payload)))


def test_positional_lists() -> None:
    first, second = read(POSITIONAL)
    assert first.id == "6912b53742d6a9c1aa134424"
    assert first.is_approved
    assert first.overall_confidence == 0.8624999978870219
    assert [field.name for field in first.fields] == [
        "Full_Box_Equivalent",
        "Inv_Total",
        "Shipto_Party_Name",
        "Sign_Exist_Flag",
        "Sign_Exist_Flag",
        "Inv_Date",
    ]
    total = first.field("Inv_Total")
    assert total is not None
    assert (total.value, total.confidence, total.page) == ("55413.0", 0.9846, 1)
    assert total.box == Box(1045, 630, 1104, 645)
    assert total.role is FieldRole.TOTAL
    assert first.extras == {}
    assert second.id == "6912b53742d6a9c1aa134425"
    assert not second.is_approved


def test_names_that_repeat_are_occurrences() -> None:
    flags = [field for field in read(POSITIONAL)[0].fields if field.name == "Sign_Exist_Flag"]
    assert [(field.value, field.page, field.occurrence) for field in flags] == [
        ("yes", 1, 0),
        ("no", 2, 1),
    ]


def test_no_position_is_written_in_two_ways() -> None:
    document = read(POSITIONAL)[0]
    boxes = {field.name: field.box for field in document.fields}
    assert boxes["Shipto_Party_Name"] is None
    assert boxes["Full_Box_Equivalent"] is None


def test_flat_objects() -> None:
    (document,) = read(FLAT)
    assert document.id == "5e9ebf7c1ed959c4bb4dc214"
    assert document.file_name == "Invoice 231799.pdf"
    assert [(field.name, field.value) for field in document.fields] == [
        ("Inv_Number", "231799"),
        ("Total_VAT", "80.4"),
        ("Sub-Total", "80.40"),
    ]
    number = document.field("doc_number_value")
    assert number is not None
    assert number.box == Box(100, 20, 180, 40)
    assert document.extras.keys() == {"approved_date", "AccountsData"}


def test_details() -> None:
    document = READER.document(DETAILS, "ignored", "ignored")
    assert document.id == "65269c006a8da8763b51c217"
    assert document.collection_name == "invoices"
    assert document.ocr_id_of(2) == "ocr-2"
    assert document.page_count is None or document.page_count == 2
    date = document.field("doc_date_value")
    assert date is not None
    assert (date.value, date.box) == ("02-Oct-2022", None)


def test_details_without_names_get_what_was_asked_for() -> None:
    document = READER.document({"doc_number_value": {"_value": "1"}}, "d1", "receipts")
    assert (document.id, document.collection_name) == ("d1", "receipts")


def test_the_highest_page_seen_stands_in_for_a_page_count() -> None:
    payload = jsontext.loads('{"_id": "d1", "a_value": {"_value": "x", "_page_index": 3}}')
    assert READER.document(payload, "d1", "invoices").page_count == 3


def test_a_table_and_the_way_back() -> None:
    sample = DETAILS["data"]["line_items"]
    document = READER.document(DETAILS, "d", "c")
    (table,) = document.tables
    assert table.columns == ("Description", "Total", "Unit")
    assert [[cell.value for cell in row] for row in table.rows] == [
        ["Roses", "12,50", ""],
        ["Lilies", "", "box"],
    ]
    assert table.rows[0].cells[0].box == Box(1, 2, 3, 4)
    back = written(TableChange(table.columns, table.rows))
    assert back == sample


@pytest.mark.parametrize("key", ["result", "results", "data", "documents", None])
def test_any_envelope(key: str | None) -> None:
    documents = FLAT["result"]
    payload = documents if key is None else {key: documents, "release_version": "7.8.9"}
    assert [document.id for document in read(payload)] == ["5e9ebf7c1ed959c4bb4dc214"]


def test_an_envelope_may_be_json_in_json() -> None:
    assert len(read({"data": json.dumps(POSITIONAL)})) == 2


@pytest.mark.parametrize(
    "payload",
    [{"result": []}, {"result": None}, [], {"message": "No documents found"}, "No invoices found."],
)
def test_nothing_there(payload: object) -> None:
    assert read(payload) == ()


@pytest.mark.parametrize(
    "payload", ["Request Submitted Successfully", 7, {"release_version": "7"}, "", " \n"]
)
def test_no_documents_at_all(payload: object) -> None:
    with pytest.raises(NotUnderstood):
        read(payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"_id": "d1", "data": {"doc_number_value": {"_value": "7"}}},
        {"result": {"Document_id": "d1", "result": [["7", "Inv_Number"]]}},
        {"result": {"id": "d1", "data": {"doc_number_value": "7"}}, "release_version": "7.8.9"},
    ],
)
def test_a_document_may_keep_its_fields_under_the_name_of_an_envelope(payload: object) -> None:
    (document,) = read(payload)
    assert (document.id, document.value_of(FieldRole.NUMBER)) == ("d1", "7")


def test_an_id_beside_an_envelope_may_be_that_of_the_answer() -> None:
    payload = {"jsonrpc": "2.0", "id": 1, "result": [{"_id": "d1"}, {"_id": "d2"}]}
    assert [document.id for document in read(payload)] == ["d1", "d2"]


def test_what_stands_beside_a_document_within_an_answer_is_kept() -> None:
    payload = {"data": {"result": {"_id": "d1"}, "note": "n", "release_version": "7.8.9"}}
    (document,) = read(payload)
    assert (document.id, document.extras["note"]) == ("d1", "n")


def test_fields_in_a_nested_list_of_named_objects() -> None:
    payload = {
        "_id": "d1",
        "fields": [{"name": "Inv_Number", "value": "7", "page_index": 1, "unit": "x"}],
    }
    (document,) = read(payload)
    assert document.value_of(FieldRole.NUMBER) == "7"
    assert document.extras == {"Inv_Number.unit": "x"}


def test_keys_that_repeat_in_an_object_are_all_kept() -> None:
    text = """{"_id": "d1", "Sign_Exist_Flag": {"value": "yes"}, "Sign_Exist_Flag": {"value": "no"},
        "note": 1, "note": 2}"""
    (document,) = READER.documents(jsontext.loads(text))
    assert [field.value for field in document.fields] == ["yes", "no"]
    assert document.extras == {"note": 1, "note (2)": 2}


@pytest.mark.parametrize(
    "source",
    ["1.50", "1.500", "1e5", "-0", "0.10", "12345678901234567890.123456789", "1E-400", "NaN"],
)
def test_a_json_number_keeps_its_source_text(source: str) -> None:
    payload = jsontext.loads(f'{{"_id": "d1", "Total": {{"value": {source}}}}}')
    (document,) = READER.documents(payload)
    value = document.fields[0].value
    assert value == source
    assert type(value) is str


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("coordinates", [5, 5, 1, 1]),
        ("coordinates", "1,2,3,4"),
        ("coordinates", [1, 2, 3]),
        ("confidence", 98),
        ("confidence", "high"),
        ("page_index", 0),
        ("page_index", 1.5),
        ("status", "checked"),
    ],
)
def test_parts_that_make_no_sense_are_kept_as_extras(part: str, content: object) -> None:
    (document,) = read({"_id": "d1", "Total": {"value": "1", part: content}})
    total = document.fields[0]
    assert (total.value, total.box, total.confidence, total.page) == ("1", None, None, None)
    assert jsontext.dumps(document.extras[f"Total.{part}"]) == json.dumps(content)


@pytest.mark.parametrize(
    ("payload", "is_rejected"),
    [
        ({"_id": "d", "Is_Rejected": 1}, True),
        ({"_id": "d", "is_rejected": "true"}, True),
        ({"_id": "d", "status": "Rejected"}, True),
        ({"_id": "d", "status": "open"}, False),
        ({"_id": "d"}, False),
    ],
)
def test_signs_of_a_rejection(payload: dict[str, Any], *, is_rejected: bool) -> None:
    assert read(payload)[0].is_rejected is is_rejected


_TELLING_KEYS = (
    *("result", "data", "fields", "_id", "Document_id", "value", "_value", "coordinates"),
    *("confidence", "page_index", "line_items", "Inv_Total", "is_approved", "ocr_id", "name"),
)


def _json_values() -> st.SearchStrategy[Any]:
    keys = st.one_of(
        st.text(max_size=8),
        st.sampled_from(_TELLING_KEYS),
    )
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(max_size=12),
        st.sampled_from(["Inv_Total", "Document_id", "[1]", '{"result": []}']),
    )
    return st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=5), st.dictionaries(keys, inner, max_size=5)
        ),
        max_leaves=30,
    )


@given(_json_values())
@settings(max_examples=400, deadline=None)
def test_no_json_raises_anything_but_our_error(payload: object) -> None:
    try:
        documents = read(payload)
    except KlearStackError:
        return
    for document in documents:
        assert all(type(field.value) is str for field in document.fields)


@given(
    st.sampled_from(["Inv_Total", "doc_number_value", "Étiquette", "x", "Sub-Total", "GRN No"]),
    st.text(min_size=1, max_size=50),
    st.sampled_from(["positional", "flat", "details", "bare"]),
)
@settings(max_examples=300, deadline=None)
def test_every_value_arrives_unchanged(name: str, value: str, layout: str) -> None:
    payloads: dict[str, Any] = {
        "positional": {"result": [[["d1", "Document_id"], [value, name, 0.5, {"page_index": 1}]]]},
        "flat": {"result": [{"Document_id": "d1", name: {"value": value}}]},
        "details": {"_id": "d1", name: {"_value": value, "_coordinates": [0, 0, 0, 0]}},
        "bare": {"_id": "d1", name: value},
    }
    (document,) = read(payloads[layout])
    found = document.field(name)
    kept = document.extras.get(name) if found is None else found.value
    assert kept == value
    if layout != "bare":
        assert found is not None


# A mark is a value that stands nowhere else. As a number it is too large for a page, a pixel or a
# confidence, so that it has to be kept wherever it stands.
_FIRST_MARK = 7_000_000


def _marked(node: object, marks: Iterator[int]) -> object:
    """Return JSON with every text and every whole number replaced by a mark of its own."""
    if isinstance(node, dict):
        return {key: _marked(inner, marks) for key, inner in node.items()}
    if isinstance(node, list):
        return [_marked(inner, marks) for inner in node]
    if isinstance(node, str):
        return f"mark {next(marks)}"
    is_whole = isinstance(node, int) and not isinstance(node, bool)
    return next(marks) if is_whole else node


def _marks_in(node: object) -> Iterator[str]:
    """Yield every mark in parsed JSON or in values of the model, as text."""
    if isinstance(node, Mapping):
        for key, inner in node.items():
            yield from _marks_in(key)
            yield from _marks_in(inner)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _marks_in(inner)
    elif is_dataclass(node):
        yield from _marks_in([getattr(node, field.name) for field in fields(node)])
    elif isinstance(node, str | int) and re.fullmatch(r"(mark )?7\d{6}", str(node)):
        yield str(node)


def _all_kept(content: object, documents: tuple[Document, ...]) -> None:
    """Check that everything that stood in the documents is on the documents, unchanged."""
    assert set(_marks_in(content)) <= set(_marks_in(documents))


@given(st.lists(_json_values(), max_size=3), st.sampled_from(["result", "data", None]))
@settings(max_examples=400, deadline=None)
def test_no_list_of_anything_loses_a_value(listed: list[object], key: str | None) -> None:
    listed = [{"_id": "d"}, *(_marked(item, count(_FIRST_MARK)) for item in listed)]
    documents = read({key: listed} if key else listed)
    assert len(documents) == len(listed)
    for item, document in zip(listed, documents, strict=True):
        _all_kept(item, (document,))


@given(st.dictionaries(st.sampled_from(_TELLING_KEYS), _json_values(), max_size=6))
@settings(max_examples=400, deadline=None)
def test_details_of_any_kind_lose_no_value(details: dict[str, object]) -> None:
    marked = _marked({**details, "_id": "d"}, count(_FIRST_MARK))
    for payload in (marked, {"result": marked}, {"data": {"result": marked}}):
        _all_kept(marked, read(payload))


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_mutated_samples_lose_no_value(data: st.DataObject) -> None:
    """Put something strange anywhere in a documented sample: everything else is still there."""
    sample = copy.deepcopy(data.draw(st.sampled_from([POSITIONAL, FLAT, DETAILS])))
    (key,) = sample.keys() - {"release_version"}
    holder = data.draw(st.sampled_from([h for h in _holders(sample[key]) if h]))
    strange = _marked(data.draw(_json_values()), count(_FIRST_MARK))
    if isinstance(holder, list):
        at = data.draw(st.integers(0, len(holder) - 1))
        holder[at : at + data.draw(st.integers(0, 1))] = [strange]
    else:
        names = st.sampled_from([*sorted(holder), *_TELLING_KEYS])
        holder[data.draw(names)] = strange
    try:
        documents = read(sample)
    except KlearStackError:
        return
    _all_kept(sample[key], documents)
    there = set(_texts_in(documents))
    for expected in _SAMPLE_TEXTS & set(_texts_in(sample[key])):
        assert expected in there


_SAMPLE_TEXTS = {"231799", "55413.0", "A-17", "Roses", "80.40", "26-Jul-2025", "12,50", "x"}


def _texts_in(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from _texts_in([*node.keys(), *node.values()])
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _texts_in(inner)
    elif is_dataclass(node):
        yield from _texts_in([getattr(node, field.name) for field in fields(node)])
    elif isinstance(node, str):
        yield node


def _holders(node: object) -> Iterator[Any]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from _holders(inner)
    elif isinstance(node, list):
        yield node
        for inner in node:
            yield from _holders(inner)
