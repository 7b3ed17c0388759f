"""What the local server keeps of a document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

PixelBox = tuple[int, int, int, int]

NO_BOX: PixelBox = (0, 0, 0, 0)
"""How the wire writes "no position" (section 5.1)."""

Json = Any
"""Whatever JSON can hold."""

TableRows = list[dict[str, Json]]
"""Rows of a table as they go over the wire: cells are ``{"_value", "_coordinates", ...}``."""


def wire_time(moment: datetime) -> str:
    """Write a moment as the service does: ISO with milliseconds and no zone (section 12)."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds")


def wire_now() -> str:
    """Return the present moment as the service writes it."""
    return wire_time(datetime.now(UTC))


def ocr_id_of(document_id: str, page_index: int) -> str:
    """Return what ``gettext`` wants for a page (from 1); it begins with the document's id."""
    return f"{document_id}-{page_index}"


class State(StrEnum):
    """How far the reading of a document is."""

    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


class Decision(StrEnum):
    """What a reviewer decided."""

    NONE = ""
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class StoredField:
    """One reading: internal name, result label, value, 0..1 confidence, page from 1, pixel box."""

    name: str
    label: str
    value: str
    confidence: float
    page_index: int
    box: PixelBox | None = None

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> StoredField:
        """Rebuild what ``to_json`` wrote."""
        return cls(**{**stored, "box": tuple(stored["box"]) if stored["box"] else None})

    def to_json(self) -> dict[str, Any]:
        """Write it as a plain object."""
        return asdict(self)

    def corrected(self, value: str, box: PixelBox | None) -> StoredField:
        """Return the field as a person left it: certain."""
        return replace(self, value=value, box=box, confidence=1.0)


@dataclass(frozen=True, slots=True)
class StoredWord:
    """One word and its box in pixels of the page."""

    text: str
    box: PixelBox


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page.

    Attributes:
        ocr_id: what ``gettext`` wants as ``ocr_text_id``.
        file: index into the files of the document; pages of a multi-page TIFF share one.
    """

    page_index: int
    ocr_id: str
    width: int
    height: int
    dpi: int
    words: tuple[StoredWord, ...]
    file: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One encoded page image, or a TIFF with all pages."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One document without its pages."""

    id: str
    file_name: str
    document_type: str
    collection_name: str
    overall_confidence: float
    uploaded_at: str
    finished_at: str
    uploaded_by: str
    batch_id: str = ""
    set_reference: str = ""
    state: State = State.COMPLETED
    problem: str = ""
    decision: Decision = Decision.NONE
    decided_by: str = ""
    decided_at: str = ""
    comment: str = ""
    is_saved: bool = False
    last_change: int = 0
    quickbooks: dict[str, Any] = field(default_factory=dict)
    fields: tuple[StoredField, ...] = ()
    tables: dict[str, TableRows] = field(default_factory=dict)

    def state_at(self, now: str) -> State:
        """Return the state as seen at that moment (wire time)."""
        return self.state if self.finished_at <= now else State.PROCESSING

    def with_field(self, new: StoredField) -> StoredDocument:
        """Replace the first field of that name, or add it."""
        names = [f.name for f in self.fields]
        if new.name not in names:
            return replace(self, fields=(*self.fields, new))
        at = names.index(new.name)
        return replace(self, fields=(*self.fields[:at], new, *self.fields[at + 1 :]))
