from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.store.lock import AccountLock
from klearstack_desktop.store.problems import AccountInUse, NotWritten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD_UNTIL_TOLD = """
import sys
from pathlib import Path
from klearstack_desktop.store.lock import AccountLock
lock = AccountLock(Path(sys.argv[1]))
print("locked", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def other_process_holding(path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_TOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_told_that_the_account_is_in_use(tmp_path: Path) -> None:
    with (
        other_process_holding(tmp_path / "lock"),
        pytest.raises(AccountInUse, match="already open"),
    ):
        AccountLock(tmp_path / "lock")


def test_the_lock_dies_with_the_process_that_was_killed(tmp_path: Path) -> None:
    with other_process_holding(tmp_path / "lock") as process:
        process.kill()
        process.wait()
        AccountLock(tmp_path / "lock").close()


def test_children_do_not_inherit_the_lock(tmp_path: Path) -> None:
    with AccountLock(tmp_path / "lock"):
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
        )
    try:
        AccountLock(tmp_path / "lock").close()
    finally:
        child.communicate()


def test_a_second_lock_in_the_same_process_is_refused_too(tmp_path: Path) -> None:
    with AccountLock(tmp_path / "lock"), pytest.raises(AccountInUse):
        AccountLock(tmp_path / "lock")


def test_closing_twice_is_harmless_and_gives_the_account_free(tmp_path: Path) -> None:
    lock = AccountLock(tmp_path / "lock")
    lock.close()
    lock.close()
    AccountLock(tmp_path / "lock").close()


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX")
def test_nobody_else_may_open_the_lock_file(tmp_path: Path) -> None:
    with AccountLock(tmp_path / "lock"):
        assert (tmp_path / "lock").stat().st_mode & 0o077 == 0


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(NotWritten):
        AccountLock(tmp_path / "missing" / "lock")
