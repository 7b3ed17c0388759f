"""The lock on an account: held by the operating system, gone with the process that took it."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from klearstack_desktop.store.folders import FILE_MODE, not_written
from klearstack_desktop.store.problems import AccountInUse

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _check_still_there(path: Path, descriptor: int) -> None:
    """Make sure that the locked file was not removed between opening and locking it.

    Raises:
        OSError: the lock guards nothing: the account was forgotten by another process.
    """
    if not os.path.samestat(os.fstat(descriptor), path.stat()):
        raise FileNotFoundError(path)


def summons_of(lock: Path) -> Path:
    """Return the file that a second program writes into; it changes when the account is wanted."""
    return lock.with_name(f"{lock.name}-wanted")


def _call(summons: Path) -> None:
    # It is said all the same that the account is in use; and where the file is gone, the account is
    # just being forgotten.
    with contextlib.suppress(OSError), summons.open("r+", encoding="ascii") as file:
        file.write(f"wanted by process {os.getpid()}\n")


class AccountLock:
    """Holds an account for this process from construction to `close`.

    The file stays behind when the lock is gone: removing it would let two processes each lock a
    file of the same name. Children started by ``subprocess`` do not inherit the lock.

    Attributes:
        path: the file that is locked.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            AccountInUse: another process, or another window of this one, has it.
            NotWritten: the lock file cannot be opened.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)
        except OSError as error:
            raise not_written(path, error) from error
        try:
            _lock(descriptor)
            _check_still_there(path, descriptor)
        except OSError as error:
            os.close(descriptor)
            _call(summons_of(path))
            raise AccountInUse(
                "This account is already open in another window on this workstation, which was "
                "called to the front: use that window, or close it first.",
                repr(error),
            ) from error
        self.path = path
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Give the account free; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def close_and_remove(self) -> None:
        """Give the account free together with its folder, which must hold nothing else any more.

        Whoever opens the account from now on makes it anew.

        Raises:
            NotWritten: the folder is still there.
        """
        try:
            if os.name == "posix":
                # As long as the lock is held nobody else is in the folder.
                self.path.unlink(missing_ok=True)
                self.path.parent.rmdir()
                self.close()
            else:
                # An open file cannot be removed on Windows.
                self.close()
                self.path.unlink(missing_ok=True)
                self.path.parent.rmdir()
        except OSError as error:
            self.close()
            raise not_written(self.path.parent, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
