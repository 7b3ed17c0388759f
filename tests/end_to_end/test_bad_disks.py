"""A full disk, a folder that cannot be written, a database and an account that are taken."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from klearstack_desktop.waiting import until
from tests.crash import clerk
from tests.crash.messages import End, Settled
from tests.end_to_end.driver import CONTROL, NUMBER, Driver, sign_in_options
from tests.end_to_end.test_bad_days import sheet_says
from tests.forked import Forked
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

SIZE = "4m"
FILLER = "filler"

HOLD_UNTIL_TOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


WANT_THE_ACCOUNT = """
import sys
from pathlib import Path
from klearstack_desktop.store.lock import AccountLock
AccountLock(Path(sys.argv[1]))
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The profile folder on a file system of its own, of a few megabytes."""
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o700)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(folder)]
    if (
        sys.platform != "linux"
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root on Linux can mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> None:
    """Take every byte that is left on a disk."""
    with (folder / FILLER).open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 1024):
            pass


@contextlib.contextmanager
def held(database: Path) -> Iterator[None]:
    """Let another process write into a database without an end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_UNTIL_TOLD, database],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        yield
        holder.stdin.close()


def refused(lock: Path) -> str:
    """Let another process want an account that is taken, and return what it says."""
    want = [sys.executable, "-c", WANT_THE_ACCOUNT, str(lock)]
    return subprocess.run(want, stderr=subprocess.PIPE, text=True, check=False).stderr


async def sign_says(driver: Driver, part: str) -> None:
    await until(
        driver.desk.drafts.status_changed,
        lambda: part in driver.label("draftLabel"),
        f"the draft sign to say {part!r}",
    )


def promised(driver: Driver) -> int:
    return int(driver.widget("draftLabel").property("savedRevision") or 0)


def shown(driver: Driver) -> str:
    field = driver.current.shown.by_key(NUMBER)
    assert field is not None
    return field.value


def test_a_full_disk_is_said_and_what_is_typed_is_stored_when_there_is_room(
    small_disk: Path, review: Review, server: ServerProcess
) -> None:
    # More than the last page of a file may have room for.
    long = "x" * 10_000

    async def fill_up(driver: Driver) -> None:
        await driver.ready()
        driver.correct(NUMBER, "typed before")
        await driver.draft_saved()
        before = promised(driver)
        fill(small_disk)
        driver.desk.editing.set_comment(long)
        await sign_says(driver, "disk is full")
        assert promised(driver) == before
        driver.desk.editing.set_comment("typed on a full disk")
        driver.desk.editing.set_comment(long)
        (small_disk / FILLER).unlink()
        await sign_says(driver, "Draft saved")
        assert promised(driver) == driver.desk.drafts.revision

    async def look(driver: Driver) -> None:
        opened = await driver.ready()
        assert shown(driver) == "typed before"
        assert opened.draft.comment == long

    review(fill_up)
    review(look)
    assert server.record() == []


def test_a_decision_on_a_full_disk_is_not_taken_and_the_draft_stays(
    small_disk: Path, review: Review, server: ServerProcess
) -> None:
    async def decide(driver: Driver) -> None:
        first = await driver.ready()
        driver.correct(NUMBER, "kept all the same")
        driver.desk.editing.set_comment("y" * 10_000)
        await driver.draft_saved()
        fill(small_disk)
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.notice("disk is full")
        assert driver.desk.queue.draft(first.id).fields[NUMBER].mine.value == "kept all the same"
        assert server.record() == []
        (small_disk / FILLER).unlink()

    async def look(driver: Driver) -> None:
        await driver.ready()
        assert shown(driver) == "kept all the same"

    review(decide)
    review(look)
    assert server.record() == []


async def unwritten_sheet(driver: Driver) -> QDialog:
    """Close the window, and wait until it asks about edits that cannot be written."""
    driver.window.close()
    while (sheet := driver.window.findChild(QDialog, "unwrittenSheet")) is None:
        await driver.pause()
    assert any("disk is full" in label.text() for label in sheet.findChildren(QLabel))
    return sheet


