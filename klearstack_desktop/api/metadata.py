"""What a document says about itself, under any of the spellings that the service uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from klearstack_desktop.api.values import (
    as_confidence,
    as_flag,
    as_id,
    as_moment,
    as_page,
)
from klearstack_desktop.model.document import Document
from klearstack_desktop.model.jsontext import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from klearstack_desktop.model.document import Field, Table
    from klearstack_desktop.model.jsontext import Json


def _as_ocr_id(value: Json) -> str | tuple[str, ...] | None:
    if isinstance(value, list):
        ids = tuple(as_id(item) or "" for item in value)
        return ids if ids and all(ids) else None
    return as_id(value)


def _as_name(value: Json) -> str | None:
    return as_text(value) or None


_READERS: Mapping[str, tuple[str, Callable[[Json], Any]]] = {
    "document_id": ("id", as_id),
    "_id": ("id", as_id),
    "id": ("id", as_id),
    "file_name": ("file_name", _as_name),
    "document_type": ("document_type", _as_name),
    "collection_name": ("collection_name", _as_name),
    "ocr_id": ("ocr_id", _as_ocr_id),
    "page_count": ("page_count", as_page),
    "overall_confidence": ("overall_confidence", as_confidence),
    "is_approved": ("is_approved", as_flag),
    "is_rejected": ("is_rejected", as_flag),
    "upload_time": ("uploaded_at", as_moment),
}


class Metadata:
    """Gathers a document's metadata from entries, whatever their order and letter case."""

    __slots__ = ("_known", "_says_rejected")

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._says_rejected = False

    def take(self, name: str, value: Json) -> bool:
        """Take an entry if it is metadata; False where it is none, or says something else again.

        A ``status`` of "rejected" is noted but not taken: nothing documents what else it may say.
        """
        lowered = name.lower()
        if lowered == "status":
            self._says_rejected |= isinstance(value, str) and value.strip().lower() == "rejected"
            return False
        if lowered not in _READERS:
            return False
        attribute, read = _READERS[lowered]
        understood = read(value)
        if understood is None:
            return False
        return bool(self._known.setdefault(attribute, understood) == understood)

    def document(
        self, fields: tuple[Field, ...], tables: tuple[Table, ...], extras: Mapping[str, Any]
    ) -> Document:
        """Return the document that the metadata belongs to."""
        known = dict(self._known)
        if self._says_rejected:
            known["is_rejected"] = True
        known.setdefault("id", "")
        return Document(**known, fields=fields, tables=tables, extras=extras)
