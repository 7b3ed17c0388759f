"""Where an account's files lie, readable by nobody but their owner.

On POSIX systems folders get mode 0700 and files 0600, whatever the umask says. On Windows an
account's folder is given to the user and the system alone (`windows_rights`) and what lies in it
inherits that; other folders have the rights of the profile folder.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING

from klearstack_desktop.store.network_folders import refuse_network_folder
from klearstack_desktop.store.places import account_name, account_place
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.windows_rights import keep_to_owner

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def account_folder(profile: Path, server: str, company: str, username: str) -> Path:
    """Return the folder of an account under a profile folder, made if it is missing.

    Raises:
        NotWritten: the folder cannot be made, its rights cannot be set, or it lies on a network
            drive.
    """
    folder = account_place(profile, account_name(server, company, username))
    refuse_network_folder(folder)
    private_folder(folder)
    if os.name == "nt":
        keep_to_owner(folder)
    return folder


def private_folder(folder: Path) -> Path:
    """Make a folder, and those above it, for the owner's eyes only, and return it.

    Folders above that exist already keep the rights they have.

    Raises:
        NotWritten: the folder cannot be made or its rights cannot be set.
    """
    try:
        missing = [parent for parent in folder.parents if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        if os.name == "posix":
            folder.chmod(FOLDER_MODE)
    except OSError as error:
        raise not_written(folder, error) from error
    return folder


def private_file(path: Path) -> Path:
    """Make sure that a file exists and that only its owner may read it, and return its path.

    Raises:
        NotWritten: the file cannot be made or its rights cannot be set.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
        if os.name == "posix" and path.stat().st_mode & 0o777 != FILE_MODE:
            path.chmod(FILE_MODE)
    except OSError as error:
        raise not_written(path, error) from error
    return path


def write_private(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Replace a file as a whole: after a crash it holds the old bytes or the new, never a mixture.

    Args:
        path: the file.
        data: all of it, or part after part; what raises between two parts is passed on.

    Raises:
        NotWritten: the new file could not be written; the old one stands as it was.
    """
    try:
        # mkstemp makes the file with mode 0600.
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines((data,) if isinstance(data, bytes) else data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)  # noqa: PTH105 - the name mkstemp gives is a str
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)  # noqa: PTH108 - the name mkstemp gives is a str
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise not_written(path, error) from error


def sync_folder(folder: Path) -> None:
    """Bring the new directory entry to the disk; Windows does so by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def not_written(path: Path, error: OSError) -> NotWritten:
    """Say that a path cannot be written, and why."""
    return NotWritten(
        f"{path} cannot be written: {error.strerror or error}. Check the disk and its rights.",
        repr(error),
    )
