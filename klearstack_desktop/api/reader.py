"""The tolerant reader: any layout of a document becomes one `Document` (section 0.2).

It is total. Whatever an answer holds, it raises nothing but `NotUnderstood`, changes no value and
throws nothing away: what it does not understand is in ``Document.extras`` under the name it came
under.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import UNSET

from klearstack_desktop.api.envelope import ENVELOPE_KEYS, error_text, unwrapped
from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.fieldobject import read_field_object
from klearstack_desktop.api.metadata import Metadata
from klearstack_desktop.api.positional import entries_of
from klearstack_desktop.api.tables import is_table, read_table
from klearstack_desktop.model.document import Document, Field
from klearstack_desktop.model.garbage import collection_paused
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.jsontext import as_text, pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from klearstack_desktop.api.fieldobject import FieldObject
    from klearstack_desktop.api.positional import Entry
    from klearstack_desktop.model.document import Table
    from klearstack_desktop.model.fieldmap import FieldDefinition, FieldMap
    from klearstack_desktop.model.jsontext import Json

_NAME_KEYS = ("name", "label", "field_name")
_OWN_ID_KEYS = frozenset({"_id", "document_id"})
_BESIDE_KEYS = frozenset(
    {"release_version", "status", "message", "success", "error", "detail", "code", "count", "total"}
)
_NESTED_KEYS = frozenset({"fields", "document", *ENVELOPE_KEYS})
_DEEPEST = 4
_MOST_NAMES = 10_000
"""A hostile answer may hold endless names."""
_NO_CORNERS = (0, 0, 0, 0)
_UNNAMED = "(no name)"
_NOTHING_FOUND = re.compile(
    r"\b(no|not)\b.*\b(document|invoice|record|result|data|found)", re.IGNORECASE
)


class DocumentReader:
    """Reads documents in the words of one field map.

    Args:
        names: the field map.
    """

    def __init__(self, names: FieldMap) -> None:
        self._names = _Names(names)

    def documents(self, payload: Json) -> tuple[Document, ...]:
        """Read a list answer: every layout, any envelope, also a single document.

        Raises:
            NotUnderstood: the answer holds neither a list nor a document. No answer at all is no
                empty list: taken for one, it would empty a reviewer's queue.
        """
        if payload == "":
            raise NotUnderstood("The service sent an empty answer.", "no bytes")
        content = unwrapped(payload, _is_document)
        if content is None or content == "" or _NOTHING_FOUND.search(_only_message(content)):
            return ()
        if isinstance(content, list) and not _is_positional(content):
            with collection_paused():
                return tuple([self.one(item) for item in content])
        if isinstance(content, dict | list):
            found = self.one(content)
            if found.id or found.fields or found.tables:
                return (found,)
        raise NotUnderstood(
            "The answer of the service holds no documents.", f"got {type(content).__name__}"
        )

    def one(self, item: Json) -> Document:
        """Read one item of a list of documents, whatever it is."""
        assembly = _Assembly(self._names)
        assembly.take_all(_entries(item))
        return assembly.finished()

    def some_at_once(self, text: str) -> list[Document] | None:
        """Read the JSON text of some items of a list, with commas between them.

        Returns:
            The documents, or None where not all of them have the usual layout.
        """
        listed = entries_of(text)
        if listed is None:
            return None
        documents: list[Document] = []
        for entries in listed:
            assembly = _Assembly(self._names)
            if not assembly.take_usual(entries):
                return None
            documents.append(assembly.finished())
        return documents

    def is_list(self, payload: Json, content: list[Json]) -> bool:
        """Whether an answer's documents are the items of a list, and the list is that one."""
        found = unwrapped(payload, _is_document)
        return isinstance(found, list) and found == content and not _is_positional(content)

    def document(self, payload: Json, document_id: str, collection_name: str) -> Document:
        """Read the details of one document (sections 0.3 and 4.7).

        Where the answer gives no page count, the highest page seen stands in for it.

        Args:
            payload: the parsed answer.
            document_id: stands in where the answer names no id.
            collection_name: stands in where the answer names no collection.

        Raises:
            NotUnderstood: the answer holds no document, or several.
        """
        found = self.documents(payload)
        if len(found) > 1:
            found = tuple(document for document in found if document.id == document_id)
        if len(found) != 1:
            raise NotUnderstood(
                "The answer of the service does not hold the document that was asked for.",
                f"{len(found)} documents in the answer",
            )
        document = found[0]
        return replace(
            document,
            id=document.id or document_id,
            collection_name=document.collection_name or collection_name,
            page_count=document.page_count or _highest_page(document),
        )


