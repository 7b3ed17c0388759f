"""Starts the local server as a process of its own and waits until it answers."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from klearstack_desktop import resources
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.store.profile_text import read_profile

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.profile import Profile

START_SECONDS = 60.0
POLL_SECONDS = 0.05
DID_NOT_START = "The local server with sample invoices did not start."


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """How to sign in to the running local server."""

    url: str
    company: str
    username: str
    password: str = field(repr=False)


def demo_profile(access: DemoAccess) -> Profile:
    """Return how the desk knows the local server; it is written nowhere."""
    stated = read_profile(resources.text("samples/demo_profile.toml"), "demo").profile
    return replace(stated, name="", server=access.url, company=access.company)


class DemoServer:
    """The embedded KlearStack; ends with this process at the latest."""

    def __init__(self, folder: Path) -> None:
        """Keep sample data and the ready file in `folder`; nothing is started yet."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> DemoAccess:
        """Start the process, unless it runs already, and return the way in.

        Raises:
            Problem: the server did not come up.
        """
        ready_file = self._folder / "ready.json"
        process = self._process
        if process is None or process.poll() is not None:
            process = self._launch(ready_file)
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not ready_file.exists():
            if process.poll() is not None:
                raise Problem(DID_NOT_START, f"exit code {process.returncode}")
            if asyncio.get_running_loop().time() > deadline:
                raise Problem(DID_NOT_START, f"not ready after {START_SECONDS} s")
            await asyncio.sleep(POLL_SECONDS)
        ready = json.loads(ready_file.read_text(encoding="utf-8"))
        return DemoAccess(ready["url"], ready["company"], ready["username"], ready["password"])

    def _launch(self, ready_file: Path) -> subprocess.Popen[bytes]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ready_file.unlink(missing_ok=True)
        data = self._folder / "data"
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [
                *_own_program(),
                "serve",
                "--port",
                "0",
                "--data",
                str(data),
                "--ready-file",
                str(ready_file),
                "--exit-with-parent",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self._process

    def stop(self) -> None:
        """End the process, if it runs."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _own_program() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "klearstack_desktop"]
