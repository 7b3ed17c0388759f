"""Documents as JSON text and back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from klearstack_desktop.model import jsontext
from klearstack_desktop.model.changes import TableChange
from klearstack_desktop.model.document import Document, Field, Table
from klearstack_desktop.store import document_row
from klearstack_desktop.store.codec import (
    as_extras,
    as_flag,
    as_list,
    as_optional_number,
    as_optional_whole,
    as_text,
    as_whole,
    built,
    decoded,
)
from klearstack_desktop.store.row_forms import as_box, as_table_change, table_change_form

if TYPE_CHECKING:
    from klearstack_desktop.model.fieldmap import FieldMap
    from klearstack_desktop.store.codec import Json
    from klearstack_desktop.store.document_row import DocumentRow


def encode_document(document: Document) -> str:
    """Return a document as JSON text; what the field map says is not part of it."""
    tables = [
        {"name": table.name, **table_change_form(TableChange(table.columns, table.rows))}
        for table in document.tables
    ]
    extras = jsontext.dumps(document.extras) if document.extras else "{}"
    return document_row.text_of(document, tables, extras)


def decode_document(text: str, field_map: FieldMap) -> Document:
    """Return the document that `encode_document` wrote, its fields described by a field map.

    Older programs wrote an object with a list of fields; that is read as well.

    Raises:
        DamagedRecord: the text is something else.
    """
    row = document_row.row_of(text)
    if row is not None:
        return built(text, lambda: _of_row(row, field_map))
    return decoded(text, lambda value: _document(value, field_map))


def _field(value: Json, field_map: FieldMap) -> Field:
    name, definition = field_map.named(as_text(value["name"]))
    return Field(
        name=name,
        definition=definition,
        value=as_text(value["value"]),
        original_value=as_text(value["original_value"]),
        confidence=as_optional_number(value["confidence"]),
        page=as_optional_whole(value["page"]),
        box=as_box(value["box"]),
        occurrence=as_whole(value["occurrence"]),
    )


def _document(value: Json, field_map: FieldMap) -> Document:
    uploaded_at = value["uploaded_at"]
    return Document(
        id=as_text(value["id"]),
        file_name=as_text(value["file_name"]),
        document_type=as_text(value["document_type"]),
        collection_name=as_text(value["collection_name"]),
        ocr_id=_ocr_id(value["ocr_id"]),
        page_count=as_optional_whole(value["page_count"]),
        overall_confidence=as_optional_number(value["overall_confidence"]),
        is_approved=as_flag(value["is_approved"]),
        is_rejected=as_flag(value["is_rejected"]),
        uploaded_at=None if uploaded_at is None else datetime.fromisoformat(uploaded_at),
        fields=tuple(_field(field, field_map) for field in as_list(value["fields"])),
        tables=tuple(_table(table) for table in as_list(value["tables"])),
        extras=as_extras(value["extras"]),
    )


def _of_row(row: DocumentRow, field_map: FieldMap) -> Document:
    tables = tuple(_table(table) for table in row.tables)
    return row.document(field_map, tables, as_extras(row.extras) if row.extras != "{}" else {})


def _table(value: Json) -> Table:
    change = as_table_change(value)
    return Table(name=as_text(value["name"]), columns=change.columns, rows=change.rows)


def _ocr_id(value: Json) -> str | tuple[str, ...] | None:
    if isinstance(value, list):
        return tuple(as_text(part) for part in value)
    return None if value is None else as_text(value)
