"""A virtual screen with a window manager, and the program in a process of its own on it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

from klearstack_desktop.model.settings import Settings
from klearstack_desktop.store import settings_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.server_process import ServerProcess

PROGRAMS = ("Xvfb", "openbox", "xdotool")
PATIENCE = 40.0
SIZE = "1600x1000x24"
WINDOW = "^KlearStack Desktop$"
WORK, CACHE = "work.db", "cache.db"


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Ask again and again: what happens in another process sends no signal."""
    assert _comes_true(condition, PATIENCE), f"waited in vain for {what}"


def insist(
    action: Callable[[], None], condition: Callable[[], bool], what: str, every: float
) -> None:
    """Do something until it has worked: from outside nothing tells when the program is ready.

    Args:
        action: may be done more than once.
        condition: whether it has worked.
        what: names that.
        every: seconds that it is given to work before it is done again.
    """
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        action()
        _comes_true(condition, every)


def _comes_true(condition: Callable[[], bool], within: float) -> bool:
    deadline, pause = time.monotonic() + within, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.05)
    return True


class Desktop:
    """Xvfb and openbox; ends both."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = f":{pipe.readline().strip()}"
        self.environment = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self._manager = subprocess.Popen(
            ["openbox"],
            env={**self.environment, "HOME": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # Without a window manager no window is brought to the front.
        wait_for(lambda: bool(self.xdotool("get_num_desktops")), "the window manager")

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return done.stdout

    def key(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "40", *keys)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "20", text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(timeout=10)


class ProgramProcess:
    """The program as a user starts it, signed in on a server; a document is open in front."""

    def __init__(self, desktop: Desktop, server: ServerProcess, profile: Path) -> None:
        self._desktop = desktop
        self._profile = profile
        # What is told by the server's record alone must not wait for the time to take it back.
        profile.mkdir(mode=0o700, exist_ok=True)
        settings_file.save(profile, Settings(undo_seconds=0))
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "klearstack_desktop"),
                *("--server", server.url, "--company", server.company),
                *("--user", server.username, "--profile-dir", str(profile)),
            ],
            env={
                **desktop.environment,
                "KLEARSTACK_PASSWORD": server.password,
            },
        )
        # Before that, keys would go to the sign-in sheet.
        wait_for(self._has_opened_a_document, "an open document")
        insist(self._bring_to_the_front, self._is_in_front, "the window in front", every=1.0)

    def _bring_to_the_front(self) -> None:
        self._desktop.xdotool("search", "--onlyvisible", "--name", WINDOW, "windowactivate")

    def _is_in_front(self) -> bool:
        return bool(re.match(WINDOW, self._desktop.xdotool("getactivewindow", "getwindowname")))

    def _has_opened_a_document(self) -> bool:
        opened = "SELECT value FROM view_state WHERE key = 'last open document'"
        return bool(self._stored(opened, CACHE))

    def has_draft_with(self, text: str) -> bool:
        """Whether a stored draft holds a text: looked up in the file, as after a crash."""
        return any(text in str(row) for row in self._stored("SELECT * FROM draft_part", WORK))

    def has_comment(self, text: str) -> bool:
        """Whether a stored draft has a comment with that text."""
        return any(text in str(row) for row in self._stored("SELECT comment FROM draft", WORK))

    def decisions(self) -> int:
        """Count what was decided here, whether it is with the service by now or not."""
        decided = "SELECT id FROM outbox WHERE kind IN ('approve', 'reject')"
        return len(self._stored(decided, WORK))

    def _stored(self, query: str, database: str) -> list[object]:
        rows: list[object] = []
        for path in self._profile.glob(f"accounts/*/{database}"):
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            # Nothing is there yet where the tables are still being made.
            with contextlib.closing(connection), contextlib.suppress(sqlite3.OperationalError):
                rows += connection.execute(query).fetchall()
        return rows

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def terminate(self) -> int:
        """Ask it to end as the desktop does, and return its exit code."""
        self._process.terminate()
        return self._process.wait(timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self.kill()
