"""Why nothing should leave the workstation for a while, in the words the program shows."""

from __future__ import annotations

from typing import Final

SCREEN_LOCKED: Final = "the screen is locked"
ASLEEP: Final = "the computer sleeps"
LOGGING_OFF: Final = "the session ends"
