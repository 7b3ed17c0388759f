"""How values are written in a form field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


def flag(value: bool | None) -> str | None:
    """Write a flag as ``true`` or ``false``; None stays None, and the field is left out."""
    return None if value is None else str(value).lower()


def day(value: date) -> str:
    """Write a day as ``DD/MM/YYYY`` (section 12)."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def moment(value: datetime) -> str:
    """Write a time as ``DD/MM/YYYY HH:MM:SS``, in whatever zone it is given (section 5.2)."""
    return f"{day(value)} {value:%H:%M:%S}"
