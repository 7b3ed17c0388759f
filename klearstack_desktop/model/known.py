"""What this workstation knows besides the document itself, handed in by whoever looks it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """What a document is compared with.

    Attributes:
        today: the day at this workstation; None where nobody said, and nothing is in the future.
    """

    today: date | None = None
