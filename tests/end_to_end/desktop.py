"""A virtual screen with a window manager, and the program in a process of its own on it."""

from __future__ import annotations

import os
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


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Ask again and again: what happens in another process sends no signal."""
    deadline, pause = time.monotonic() + PATIENCE, threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        pause.wait(0.05)


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
    """The program as a user starts it, signed in on a server."""

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
        wait_for(lambda: bool(self._window()), "the window")
        desktop.xdotool("windowactivate", "--sync", self._window())

    def _window(self) -> str:
        found = self._desktop.xdotool("search", "--onlyvisible", "--name", "^KlearStack Desktop$")
        return found.split()[0] if found else ""

    def has_draft_with(self, text: str) -> bool:
        """Whether a stored draft holds a text: looked up in the file, as after a crash."""
        for path in self._profile.glob("accounts/*/work.db"):
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            try:
                rows = connection.execute("SELECT * FROM draft_part").fetchall()
            finally:
                connection.close()
            if any(text in str(row) for row in rows):
                return True
        return False

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def terminate(self) -> int:
        """Ask it to end as the desktop does, and return its exit code."""
        self._process.terminate()
        return self._process.wait(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self.kill()
