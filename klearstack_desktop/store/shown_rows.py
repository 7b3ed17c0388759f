"""Reads what was on the screen last, without opening all that a workstation remembers.

It may be read while another thread or program has the account open, and changes nothing.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.shown_list import LAST_OPEN, ROWS_SHOWN_LAST, entries_of
from klearstack_desktop.store.places import CACHE_FILE, account_place
from klearstack_desktop.store.read_only import read_only

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.queue import QueueEntry

log = logging.getLogger(__name__)

# Another program that writes is not waited for: the list comes a moment later by itself.
_PATIENCE_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class ShownRows:
    """What stood in the list last.

    Attributes:
        entries: its first rows.
        last_open: the document that was open, or None.
    """

    entries: tuple[QueueEntry, ...]
    last_open: str | None


def rows_shown_last(profile: Path, account: str) -> ShownRows | None:
    """Return what stood in the list of an account last.

    Args:
        profile: the folder under which the files of all accounts lie.
        account: the name of the account's folder.

    Returns:
        None where nothing was kept, or it cannot be read.
    """
    path = account_place(profile, account) / CACHE_FILE
    try:
        with contextlib.closing(read_only(path, _PATIENCE_SECONDS)) as connection:
            kept = dict(
                connection.execute(
                    "SELECT key, value FROM view_state WHERE key IN (?, ?)",
                    (ROWS_SHOWN_LAST, LAST_OPEN),
                )
            )
        if ROWS_SHOWN_LAST not in kept:
            return None
        last_open = json.loads(kept.get(LAST_OPEN, "null"))
        return ShownRows(
            entries_of(json.loads(kept[ROWS_SHOWN_LAST])),
            last_open if isinstance(last_open, str) else None,
        )
    except (sqlite3.Error, ValueError, TypeError) as error:
        log.warning("what was shown last cannot be read: %s", type(error).__name__)
        return None
