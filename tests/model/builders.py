"""Small documents for tests of the model and of those who use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.document import Cell, Document, Field, Row, Table
from klearstack_desktop.model.fieldmap import default_field_map

if TYPE_CHECKING:
    from klearstack_desktop.model.geometry import Box


def field(
    name: str,
    value: str,
    *,
    confidence: float | None = 0.99,
    page: int | None = 1,
    box: Box | None = None,
    occurrence: int = 0,
) -> Field:
    return Field(
        name=name,
        definition=default_field_map().describe(name),
        value=value,
        original_value=value,
        confidence=confidence,
        page=page,
        box=box,
        occurrence=occurrence,
    )


def document(
    *fields: Field, document_id: str = "65269c006a8da8763b51c217", **more: object
) -> Document:
    return Document(id=document_id, fields=fields, **more)  # type: ignore[arg-type]


def line_items(*rows: tuple[str, ...]) -> Table:
    return Table(
        "line_items",
        ("description", "quantity", "total"),
        tuple(Row(tuple(Cell(value) for value in row)) for row in rows),
    )
