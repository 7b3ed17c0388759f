"""Looking into a database without any way of changing it."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_only(path: Path, patience: float) -> sqlite3.Connection:
    """Open a database that is there; nothing that is done through it changes the file.

    Args:
        path: the file.
        patience: seconds to wait for another program that writes.

    Raises:
        sqlite3.Error: there is no such file, or it cannot be opened.
    """
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=patience)
