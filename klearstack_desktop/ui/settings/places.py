"""Where the settings can be opened at."""

from __future__ import annotations

from enum import Enum
from typing import Final

NEW_SERVER: Final = "New server"
"""What a profile is called that has no name yet."""


class Page(Enum):
    """A page that the settings can be opened at."""

    WORKING = "Working"
    REVIEW = "Review"
    KEYS = "Keys"
    SERVER = "Server"
    DOCTOR = "Doctor"