def test_closing_on_a_full_disk_asks_first_and_writes_when_there_is_room(
    small_disk: Path, review: Review
) -> None:
    long = "z" * 10_000

    async def close(driver: Driver) -> None:
        await driver.ready()
        fill(small_disk)
        driver.desk.editing.set_comment(long)
        assert not driver.desk.submissions.unsent()
        sheet = await unwritten_sheet(driver)
        found(sheet, QPushButton, "stayButton").click()
        await driver.pause()
        assert driver.program.desk is not None
        sheet = await unwritten_sheet(driver)
        (small_disk / FILLER).unlink()
        found(sheet, QPushButton, "retryWriteButton").click()
        # Nothing else may press a button before the program has gone by itself.
        while driver.is_open:
            assert driver.window.findChild(QDialog, "closingSheet") is None
            await driver.pause()

    async def look(driver: Driver) -> None:
        opened = await driver.ready()
        assert opened.draft.comment == long

    review(close)
    review(look)


def test_a_disk_without_any_room_is_said_at_the_sign_in(small_disk: Path, review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await sheet_says(driver, "disk is full")

    fill(small_disk)
    review(scenario)


def test_a_folder_that_cannot_be_written_is_said_at_the_sign_in(
    small_disk: Path, review: Review, server: ServerProcess
) -> None:
    async def edit(driver: Driver) -> None:
        await driver.ready()
        driver.correct(NUMBER, "typed before")
        await driver.draft_saved()

    async def scenario(driver: Driver) -> None:
        await sheet_says(driver, "cannot be written")

    review(edit)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    review(scenario)
    assert server.record() == []


def test_a_database_that_another_program_holds_is_said_and_written_when_it_is_free(
    review: Review, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        (path,) = (tmp_path / "profile").glob("accounts/*/work.db")
        with held(path):
            driver.correct(NUMBER, "typed meanwhile")
            await sign_says(driver, "Another program holds the database")
            assert promised(driver) < driver.desk.drafts.revision
        await sign_says(driver, "Draft saved")
        assert promised(driver) == driver.desk.drafts.revision
        with contextlib.closing(sqlite3.connect(path)) as beside:
            (count,) = beside.execute("SELECT count(*) FROM draft").fetchone()
        assert count == 1

    review(scenario)


def test_a_second_program_on_one_account_says_so_and_the_first_goes_on(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    profile.mkdir(mode=0o700)
    first = Forked(clerk.work, sign_in_options(server), profile)
    assert isinstance(first.hear(), Settled)

    async def second(driver: Driver) -> None:
        await sheet_says(driver, "already open in another window")
        label = driver.window.sign_in_sheet.findChild(QLabel, "signInProblem")
        assert label is not None
        assert label.textFormat() is Qt.TextFormat.PlainText

    review(second)
    first.tell(End())
    assert first.wait() == 0


@pytest.mark.qt_log_ignore(r"This plugin does not support raise\(\)")  # the offscreen platform
def test_a_second_program_calls_the_window_of_the_first_to_the_front(
    review: Review, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        window = driver.window
        window.showMinimized()
        assert window.isMinimized()
        (lock,) = (tmp_path / "profile").glob("accounts/*/lock")
        said = await asyncio.to_thread(refused, lock)
        assert "called to the front" in said
        watcher = driver.program._summons._watcher
        await until(watcher.fileChanged, lambda: not window.isMinimized(), "the window")

    review(scenario)


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX")
def test_a_profile_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("this is no folder")
    ended = subprocess.run(
        [sys.executable, "-m", "klearstack_desktop", "--profile-dir", in_the_way / "profile"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert str(in_the_way) in ended.stderr


def test_without_a_place_for_the_log_the_program_goes_on(tmp_path: Path) -> None:
    in_the_way = tmp_path / "logs"
    in_the_way.write_text("this is no folder")
    start = (
        "import pathlib, sys, klearstack_desktop.logs as it; it.start(pathlib.Path(sys.argv[1]))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", start, in_the_way], capture_output=True, text=True, check=True
    )
    assert "no log is kept" in ended.stderr
    assert "Traceback" not in ended.stderr
