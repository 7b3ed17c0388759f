"""One value with its place: ``{_value, _coordinates, _confidence, _page_index}``, any spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.api.jsontext import pairs_of
from klearstack_desktop.api.values import as_box, as_confidence, as_page, as_text, is_no_box

if TYPE_CHECKING:
    from klearstack_desktop.api.jsontext import Json
    from klearstack_desktop.model.geometry import Box

_PARTS = {
    "value": "value",
    "_value": "value",
    "coordinate": "box",
    "coordinates": "box",
    "_coordinate": "box",
    "_coordinates": "box",
    "confidence": "confidence",
    "_confidence": "confidence",
    "page_index": "page",
    "_page_index": "page",
}


@dataclass(frozen=True, slots=True)
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
    if not isinstance(value, dict) or not _PARTS.keys() & value.keys():
        return None
    parts: dict[str, Json] = {}
    rest: list[tuple[str, Json]] = []
    for key, inner in pairs_of(value):
        part = _PARTS.get(key)
        if part is None or part in parts or not _is_usable(part, inner):
            rest.append((key, inner))
        else:
            parts[part] = inner
    content = parts.get("value")
    return FieldObject(
        content=content,
        text=as_text(content),
        box=as_box(parts.get("box")),
        page=as_page(parts.get("page")),
        confidence=as_confidence(parts.get("confidence")),
        rest=tuple(rest),
    )


def _is_usable(part: str, inner: Json) -> bool:
    """Whether a part says what it should; one that does not is kept with the rest."""
    match part:
        case "box":
            return is_no_box(inner) or as_box(inner) is not None
        case "page":
            return inner is None or as_page(inner) is not None
        case "confidence":
            return inner is None or as_confidence(inner) is not None
        case _:
            return True
