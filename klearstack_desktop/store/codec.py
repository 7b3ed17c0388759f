"""Plain values as JSON text and back.

NUL and lone surrogates travel as escapes, so SQLite keeps whatever string Python holds. What stands
in the service's own JSON is kept as the service wrote it: a number keeps its digits, a repeated key
its place. The one string that does not come back as it was is a high surrogate followed by a low
one: JSON joins the two into the character that they spell. No answer of the service and no key
press makes such a string.

Every ``decode_*`` function, here and in the modules that build on this one, is total: whatever the
text, it returns a value or raises `DamagedRecord`. The ``as_*`` functions, which they are made of,
raise TypeError or ValueError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from klearstack_desktop.model import jsontext
from klearstack_desktop.store.problems import DamagedRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    T = TypeVar("T")

Json = Any
"""What ``json.loads`` returns."""


def text_key(name: str) -> str:
    """Return a name as it stands in a column: unchanged where it is plain ASCII, else escaped."""
    return json.dumps(name)[1:-1]


def name_of(key: str) -> str:
    """Return the name that `text_key` wrote.

    Raises:
        DamagedRecord: the column holds something else.
    """
    return decoded(f'"{key}"', as_text)


def encode_value(value: Json) -> str:
    """Return JSON text for a value made of what JSON knows; any mapping counts as an object.

    Raises:
        TypeError: the value holds something that JSON does not know.
    """
    return json.dumps(value, separators=(",", ":"), default=_as_object)


def _as_object(value: object) -> dict[object, object]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be stored")


def decode_value(text: str) -> Json:
    """Return the value of JSON text.

    Raises:
        DamagedRecord: the text is not JSON.
    """
    return decoded(text, lambda value: value)


def decoded(text: str, build: Callable[[Json], T]) -> T:
    """Parse text and build a value.

    Raises:
        DamagedRecord: the text is no JSON, or nothing that `build` makes a value of.
    """
    return built(text, lambda: build(json.loads(text)))


def built(text: str, build: Callable[[], T]) -> T:
    """Build a value of a text.

    Raises:
        DamagedRecord: nothing can be built of it.
    """
    try:
        return build()
    # RecursionError is what absurdly nested text ends in.
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        # The message of the cause may quote a value, so only its type is told.
        raise DamagedRecord(
            "A value that this workstation stored cannot be read any more.",
            f"{type(error).__name__} while reading {len(text)} characters",
        ) from error


def as_text(value: Json) -> str:
    """Return a string; nothing else passes for one."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def as_flag(value: Json) -> bool:
    """Return a truth value; no number passes for one."""
    if not isinstance(value, bool):
        raise TypeError("not a truth value")
    return value


def as_whole(value: Json) -> int:
    """Return a whole number; no truth value passes for one."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a whole number")
    return value


def as_optional_whole(value: Json) -> int | None:
    """Return a whole number, or None for null."""
    return None if value is None else as_whole(value)


def as_optional_number(value: Json) -> float | None:
    """Return a number, or None for null."""
    if value is None:
        return None
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise TypeError("not a number")
    return float(value)


def as_list(value: Json) -> Iterable[Any]:
    """Return a list; no string passes for one."""
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def as_extras(value: Json) -> Mapping[str, Json]:
    """Return what the service said beside; the first drafts hold it as an object, not as text."""
    extras = jsontext.loads(value) if isinstance(value, str) else value
    if not isinstance(extras, Mapping):
        raise TypeError("not a mapping")
    return extras
