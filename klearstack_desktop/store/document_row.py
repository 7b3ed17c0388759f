"""The text of a stored document: a list has a hundred thousand, so it is short and read at once.

The fields stand in columns. The text is checked while it is parsed.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.geometry import Box  # noqa: TC001 - msgspec reads annotations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.fieldmap import FieldMap


class FieldColumns(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    """The fields of a document, one column for each of their attributes.

    Attributes:
        original_values: None where nothing differs from `values`.
    """

    names: list[str]
    values: list[str]
    original_values: list[str] | None
    confidences: list[float | None]
    pages: list[int | None]
    boxes: list[Box | None]
    occurrences: list[int]


class DocumentRow(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """One document as it is stored; `tables` and `extras` are for `document_text` to understand."""

    id: str
    file_name: str
    document_type: str
    collection_name: str
    ocr_id: str | tuple[str, ...] | None
    page_count: int | None
    overall_confidence: float | None
    is_approved: bool
    is_rejected: bool
    uploaded_at: str | None
    fields: FieldColumns
    tables: list[Any]
    extras: str

    def document(
        self, field_map: FieldMap, tables: tuple[Table, ...], extras: Mapping[str, Any]
    ) -> Document:
        """Return the document of the row.

        Args:
            field_map: describes its fields.
            tables: what `tables` stands for.
            extras: what `extras` stands for.

        Raises:
            ValueError: it was uploaded at no time, or its columns are of different lengths.
        """
        columns = self.fields
        values = columns.values
        originals = values if columns.original_values is None else columns.original_values
        fields = tuple(
            [
                Field(*field_map.named(name), *rest)
                for name, *rest in zip(
                    columns.names,
                    values,
                    originals,
                    columns.confidences,
                    columns.pages,
                    columns.boxes,
                    columns.occurrences,
                    strict=True,
                )
            ]
        )
        uploaded_at = self.uploaded_at
        return Document(
            id=self.id,
            file_name=self.file_name,
            document_type=self.document_type,
            collection_name=self.collection_name,
            ocr_id=self.ocr_id,
            page_count=self.page_count,
            overall_confidence=self.overall_confidence,
            is_approved=self.is_approved,
            is_rejected=self.is_rejected,
            uploaded_at=None if uploaded_at is None else datetime.fromisoformat(uploaded_at),
            fields=fields,
            tables=tables,
            extras=extras,
        )


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(DocumentRow)


def text_of(document: Document, tables: list[Any], extras: str) -> str:
    """Return the JSON text of a document: an array.

    Args:
        document: what is stored.
        tables: stands for its tables, as JSON.
        extras: stands for its extras.

    Raises:
        TypeError: `tables` holds something that JSON does not know.
    """
    fields, uploaded_at = document.fields, document.uploaded_at
    values = [field.value for field in fields]
    originals = [field.original_value for field in fields]
    row = DocumentRow(
        document.id,
        document.file_name,
        document.document_type,
        document.collection_name,
        document.ocr_id,
        document.page_count,
        document.overall_confidence,
        document.is_approved,
        document.is_rejected,
        None if uploaded_at is None else uploaded_at.isoformat(),
        FieldColumns(
            [field.name for field in fields],
            values,
            None if originals == values else originals,
            [field.confidence for field in fields],
            [field.page for field in fields],
            [field.box for field in fields],
            [field.occurrence for field in fields],
        ),
        tables,
        extras,
    )
    try:
        return _encoder.encode(row).decode()
    except UnicodeEncodeError:  # half a character; it travels as an escape
        return json.dumps(msgspec.to_builtins(row), separators=(",", ":"))


def row_of(text: str) -> DocumentRow | None:
    """Return the row that stands in a text, or None where the text is not quite one."""
    if not text.startswith("["):
        return None
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    try:
        return msgspec.convert(json.loads(text), DocumentRow)  # half characters are escapes in it
    except (ValueError, RecursionError):
        return None
