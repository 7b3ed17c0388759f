"""Removing the folder of an account for good, as far as a program can.

Files that hold values in clear (databases, their logs, what was set aside) are overwritten with
zeros once before they go. That reaches the old bytes on a hard disk with an ordinary file system;
on flash memory, copy-on-write file systems, snapshots and backups it reaches nothing, and only disk
encryption helps. Cached pages are not overwritten: they are unreadable once their key is gone.
"""

from __future__ import annotations

import logging
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

_CHUNK = bytes(1024 * 1024)
_ENCRYPTED = {"pages"}
"""Folders whose files are no use to anybody without the key in the keychain."""


@dataclass(frozen=True, slots=True)
class Wiped:
    """What was removed.

    Attributes:
        files: how many files are gone.
        size: how many bytes they had together.
        left: paths that could not be removed, for people.
    """

    files: int
    size: int
    left: tuple[str, ...]


def wipe(folder: Path, keep: Path) -> Wiped:
    """Remove everything in an account's folder but one file: the lock that guards it meanwhile.

    Links are removed, never followed. What cannot be removed is named, and the rest goes all the
    same.
    """
    files = size = 0
    left: list[str] = []
    for path in _deepest_first(folder):
        if path == keep:
            continue
        try:
            status = path.lstat()
            if stat.S_ISDIR(status.st_mode):
                path.rmdir()
                continue
            if stat.S_ISREG(status.st_mode) and path.parent.name not in _ENCRYPTED:
                _overwrite(path, status.st_size)
            path.unlink()
        except OSError as error:
            log.warning("%s is not removed: %s", path.name, error.strerror)
            left.append(str(path))
        else:
            files += 1
            size += status.st_size
    return Wiped(files, size, tuple(left))


def _deepest_first(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder, topdown=False):
        at = folder.joinpath(root)
        for name in (*names, *folders):
            yield at / name


def _overwrite(path: Path, size: int) -> None:
    """Write zeros over a file and wait for the disk."""
    with path.open("r+b") as file:
        for at in range(0, size, len(_CHUNK)):
            file.write(_CHUNK[: size - at])
        file.flush()
        os.fsync(file.fileno())