_Known: TypeAlias = "tuple[str, FieldDefinition, str, bool]"
"""A name on the wire (the same object each time: a long list has it a thousand times), what it
means, by what name it counts, and whether contents may be nested below it."""


class _Names:
    """The names that were met.

    Attributes:
        known: what is known of them.
    """

    def __init__(self, names: FieldMap) -> None:
        self._map = names
        self.known: dict[str, _Known] = {}

    def meaning(self, name: str) -> _Known:
        """Return what is known of a name."""
        known = self.known.get(name)
        if known is None:
            same, definition = self._map.named(name)
            known = same, definition, definition.name, name.lower() in _NESTED_KEYS
            if len(self.known) < _MOST_NAMES:
                self.known[name] = known
        return known


class _Assembly:
    """One document on its way."""

    __slots__ = ("_extras", "_fields", "_kept", "_metadata", "_names", "_seen", "_tables")

    def __init__(self, names: _Names) -> None:
        self._names = names
        self._metadata = Metadata()
        self._fields: list[Field] = []
        self._tables: list[Table] = []
        self._extras: dict[str, Any] = {}
        self._seen: dict[str, int] = {}
        self._kept: dict[str, int] = {}

    def take_all(self, entries: Iterable[tuple[str, Json]], depth: int = 0) -> None:
        """Sort named contents into fields, tables and metadata; the rest becomes extras."""
        for name, content in entries:
            if not self._take(name, content, depth):
                self._keep(name, content)

    def take_usual(self, entries: Iterable[Entry]) -> bool:
        """Take the entries of a document; False where `take_all` must have a look at all of it."""
        # A long list has half a million entries: what is looked up here is looked up that often.
        known, add, seen = self._names.known, self._fields.append, self._seen
        metadata = self._metadata.take
        for entry in entries:
            value = entry.value
            text = value if type(value) is str else as_text(value)
            if text is None:
                return False
            confidence = entry.confidence
            if confidence is UNSET:
                name = entry.name
                if not metadata(name, value) and not self._take_field(name, text):
                    self._keep(name, value)
                continue
            try:
                name, definition, key, is_nested = known[entry.name]
            except KeyError:
                name, definition, key, is_nested = self._names.meaning(entry.name)
            box: Box | None = None
            if (corners := entry.box) is not None:
                left, top, right, bottom = corners
                if left < right and top < bottom:
                    box = Box(left, top, right, bottom)
                elif corners != _NO_CORNERS:
                    return False
            if is_nested:
                return False
            occurrence = seen[key] = seen.get(key, -1) + 1
            page = entry.page
            add(
                Field(
                    name,
                    definition,
                    text,
                    text,
                    confidence,
                    None if page is None else page.page_index,
                    box,
                    occurrence,
                )
            )
        return True

    def finished(self) -> Document:
        """Return the document."""
        return self._metadata.document(tuple(self._fields), tuple(self._tables), self._extras)

    def _take(self, name: str, content: Json, depth: int) -> bool:
        if name.lower() in _NESTED_KEYS and depth < _DEEPEST and isinstance(content, dict | list):
            self.take_all(_entries(content), depth + 1)
            return True
        if is_table(name, content):
            self._tables.append(read_table(name, content))
            return True
        found = read_field_object(content)
        if found is not None:
            return self._take_object(name, found)
        return self._take_bare(name, content, as_text(content))

    def _take_bare(self, name: str, content: Json, text: str | None) -> bool:
        return self._metadata.take(name, content) or self._take_field(name, text)

    def _take_field(self, name: str, text: str | None) -> bool:
        if text is not None and self._is_field_name(name):
            self._add(name, text)
            return True
        return False

    def _take_object(self, name: str, found: FieldObject) -> bool:
        if is_table(name, found.content):
            self._tables.append(read_table(name, found.content))
            if found.box is not None:
                self._keep(f"{name}.box", found.box.corners())
        elif found.text is None:
            return False
        else:
            self._add(name, found.text, found)
        for key, inner in found.rest:
            self._keep(f"{name}.{key}", inner)
        return True

    def _add(self, name: str, text: str, found: FieldObject | None = None) -> None:
        known, definition, key, _ = self._names.meaning(name)
        place = (found.confidence, found.page, found.box) if found else (None, None, None)
        occurrence = self._seen[key] = self._seen.get(key, -1) + 1
        self._fields.append(Field(known, definition, text, text, *place, occurrence))

    def _is_field_name(self, name: str) -> bool:
        return name.lower().endswith("_value") or self._names.meaning(name)[1].known

    def _keep(self, name: str, content: Json) -> None:
        """Keep what was not understood; a name that comes again is numbered."""
        free = name
        while free in self._extras:
            number = self._kept[name] = self._kept.get(name, 1) + 1
            free = f"{name} ({number})"
        self._extras[free] = content


