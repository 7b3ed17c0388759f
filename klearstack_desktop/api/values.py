"""Single values of an answer: text, page, confidence, box; None where they are no such thing."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.model.jsontext import as_text

if TYPE_CHECKING:
    from klearstack_desktop.model.jsontext import Json

_LARGEST_PIXEL = 1_000_000
_NUMBERS = (str, int, float)
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def as_number(value: Json) -> float | None:
    """Return a number or a text that is one; None for everything else, NaN and infinity too."""
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_confidence(value: Json) -> float | None:
    """Return a confidence of 0..1, or None."""
    number = as_number(value)
    return number if number is not None and 0.0 <= number <= 1.0 else None


def as_page(value: Json) -> int | None:
    """Return a page number from 1, or None."""
    number = value if type(value) is int else as_number(value)
    if number is None or not 1 <= number <= _LARGEST_PIXEL or number != int(number):
        return None
    return int(number)


def as_flag(value: Json) -> bool | None:
    """Return whether a flag is set; None where the value is no flag."""
    if type(value) is int:  # a long list has it in each document
        return bool(value) if value in {0, 1} else None
    if isinstance(value, bool):
        return value
    text = as_text(value)
    if text is None:
        return None
    return _FLAGS.get(text.strip().lower())


def as_box(value: Json) -> Box | None:
    """Return a box of ``[left, top, right, bottom]`` in pixels; None for ``[0, 0, 0, 0]`` too."""
    if not isinstance(value, list) or len(value) != 4:
        return None
    corners = [pixel for corner in value if (pixel := _pixel(corner)) is not None]
    if len(corners) != 4:
        return None
    box = Box(*corners)
    return box if box.is_proper() else None


def _pixel(value: Json) -> int | None:
    number = value if type(value) is int else as_number(value)
    if number is None or not -_LARGEST_PIXEL <= number <= _LARGEST_PIXEL:
        return None
    return number if type(number) is int else round(number)


def is_no_box(value: Json) -> bool:
    """Whether a value is one of the ways to say that there is no position (section 12)."""
    if value is None or value == []:
        return True
    return (
        isinstance(value, list)
        and len(value) == 4
        and all(as_number(corner) == 0.0 for corner in value)
    )


def as_moment(value: Json) -> datetime | None:
    """Return an ISO time as the service writes it (its own clock, no zone), or None."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def as_id(value: Json) -> str | None:
    """Return an identifier; ``{"$oid": "..."}`` is one as well. None where there is none."""
    if isinstance(value, dict) and len(value) == 1 and "$oid" in value:
        value = value["$oid"]
    text = None if isinstance(value, bool) else as_text(value)
    return text if text and not text.isspace() else None
