"""Many documents in little memory, each taken apart to bytes until somebody asks for it.

A document of the list is some two hundred small objects: five to ten kilobytes, and every one of
them is looked at whenever the interpreter searches for garbage. A hundred thousand documents would
be a gigabyte and stop the window for a second.
"""

from __future__ import annotations

import marshal
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

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
        self._shapes: list[_Shape] = []
        self._shape_numbers: dict[tuple[str, ...], list[int]] = {}

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
        values = tuple([field.value for field in fields])
        if document.tables or values != tuple([field.original_value for field in fields]):
            return document
        boxes = [field.box for field in fields]
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
            self._shape_number(fields),
            values,
            tuple([field.confidence for field in fields]),
            tuple([field.page for field in fields]),
            tuple([box and (box.left, box.top, box.right, box.bottom) for box in boxes]),
        )
        extras: Any = document.extras
        try:
            return marshal.dumps((extras, *contents), _PLAIN)
        except ValueError:  # numbers as they came, repeated keys, endless nesting
            return marshal.dumps((jsontext.dumps(document.extras), *contents), _PLAIN)

    def _unpacked(self, document_id: str, packed: bytes) -> Document:
        known: Any = marshal.loads(packed)  # noqa: S302 - bytes that this very object made
        extras, head, uploaded_at, shape, *columns = known
        fields = tuple(
            [
                Field(name, definition, value, value, confidence, page, box and Box(*box), which)
                for name, definition, which, value, confidence, page, box in zip(
                    *self._shapes[shape], *columns, strict=True
                )
            ]
        )
        read_at = uploaded_at and datetime.fromisoformat(uploaded_at)
        kept = jsontext.loads(extras) if isinstance(extras, str) else extras
        parts = (*head, read_at, fields, (), kept)
        return Document(document_id, *parts)

    def _shape_number(self, fields: tuple[Field, ...]) -> int:
        """Return the number of a sequence of names; most documents of a list have the same."""
        shape = _Shape(
            tuple([field.name for field in fields]),
            tuple([field.definition for field in fields]),
            tuple([field.occurrence for field in fields]),
        )
        # Definitions are compared, not hashed: mostly they are the same objects.
        numbers = self._shape_numbers.setdefault(shape.names, [])
        for number in numbers:
            if self._shapes[number] == shape:
                return number
        numbers.append(len(self._shapes))
        self._shapes.append(shape)
        return numbers[-1]


class _Shape(NamedTuple):
    """What documents have in common.

    Attributes:
        names: of the fields, on the wire.
        definitions: what the field map says of them.
        occurrences: which field of its name each is.
    """

    names: tuple[str, ...]
    definitions: tuple[FieldDefinition, ...]
    occurrences: tuple[int, ...]