def _entries(item: Json) -> Iterator[tuple[str, Json]]:
    """Yield the names and contents of a document in any of the three layouts."""
    if isinstance(item, dict):
        yield from pairs_of(item)
    elif isinstance(item, list):
        for entry in item:
            yield from _entry(entry)
    else:
        yield _UNNAMED, item


def _entry(entry: Json) -> Iterator[tuple[str, Json]]:
    if is_positional_entry(entry):
        value, name, *more = entry
        yield name, _as_object(value, more) if more else value
    elif isinstance(entry, dict):
        name_key = next((key for key in _NAME_KEYS if isinstance(entry.get(key), str)), None)
        if name_key is not None and read_field_object(entry) is not None:
            yield entry[name_key], {k: v for k, v in entry.items() if k != name_key}
        else:
            yield from pairs_of(entry)
    else:
        yield _UNNAMED, entry


def _as_object(value: Json, more: list[Json]) -> dict[str, Json]:
    """Return a positional entry (section 4.4) as the object that it abbreviates."""
    entry = {"value": value, "confidence": more[0]}
    for part in more[1:]:
        if isinstance(part, dict) and not part.keys() & entry.keys():
            entry.update(part)
        elif isinstance(part, list) and "coordinates" not in entry:
            entry["coordinates"] = part
        else:
            entry[f"part {len(entry) + 1}"] = part
    return entry


def is_positional_entry(entry: Json) -> bool:
    """Whether something is an entry ``[value, name, ...]`` of section 4.4."""
    return isinstance(entry, list) and len(entry) >= 2 and isinstance(entry[1], str)


def _is_positional(content: list[Json]) -> bool:
    """Whether a list is one document of positional entries, and not a list of documents."""
    return bool(content) and all(is_positional_entry(entry) for entry in content)


def _is_document(payload: dict[str, Json], inner: Json, depth: int) -> bool:
    """Whether what looks like an envelope is a document with contents under such a name.

    It is one if it has an id of its own. A plain ``id`` around everything may be that of the
    answer, and so may what stands beside a list; but what stands beside a single object within an
    answer belongs to that object's document.
    """
    names = {key.lower() for key in payload}
    if _OWN_ID_KEYS & names:
        return True
    if depth == 0:
        return False
    beside = names - _BESIDE_KEYS - set(ENVELOPE_KEYS)
    return bool(beside) if isinstance(inner, dict) else "id" in beside


def _only_message(content: Json) -> str:
    """Return the text of an answer that is nothing but a message."""
    if isinstance(content, dict) and not content.keys() <= {
        "message",
        "detail",
        "success",
        "status",
        "release_version",
    }:
        return ""
    return error_text(content) if isinstance(content, dict | str) else ""


def _highest_page(document: Document) -> int | None:
    pages = [field.page for field in document.fields if field.page is not None]
    return max(pages, default=None)
