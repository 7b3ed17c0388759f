"""Many documents in little memory, each taken apart to bytes until somebody asks for it.

A document of the list is some two hundred small objects: five to ten kilobytes, and every one of
them is looked at whenever the interpreter searches for garbage. A hundred thousand documents would
be a gigabyte and stop the window for a second.
"""

from __future__ import annotations

import marshal
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from klearstack_desktop.model import jsontext
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView

    from klearstack_desktop.model.fieldmap import FieldDefinition

_PLAIN: Final = 2
"""The form of ``marshal`` in which equal values are equal bytes."""

_MOST_RECENT: Final = 16
"""Who opens a document asks for it and those around it several times over."""


class DocumentShelf:
    """Documents by id. What is taken out equals what was put in.

    Documents with tables, which no list has, and those that somebody edited stay as they are.
    """

    def __init__(self) -> None:
        self._held: dict[str, bytes | Document] = {}
        self._recent: dict[str, tuple[bytes, Document]] = {}
        self._shapes: list[tuple[_Place, ...]] = []
        self._shape_numbers: dict[tuple[tuple[str, int, int], ...], int] = {}
        self._definitions: list[FieldDefinition] = []
        self._definition_numbers: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self._held)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._held

    def keys(self) -> KeysView[str]:
        """Return the ids."""
        return self._held.keys()

    def get(self, document_id: str) -> Document | None:
        """Return a document, or None where it is not here."""
        held = self._held.get(document_id)
        if not isinstance(held, bytes):
            return held
        packed, document = self._recent.get(document_id, (None, None))
        if packed is not held or document is None:
            document = self._unpacked(document_id, held)
            self._recent[document_id] = (held, document)
            if len(self._recent) > _MOST_RECENT:
                del self._recent[next(iter(self._recent))]
        return document

    def put(self, document: Document) -> bool:
        """Take a document, in place of what was known of it; say whether it differs from that."""
        packed = self._packed(document)
        before = self._held.get(document.id)
        if before == packed:
            return False
        self._held[document.id] = packed
        return True

    def remove(self, document_id: str) -> None:
        """Let go of a document.

        Raises:
            KeyError: it is not here.
        """
        del self._held[document_id]

    def _packed(self, document: Document) -> bytes | Document:
        fields = document.fields
        if document.tables or any(field.value != field.original_value for field in fields):
            return document
        head = (
            document.file_name,
            document.document_type,
            document.collection_name,
            document.ocr_id,
            document.page_count,
            document.overall_confidence,
            document.is_approved,
            document.is_rejected,
        )
        contents: Any = (
            head,
            document.uploaded_at and document.uploaded_at.isoformat(),
            jsontext.dumps(document.extras) if document.extras else "",
            self._shape_number(fields),
            tuple([field.value for field in fields]),
            tuple([field.confidence for field in fields]),
            tuple([field.page for field in fields]),
            tuple([box and box.corners() for box in [field.box for field in fields]]),
        )
        return marshal.dumps(contents, _PLAIN)

    def _unpacked(self, document_id: str, packed: bytes) -> Document:
        known: Any = marshal.loads(packed)  # noqa: S302 - bytes that this very object made
        head, uploaded_at, extras, shape, *columns = known
        fields = tuple(
            [
                Field(name, definition, value, value, confidence, page, box and Box(*box), which)
                for (name, definition, which), value, confidence, page, box in zip(
                    self._shapes[shape], *columns, strict=True
                )
            ]
        )
        read_at = uploaded_at and datetime.fromisoformat(uploaded_at)
        parts = (*head, read_at, fields, (), jsontext.loads(extras) if extras else {})
        return Document(document_id, *parts)

    def _shape_number(self, fields: tuple[Field, ...]) -> int:
        """Return the number of a sequence of names; most documents of a list have the same."""
        wanted = tuple(
            [(f.name, self._definition_number(f.definition), f.occurrence) for f in fields]
        )
        number = self._shape_numbers.get(wanted)
        if number is None:
            number = self._shape_numbers[wanted] = len(self._shapes)
            self._shapes.append(tuple((n, self._definitions[d], which) for n, d, which in wanted))
        return number

    def _definition_number(self, definition: FieldDefinition) -> int:
        numbers = self._definition_numbers.setdefault(definition.name, [])
        for number in numbers:
            known = self._definitions[number]
            if known is definition or known == definition:
                return number
        numbers.append(len(self._definitions))
        self._definitions.append(definition)
        return numbers[-1]


_Place = tuple[str, "FieldDefinition", int]
"""Name on the wire, what the field map says of it, and which field of that name it is."""
