"""Tells a benchmark when the queue could first be worked with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_start(path: Path) -> None:
    """Write that the rows have been painted now.

    The file holds one number in ASCII: seconds of `time.monotonic`, which on one computer count
    from the same moment in all processes. It is there as soon as it is whole.
    """
    now = time.monotonic()
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(str(now), "ascii")
    beside.replace(path)
