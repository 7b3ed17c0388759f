"""The text of a stored document, checked while it is parsed: a list has a hundred thousand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.fieldmap import FieldMap


class FieldRow(msgspec.Struct, gc=False):
    """One field as `codec.encode_document` writes it."""

    name: str
    value: str
    original_value: str
    confidence: float | None
    page: int | None
    box: tuple[int, int, int, int] | None
    occurrence: int


class DocumentRow(msgspec.Struct):
    """One document as `codec.encode_document` writes it."""

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
    fields: list[FieldRow]
    tables: list[Any]
    extras: str

    def document(
        self, field_map: FieldMap, tables: tuple[Table, ...], extras: Mapping[str, Any]
    ) -> Document:
        """Return the document of the self.

        Args:
            field_map: describes its fields.
            tables: what `tables` stands for.
            extras: what `extras` stands for.

        Raises:
            ValueError: it was uploaded at no time.
        """
        fields: list[Field] = []
        for each in self.fields:
            name, definition = field_map.named(each.name)
            box = None if each.box is None else Box(*each.box)
            fields.append(
                Field(
                    name,
                    definition,
                    each.value,
                    each.original_value,
                    each.confidence,
                    each.page,
                    box,
                    each.occurrence,
                )
            )
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
            uploaded_at=None
            if self.uploaded_at is None
            else datetime.fromisoformat(self.uploaded_at),
            fields=tuple(fields),
            tables=tables,
            extras=extras,
        )


_decoder = msgspec.json.Decoder(DocumentRow)


def row_of(text: str) -> DocumentRow | None:
    """Return the row that stands in a text, or None where the text is not quite one."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None


def text_of(form: dict[str, Any]) -> str | None:
    """Return the JSON text of a form if that is plain ASCII, else None."""
    try:
        text = msgspec.json.encode(form).decode()
    except (TypeError, UnicodeEncodeError, RecursionError):
        return None
    return text if text.isascii() else None
