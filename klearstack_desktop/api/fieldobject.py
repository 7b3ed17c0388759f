"""One value with its place: ``{_value, _coordinates, _confidence, _page_index}``, any spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from klearstack_desktop.api.values import as_box, as_confidence, as_page, is_no_box
from klearstack_desktop.model.jsontext import as_text, pairs_of
from klearstack_desktop.model.line_items.reading import VALUE_KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.model.jsontext import Json

PARTS = {
    **dict.fromkeys(VALUE_KEYS, "value"),
    "coordinate": "box",
    "coordinates": "box",
    "_coordinate": "box",
    "_coordinates": "box",
    "confidence": "confidence",
    "_confidence": "confidence",
    "page_index": "page",
    "_page_index": "page",
}
"""The keys of a field object in all their spellings, and which part each of them is."""
_READERS: Mapping[str, Callable[[Json], object]] = {
    "box": as_box,
    "page": as_page,
    "confidence": as_confidence,
}


@dataclass(slots=True)
class FieldObject:
    """What stands in a field object.

    Attributes:
        content: the value as it came.
        text: the value as text; empty where there is none, None where it is a list or an object.
        box: position in pixels, or None.
        page: page number from 1, or None.
        confidence: 0..1, or None.
        rest: keys that were not understood, in the order they came.
    """

    content: Json
    text: str | None
    box: Box | None
    page: int | None
    confidence: float | None
    rest: tuple[tuple[str, Json], ...]


def read_field_object(value: Json) -> FieldObject | None:
    """Return what a field object holds, or None where the value is no field object."""
    if not isinstance(value, dict) or PARTS.keys().isdisjoint(value):
        return None
    parts: dict[str, Any] = {}
    rest: list[tuple[str, Json]] = []
    for key, inner in pairs_of(value):
        part = PARTS.get(key)
        if part is None or part in parts:
            rest.append((key, inner))
        elif part == "value":
            parts[part] = inner
        else:
            understood = parts[part] = _READERS[part](inner)
            if understood is None and not _says_nothing(part, inner):
                rest.append((key, inner))  # it does not say what it should
    content = parts.get("value")
    return FieldObject(
        content,
        as_text(content),
        parts.get("box"),
        parts.get("page"),
        parts.get("confidence"),
        tuple(rest),
    )


def _says_nothing(part: str, inner: Json) -> bool:
    return inner is None or (part == "box" and is_no_box(inner))
