"""How long another thread may keep Python's interpreter from the window."""

from __future__ import annotations

import sys
from typing import Final

LONGEST_TURN_SECONDS: Final = 0.0005
"""Python's own 5 ms are a third of a frame, and the window may wait for several of them: whenever
it lets go of the interpreter, to paint or to wake a worker, another thread may take its turn."""


def let_the_window_go_first() -> None:
    """Make threads take shorter turns, for as long as the process lives.

    Work in the background takes longer by it only where the window has something to do.
    """
    sys.setswitchinterval(LONGEST_TURN_SECONDS)
