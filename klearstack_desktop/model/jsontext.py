"""JSON text in and out without losing anything.

The standard reader turns ``1.50`` into 1.5 and forgets all but the last of repeated keys; on an
invoice both are losses. Here a number keeps its source text and a repeated key keeps its place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from klearstack_desktop.model.garbage import collection_paused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    unique = dict(pairs)
    return unique if len(unique) == len(pairs) else RepeatedKeys(pairs)


_exact = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=Number,
    parse_int=Number,
    parse_constant=Number,
    strict=False,
)
# An int is written as it came, but for -0 and for endless digits; and it is twice as fast to read.
_fast = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Number, parse_constant=Number, strict=False
)


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
    if "-0" in text:
        return _exact.decode(text)
    try:
        return _fast.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # more digits than Python makes an int of
        return _exact.decode(text)


def pairs_of(mapping: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield all keys and values of an object, repeated ones included, in the order they came."""
    if isinstance(mapping, RepeatedKeys):
        yield from mapping.pairs
    else:
        yield from mapping.items()


def dumps(value: Json) -> str:
    """Write a JSON text; numbers that `loads` read are written as they came.

    The text is ASCII: a service that mistakes the encoding of a form still reads the right letters.
    """
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(k)}: {dumps(v)}" for k, v in pairs_of(value))
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(dumps, value))}]"
    return json.dumps(value)
