"""JSON text in and out without losing anything.

The standard reader turns ``1.50`` into 1.5 and forgets all but the last of repeated keys; on an
invoice both are losses. Here a number keeps its source text and a repeated key keeps its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from klearstack_desktop.model.garbage import collection_paused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Json: TypeAlias = Any
"""What `loads` returns: dict, list, str, `Number`, int, bool or None, nested."""


class Number(str):
    """A JSON number that is no plain integer, as the text that came: ``1.50`` stays ``1.50``."""

    __slots__ = ()


class RepeatedKeys(dict[str, Any]):
    """A JSON object in which a key occurs more than once; as a dict it holds the last values.

    Attributes:
        pairs: all keys and values in the order they came.
    """

    def __init__(self, pairs: list[tuple[str, Json]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


def object_of(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Return keys and values as an object; keys may repeat."""
    unique = dict(pairs)
    return unique if len(unique) == len(pairs) else RepeatedKeys(pairs)


def _whole(digits: str) -> int | Number:
    try:
        return Number(digits) if digits == "-0" else int(digits)
    except ValueError:  # more digits than Python makes an int of
        return Number(digits)


_exact = json.JSONDecoder(
    object_pairs_hook=object_of,
    parse_float=Number,
    parse_int=_whole,
    parse_constant=Number,
    strict=False,
)
# An int is written as it came, but for -0 and for endless digits; and it is twice as fast to read.
_fast = json.JSONDecoder(
    object_pairs_hook=object_of, parse_float=Number, parse_constant=Number, strict=False
)


NEGATIVE_ZERO = re.compile(r"-0(?![\d.eE])")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def loads(text: str) -> Json:
    """Read a JSON text.

    Raises:
        ValueError: the text is no JSON, or nested too deeply to be an answer of KlearStack.
    """
    try:
        with collection_paused():
            return _decoded(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _decoded(text: str) -> Json:
    if NEGATIVE_ZERO.search(text):
        return _exact.decode(text)
    try:
        return _fast.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # more digits than Python makes an int of
        return _exact.decode(text)


def first_value(text: str, start: int) -> tuple[Json, int]:
    """Read the JSON value that begins at a place of a text, as `loads` does.

    Returns:
        The value, and where it ends.

    Raises:
        json.JSONDecodeError: no value stands there, or the text ends before it does.
        ValueError: it is nested too deeply to be an answer of KlearStack.
    """
    try:
        return _decoded_from(text, start)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _decoded_from(text: str, start: int) -> tuple[Json, int]:
    try:
        value, end = _fast.raw_decode(text, start)
    except json.JSONDecodeError:
        raise
    except ValueError:  # more digits than Python makes an int of
        return _exact.raw_decode(text, start)
    if NEGATIVE_ZERO.search(text, start, end):
        return _exact.raw_decode(text, start)
    return value, end


def is_number(text: str) -> bool:
    """Whether a text can stand in JSON as a number, just as it is."""
    return _NUMBER.fullmatch(text) is not None


def as_text(value: Json) -> str | None:
    """Return a scalar as the very text that came; None for a list or an object."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "".join(value)  # a plain str, so that the model is free of our types
    return str(value) if isinstance(value, int) else None


def pairs_of(mapping: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield all keys and values of an object, repeated ones included, in the order they came."""
    if isinstance(mapping, RepeatedKeys):
        yield from mapping.pairs
    else:
        yield from mapping.items()


def dumps(value: Json) -> str:
    """Write a JSON text; numbers that `loads` read are written as they came.

    Any mapping counts as an object. The text is ASCII: a service that mistakes the encoding of a
    form still reads the right letters.

    Raises:
        TypeError: the value holds something that JSON does not know.
    """
    written: list[str] = []
    # A stack of its own: however deep `loads` read, this writes. Each with what stands before it.
    pending: list[tuple[str, Json]] = [("", value)]
    while pending:
        before, item = pending.pop()
        written.append(before)
        scalar = _SCALARS.get(type(item))
        if scalar is not None:
            written.append(scalar(item))
        elif type(item) is dict or isinstance(item, Mapping):
            written.append("{")
            pending.append(("}", _NOTHING))
            pending.extend(reversed(_object_parts(item)))
        elif isinstance(item, _LISTS):
            texts = [write(inner) for inner in item if (write := _SCALARS.get(type(inner)))]
            if len(texts) == len(item):
                written.append(f"[{', '.join(texts)}]")
            else:
                written.append("[")
                pending.append(("]", _NOTHING))
                pending.extend(reversed(_list_parts(item)))
        else:
            written.append(json.dumps(item))
    return "".join(written)


_NOTHING: Final = Number("")
_LISTS: Final = (list, tuple)
_SCALARS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: encode_basestring_ascii,
    Number: str,
    int: int.__repr__,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _nothing: "null",
}


def _object_parts(mapping: Mapping[str, Json]) -> list[tuple[str, Json]]:
    parts: list[tuple[str, Json]] = []
    for key, value in pairs_of(mapping):
        name = encode_basestring_ascii(key) if type(key) is str else json.dumps(key)
        parts.append((f"{', ' if parts else ''}{name}: ", value))
    return parts


def _list_parts(items: Sequence[Json]) -> list[tuple[str, Json]]:
    return [(", " if place else "", item) for place, item in enumerate(items)]
