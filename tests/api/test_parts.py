"""A list read in parts holds the same documents as the answer read at once, or the same error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.envelope import judge
from klearstack_desktop.api.errors import KlearStackError, NotUnderstood, Refused
from klearstack_desktop.api.exchange import RawAnswer
from klearstack_desktop.api.parts import PART_DOCUMENTS, ListReading
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.model import jsontext
from klearstack_desktop.model.fieldmap import default_field_map
from tests.api.samples import DETAILS, FLAT, POSITIONAL

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document

READER = DocumentReader(default_field_map())
CALL = Endpoints()["getuserdocuments"]
JSON = "application/json"

Outcome = tuple[object, ...]


def answer(body: str | bytes, media_type: str = JSON, status: int = 200) -> RawAnswer:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return RawAnswer(status, {"content-type": media_type}, content)


def at_once(raw: RawAnswer) -> Outcome:
    try:
        documents = READER.documents(judge(CALL, raw).payload)
    except KlearStackError as error:
        return type(error), error.sentence, error.details
    return documents, repr(documents)


def reading(raw: RawAnswer, piece: int = 50, several: int = 80) -> ListReading:
    return ListReading(CALL, raw, (), READER, long_answer=0, piece=piece, several=several)


def in_parts(raw: RawAnswer, piece: int = 50, several: int = 80) -> Outcome:
    documents: list[Document] = []
    try:
        for number, part in enumerate(reading(raw, piece, several).parts()):
            assert part.is_first or number > 0
            if part.is_first:
                documents.clear()
            documents += part.documents
    except KlearStackError as error:
        return type(error), error.sentence, error.details
    return tuple(documents), repr(tuple(documents))  # True == 1 and -0.0 == 0.0, but not as text


class Verbatim(str):
    """A piece of JSON text, good or bad."""

    __slots__ = ()


class Pairs(list[tuple[str, Any]]):
    """An object whose keys may repeat."""


def text_of(node: object, comma: str = ", ", colon: str = ": ") -> str:
    """Write JSON; objects may be `Pairs`, and a `Verbatim` is written as it is."""
    if isinstance(node, Verbatim):
        return node
    if isinstance(node, dict | Pairs):
        pairs = node.items() if isinstance(node, dict) else node
        inner = (f"{json.dumps(key)}{colon}{text_of(value, comma, colon)}" for key, value in pairs)
        return "{" + comma.join(inner) + "}"
    if isinstance(node, list):
        return "[" + comma.join(text_of(item, comma, colon) for item in node) + "]"
    return json.dumps(node, ensure_ascii=False)


_KEYS = (
    *("result", "results", "data", "documents", "fields", "_id", "Document_id", "id", "value"),
    *("_value", "coordinates", "confidence", "page_index", "line_items", "Inv_Total", "status"),
    *("is_approved", "ocr_id", "name", "success", "error", "message", "release_version"),
)
_ODD = (
    *("-0", "-0.0", "1.50", "1E5", "1e400", "NaN", "-Infinity", "9" * 40, "9" * 4400),
    *('"\\u0000"', '"\\ud83d"', '"\\ud83d\\ude00"', '"a\tb"', '"]], [["', '"\\"]],[["', '"\u00e4"'),
    *("nul", "[1,]", '{"a" 1}', "{", "]", "[" * 400 + "]" * 400, "1.", "0x1", '"', "'a'", ""),
)
_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3_000_000),
    st.floats(allow_nan=False),
    st.floats(0, 1),
    st.text(max_size=6),
    st.sampled_from(("rejected", "Inv_Total", "d1", "[1]", '{"result": []}', "No documents found")),
    st.sampled_from(_ODD[:16]).map(Verbatim),
)
_names = st.one_of(st.sampled_from(_KEYS), st.text(max_size=4))


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.tuples(_names, inner), max_size=4).map(Pairs)


_values = st.recursive(
    _scalars, lambda inner: st.one_of(st.lists(inner, max_size=4), _objects(inner)), max_leaves=12
)
_boxes = st.lists(st.integers(-1, 40), min_size=4, max_size=4) | st.just([0, 0, 0, 0])
_entries = st.one_of(
    st.tuples(_scalars, _names),
    st.tuples(_scalars, _names, st.floats(0, 1)),
    st.tuples(_scalars, _names, st.floats(0, 1) | st.none(), st.just({"page_index": 1})),
    st.tuples(_scalars, _names, st.floats(0, 1), st.just({"page_index": 2}), _boxes),
    st.tuples(_values, _names, _values, _values, _values),
    st.tuples(_values),
).map(list)
_documents = st.one_of(
    st.lists(_entries, max_size=5),
    st.sampled_from([*POSITIONAL["result"], *FLAT["result"], *DETAILS.values()]),
    _objects(_values),
    _values,
)
_lists = st.lists(_documents, max_size=6)
_beside = st.lists(st.tuples(_names, _values), max_size=2)


@st.composite
def _answers(draw: st.DrawFn) -> str:
    """Return the text of an answer that has, more or less, a list of documents in envelopes."""
    payload: Any = draw(_lists)
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from(("result", "results", "data", "documents", "extracted_data")))
        payload = Pairs([*draw(_beside), (key, payload), *draw(_beside)])
    space = draw(st.sampled_from(("", " ", "\n\t ")))
    return space + text_of(payload, f",{space}", f":{space}") + space


@given(_answers(), st.integers(1, 90))
@settings(max_examples=250, deadline=None)
@example('{"result": [[["d", "Document_id"]]], "result": [[["e", "Document_id"]]]}', 7)
@example('{"data": [{"_id": "d"}], "result": [{"_id": "e"}]}', 7)
@example('{"data": [{"_id": "d"}], "result": null}', 7)
@example('{"data": [{"_id": "d"}], "success": false, "message": "Not today"}', 7)
@example('{"result": [{"_id": "d"}], "_id": "all of it"}', 7)
@example('{"data": {"result": [{"_id": "d"}], "id": "e"}}', 7)
@example('[["d1", "Document_id"], ["7", "Inv_Number"]]', 7)
@example('[["d1", "Document_id"], {"_id": "d"}]', 7)
@example('[[["d1", "Document_id"]], ["7", "Inv_Number"]]', 7)
@example('[{"_id": "d", "note": 1, "note": 2}]', 7)
@example("[1.5, -0, 12]", 4)
@example('{"result": [[["-0", "Inv_Total", -0, {"page_index": 1, "page_index": 2}]]]}', 9)
def test_both_ways_come_to_the_same(text: str, piece: int) -> None:
    raw = answer(text)
    assert in_parts(raw, piece) == at_once(raw)


@given(_answers(), st.sampled_from(('"', '{"data": "', '{"a": "x", "result": "')), st.data())
@settings(max_examples=400, deadline=None)
def test_both_ways_come_to_the_same_with_json_in_json(
    text: str, before: str, data: st.DataObject
) -> None:
    quoted = json.dumps(text, ensure_ascii=data.draw(st.booleans()))[1:]
    whole = (
        before + quoted + data.draw(st.sampled_from(("", "}", ', "b": 1}', ', "success": false}')))
    )
    at = data.draw(st.integers(0, len(whole)))
    odd = data.draw(st.sampled_from(("", "", "\\", '"', "\\u12", *_ODD)))
    piece = data.draw(st.integers(1, 400))
    raw = answer(whole[:at] + odd + whole[at:])
    assert in_parts(raw, piece) == at_once(raw)


_PAGES = ("1", "2", "1000000", "1000001", "0", "1.0", '"1"', "null", "true", "-0")
_CORNERS = ("0", "7", "7", "8", "1000000", "1000001", "-1", "1.5", "null", "-0")
_CONFIDENCES = ("0", "1", "0.25", "0.98460000000000001", "1e-400", "1.0", "null")
_UNUSUAL = ("-0.0", "1.5", "1e400", "-0.1", "true", '"0.5"', "NaN", "[]", "-0")


@st.composite
def _nearly_usual(draw: st.DrawFn) -> list[Any]:
    """Return a document as section 4.4 shows it; now and then something is wrong with it."""
    picked = st.sampled_from

    def entry() -> list[Any]:
        value = draw(picked(("7", "5.50", 1, None, "7")) | _scalars)
        usual_name = picked(("Inv_Total", "Inv_Number", "Document_id", "Is_Approved", "no_name"))
        parts = [value, draw(usual_name | _names)]
        length = draw(st.integers(0, 3))
        if length > 0:
            confidences = _CONFIDENCES * 4 + _UNUSUAL
            parts.append(Verbatim(draw(picked(confidences))))
        if length > 1:
            page = Verbatim(draw(picked(("1", "2", "3") * 8 + _PAGES)))
            page_index = ("page_index", page)
            parts.append(Pairs([page_index] * draw(picked((1, 1, 1, 2)))))
        if length > 2:
            usual = picked(([0, 0, 0, 0], [1, 2, 3, 4], [7, 7, 9, 8]))
            odd = st.lists(picked(_CORNERS).map(Verbatim), min_size=3, max_size=5)
            parts.append(draw(usual | usual | odd))
        return parts

    return [entry() for _ in range(draw(st.integers(0, 3)))]


@given(st.lists(_nearly_usual(), min_size=1, max_size=2), st.sampled_from((",", " , ")))
@settings(max_examples=600, deadline=None)
def test_the_shortcut_comes_to_what_the_tolerant_reader_does(listed: list[Any], comma: str) -> None:
    texts = [text_of(document) for document in listed]
    found = READER.some_at_once(comma.join(texts))
    if found is not None:
        expected = [READER.one(jsontext.loads(text)) for text in texts]
        assert (found, repr(found)) == (expected, repr(expected))


@given(
    st.lists(_nearly_usual(), min_size=2, max_size=8),
    st.sampled_from((",", ", ", " , ")),
    st.integers(0, 300),
)
@settings(max_examples=300, deadline=None)
def test_both_ways_come_to_the_same_with_the_usual_layout(
    listed: list[Any], comma: str, several: int
) -> None:
    raw = answer(text_of({"result": listed}, comma))
    assert in_parts(raw, several=several) == at_once(raw)


def test_documents_in_the_usual_layout_take_the_shortcut() -> None:
    documents = [json.dumps(document) for document in POSITIONAL["result"]]
    found = READER.some_at_once(",".join(documents * 2))
    assert found is not None
    assert len(found) == 2 * len(documents)


class _Noting(DocumentReader):
    """Notes the ids of documents that did not take the shortcut."""

    def __init__(self) -> None:
        super().__init__(default_field_map())
        self.noted: list[str] = []

    def one(self, item: jsontext.Json) -> Document:
        document = super().one(item)
        self.noted.append(document.id)
        return document


def test_an_unusual_document_among_usual_ones_holds_up_no_other() -> None:
    ids = [f"d{n}" for n in range(200)]
    doubt = dict.fromkeys(ids, 0.5) | {"d99": "not sure"}
    listed = [[[each, "Document_id"], ["1.50", "Inv_Total", doubt[each]]] for each in ids]
    raw, reader = answer(json.dumps({"result": listed})), _Noting()
    parts = ListReading(CALL, raw, (), reader, long_answer=0, piece=4000, several=1000).parts()
    assert [document.id for part in parts for document in part.documents] == ids
    # The last one has no other behind it that would tell its end.
    assert reader.noted == ["d99", "d199"]


@pytest.mark.parametrize(
    ("encoding", "media_type"),
    [
        ("utf-8", "in a text"),
        ("cp1252", JSON),
        ("latin9", f"{JSON}; charset=ISO-8859-15"),
        ("utf-8", "text/plain"),
    ],
)
def test_a_list_need_not_be_utf8_or_called_json_to_take_the_shortcut(
    encoding: str, media_type: str
) -> None:
    listed = [[[f"d{n}", "Document_id"], ["Café", "Inv_Total", 0.5]] for n in range(200)]
    text = json.dumps(listed, ensure_ascii=False)
    if media_type == "in a text":
        media_type, text = JSON, json.dumps({"data": text})
    raw = answer(text.encode(encoding), media_type)
    reader = _Noting()
    documents = [
        d for p in ListReading(CALL, raw, (), reader, long_answer=0).parts() for d in p.documents
    ]
    assert reader.noted == ["d199"]
    assert {document.fields[0].value for document in documents} == {"Café"}


@given(_answers(), st.data(), st.integers(1, 90))
@settings(max_examples=250, deadline=None)
def test_both_ways_come_to_the_same_with_garbage(
    text: str, data: st.DataObject, piece: int
) -> None:
    """Cut the answer, or put something odd anywhere into it."""
    at = data.draw(st.integers(0, len(text)))
    odd = data.draw(st.sampled_from(_ODD))
    end = data.draw(st.sampled_from((at, len(text), at + 1)))
    for media_type in (JSON, "text/plain", "text/html"):
        raw = answer(text[:at] + odd + text[end:], media_type)
        assert in_parts(raw, piece) == at_once(raw)


@pytest.mark.parametrize(
    "raw",
    [
        answer(b""),
        answer(b"[" * 100_000),
        answer(b'{"result": [' + b'{"a": ' * 100_000),
        answer(b"<html>"),
        answer(b'{"result": [{"_id": "d"}]}', "text/html"),
        answer(b'{"message": "no"}', status=404),
        answer(b'{"result": [{"_id": "d"}]}', status=500),
        answer(b'\xef\xbb\xbf{"result": [{"_id": "d"}]}'),
        answer('{"result": [{"_id": "d", "Inv_Total": "5 €"}]}'.encode("cp1252")),
        answer(b'{"result": [{"_id": "d", "Inv_Total": "\x81\xe2\x82\xff"}]}'),
        answer('[{"_id": "d", "a": "5 €"}]'.encode("latin9"), f"{JSON}; charset=ISO-8859-15"),
        answer('[{"_id": "d", "a": "5 €"}]'.encode("utf-16"), f"{JSON}; charset=utf-16"),
        answer(b'[{"_id": "d", "a": "5 \xff"}]', f"{JSON}; charset=klingon"),
        answer(b'[{"_id": "d", "a": "5 \xff"}]', f"{JSON}; charset=base64"),
        answer(b'[{"_id": "d"}] and more', "text/plain"),
        answer(b'[{"_id": "d"}]', "text/html; charset=cp1252"),
        answer('{"result": [{"_id": "d", "Inv_Total": "5 €"}]}'.encode()),
        answer(json.dumps({"data": json.dumps(POSITIONAL)})),
        answer(json.dumps({"a": 1, "b": "x", "data": FLAT, "c": [1, 2]})),
    ],
)
@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_both_ways_come_to_the_same_with_answers_of_other_kinds(raw: RawAnswer, piece: int) -> None:
    assert in_parts(raw, piece) == at_once(raw)


def _long(count: int, **beside: object) -> str:
    listed = [[[f"d{n}", "Document_id"], [f"{n}.50", "Inv_Total", 0.5]] for n in range(count)]
    return json.dumps({"result": listed, **beside})


def test_a_long_list_comes_in_parts() -> None:
    parts = list(reading(answer(_long(3 * PART_DOCUMENTS + 1)), piece=4000).parts())
    assert [len(part.documents) for part in parts] == [*[PART_DOCUMENTS] * 3, 1]
    assert [part.is_first for part in parts] == [True, False, False, False]
    assert parts[3].documents[0].id == f"d{3 * PART_DOCUMENTS}"


def test_parts_of_a_list_that_is_cut_come_before_the_error() -> None:
    text = _long(3 * PART_DOCUMENTS)
    parts = reading(answer(text[: len(text) // 2])).parts()
    assert len(next(parts).documents) == PART_DOCUMENTS
    with pytest.raises(NotUnderstood, match="damaged"):
        list(parts)


def test_a_failure_is_told_behind_a_list_too() -> None:
    parts = reading(answer(_long(1, success=False, message="Half of it is missing"))).parts()
    assert len(next(parts).documents) == 1
    with pytest.raises(Refused, match="Half of it is missing"):
        list(parts)


def test_what_was_no_list_after_all_does_not_count() -> None:
    text = '{"data": [{"_id": "d"}], "result": [{"_id": "e"}]}'
    parts = list(reading(answer(text)).parts())
    assert [(part.documents[0].id, part.is_first) for part in parts] == [("d", True), ("e", True)]


def test_a_short_answer_is_one_part() -> None:
    (part,) = ListReading(CALL, answer(_long(3)), (), READER).parts()
    assert len(part.documents) == 3
