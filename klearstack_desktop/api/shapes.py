"""How an answer looks, in two or three words: for a diagnosis, never for reading it.

What is said here are names of layouts and of envelopes; nothing of what the answer holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api.envelope import ENVELOPE_KEYS
from klearstack_desktop.api.images import find_images, media_type_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.api.exchange import RawAnswer
    from klearstack_desktop.model.jsontext import Json

_DEEPEST = 8


def shape_of(payload: Json) -> str:
    """Return envelope and layout of a parsed answer, for example ``"result, positional"``.

    The envelope is the key around the content, or ``bare``. The layout of documents is one of
    ``positional`` (section 4.4), ``flat`` (7.1) and ``map`` (0.3).
    """
    envelope = "bare"
    if isinstance(payload, dict):
        key = next((key for key in ENVELOPE_KEYS if key in payload), None)
        if key is not None:
            envelope, payload = key, payload[key]
    return f"{envelope}, {_layout_of(payload)}"


def image_form_of(raw: RawAnswer, payload: Json) -> str:
    """Return how a page came: ``bytes``, ``base64``, ``data address``, ``link``, or a list of one.

    Args:
        raw: the answer.
        payload: the same as JSON; None where the answer is bytes.
    """
    if media_type_of(raw.body) is not None:
        return "bytes"
    found = find_images(payload)
    if not found:
        return "none"
    if found[0].data is None:
        form = "link"
    elif any(text[:5].lower() == "data:" for text in _texts(payload, 0)):
        form = "data address"
    else:
        form = "base64"
    return f"list of {form}" if len(found) > 1 or _is_listed(payload) else form


def _layout_of(content: Json) -> str:
    if isinstance(content, list):
        if not content:
            return "empty list"
        first = content[0]
        if isinstance(first, list):
            # One document by itself is a list of entries; several are a list of those lists.
            return "positional" if first and isinstance(first[0], list) else "positional, single"
        return _layout_of_object(first) if isinstance(first, dict) else "names"
    if isinstance(content, dict):
        return _layout_of_object(content)
    return "text" if isinstance(content, str) else "nothing"


def _layout_of_object(content: dict[str, Json]) -> str:
    inner = [value for value in content.values() if isinstance(value, dict)]
    if any("_value" in value for value in inner):
        return "map"
    if any("value" in value for value in inner):
        return "flat"
    return "object"


def _is_listed(payload: Json) -> bool:
    if isinstance(payload, dict):
        return any(_is_listed(value) for value in payload.values())
    return isinstance(payload, list)


def _texts(node: Json, depth: int) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif depth < _DEEPEST and isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _texts(inner, depth + 1)
