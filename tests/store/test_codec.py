from __future__ import annotations

import contextlib
import json
from dataclasses import fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model import jsontext
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.store import codec, document_text, draft_text
from klearstack_desktop.store.problems import DamagedRecord
from tests.store import strategies as some

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from klearstack_desktop.model.changes import Draft, FieldEdit
    from klearstack_desktop.model.document import FieldKey

    Decoder: TypeAlias = Callable[[str], object]

COLUMNS = 10
"""Where the fields of a document stand in its text."""

DECODERS: tuple[Decoder, ...] = (
    codec.name_of,
    codec.decode_value,
    draft_text.decode_field_edit,
    draft_text.decode_table_edit,
    draft_text.decode_snapshot,
    lambda text: document_text.decode_document(text, default_field_map()),
)


@given(some.texts)
def test_names_come_back_and_stand_as_ascii(name: str) -> None:
    key = codec.text_key(name)
    assert codec.name_of(key) == name
    assert key.isascii()
    assert "\x00" not in key


@pytest.mark.parametrize("name", ["Inv_Number", "65f0c0ffee", "line items/2"])
def test_plain_names_are_stored_as_they_are(name: str) -> None:
    assert codec.text_key(name) == name


@given(some.field_edits)
def test_field_edits_come_back(edit: FieldEdit) -> None:
    assert draft_text.decode_field_edit(draft_text.encode_field_edit(edit)) == edit


@given(some.drafts, st.dictionaries(some.field_keys, some.texts, max_size=3))
def test_snapshots_come_back(draft: Draft, wire_names: dict[FieldKey, str]) -> None:
    text = draft_text.encode_snapshot(draft, wire_names)
    assert draft_text.decode_snapshot(text) == (draft, wire_names)


@given(some.documents)
def test_documents_come_back(document: Document) -> None:
    text = document_text.encode_document(document)
    assert document_text.decode_document(text, default_field_map()) == document


def older_text(document: Document) -> str:
    """Write a document as older programs did; without its tables, which are as they were."""
    form = {part.name: getattr(document, part.name) for part in fields(document)}
    form["uploaded_at"] = document.uploaded_at and document.uploaded_at.isoformat()
    form["fields"] = [
        {
            "name": field.name,
            "value": field.value,
            "original_value": field.original_value,
            "confidence": field.confidence,
            "page": field.page,
            "box": field.box and field.box.corners(),
            "occurrence": field.occurrence,
        }
        for field in document.fields
    ]
    return json.dumps({**form, "tables": [], "extras": jsontext.dumps(document.extras)})


@given(some.documents)
def test_documents_that_an_older_program_stored_are_read(document: Document) -> None:
    without_tables = replace(document, tables=())
    text = older_text(without_tables)
    assert document_text.decode_document(text, default_field_map()) == without_tables


@given(some.documents)
def test_extras_that_were_stored_as_an_object_are_read(document: Document) -> None:
    form = json.loads(older_text(document))
    form["extras"] = json.loads(form["extras"])
    old = document_text.decode_document(json.dumps(form), default_field_map())
    assert old.extras == form["extras"]


def test_letters_are_stored_as_they_are_and_half_ones_as_escapes() -> None:
    for name, stored in (("Hauptstraße 12\x00", "Hauptstraße 12\\u0000"), ("ß\ud800", "\\ud800")):
        text = document_text.encode_document(Document("a", file_name=name))
        assert stored in text
        assert document_text.decode_document(text, default_field_map()).file_name == name


def test_a_pair_of_surrogates_becomes_the_character_that_it_spells() -> None:
    assert codec.decode_value(codec.encode_value("\ud83d\ude00")) == "😀"


def test_any_mapping_counts_as_an_object() -> None:
    assert codec.decode_value(codec.encode_value(MappingProxyType({"a": 1}))) == {"a": 1}


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be stored"):
        codec.encode_value({"a": object()})


@given(st.sampled_from(DECODERS), some.json_values)
def test_any_json_is_read_or_reported(decode: Decoder, value: object) -> None:
    read_or_reported(decode, json.dumps(value))


@given(st.sampled_from(DECODERS), st.text(max_size=40))
def test_any_text_is_read_or_reported(decode: Decoder, text: str) -> None:
    read_or_reported(decode, text)


@given(some.documents, st.data())
def test_a_value_of_the_wrong_kind_anywhere_is_read_or_reported(
    document: Document, data: st.DataObject
) -> None:
    """Replaces one value of a sound record by something else."""
    for text in (older_text(document), document_text.encode_document(document)):
        form = json.loads(text)
        keys = sorted(form) if isinstance(form, dict) else range(len(form))
        key = data.draw(st.sampled_from(keys))
        form[key] = data.draw(some.json_values)
        read_or_reported(
            lambda text: document_text.decode_document(text, default_field_map()), json.dumps(form)
        )


@given(some.documents, st.data())
def test_columns_of_the_wrong_kind_are_read_or_reported(
    document: Document, data: st.DataObject
) -> None:
    form = json.loads(document_text.encode_document(document))
    form[COLUMNS][data.draw(st.integers(0, 6))] = data.draw(some.json_values)
    read_or_reported(
        lambda text: document_text.decode_document(text, default_field_map()), json.dumps(form)
    )


def test_columns_of_different_lengths_are_reported() -> None:
    definition = default_field_map().describe("Inv_Total")
    document = Document("a", fields=(Field("Inv_Total", definition, "1", "1"),))
    form = json.loads(document_text.encode_document(document))
    form[COLUMNS][1].append("2")
    with pytest.raises(DamagedRecord):
        document_text.decode_document(json.dumps(form), default_field_map())


@pytest.mark.parametrize("decode", DECODERS[1:])
def test_absurd_nesting_is_reported(decode: Decoder) -> None:
    with pytest.raises(DamagedRecord):
        decode("[" * 200_000)


def test_a_report_quotes_no_value() -> None:
    with pytest.raises(DamagedRecord) as caught:
        draft_text.decode_field_edit('{"base": "secret supplier"}')
    assert "secret" not in caught.value.sentence + caught.value.details


def read_or_reported(decode: Decoder, text: str) -> None:
    """Anything but a value or `DamagedRecord` fails the test."""
    with contextlib.suppress(DamagedRecord):
        decode(text)
