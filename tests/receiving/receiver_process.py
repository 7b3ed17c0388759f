"""The receiver in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = "a-token-of-the-integrator"
_CHECKOUT = Path(__file__).resolve().parents[2]


def start(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start ``receive`` on a free port, with all that it says in one pipe."""
    command = [sys.executable, "-m", "klearstack_desktop", "receive", "--port", "0"]
    return subprocess.Popen(
        [*command, "--to", str(folder), *arguments],
        cwd=_CHECKOUT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


class ReceiverProcess:
    """Ready when construction returns; ``said`` holds all that it wrote, once it has ended."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.said = ""
        self._process = start(folder, *arguments, environment={"KLEARSTACK_RECEIVE_TOKEN": TOKEN})
        assert self._process.stdout is not None
        first = self._process.stdout.readline()
        assert first.startswith("Receiving on "), first
        self.url = first.split()[-1]

    def wait_for_result(self) -> None:
        """Wait until it says that a result was received."""
        assert self._process.stdout is not None
        while " received " not in (line := self._process.stdout.readline()):
            assert line, "it ended without a result"

    def results(self) -> list[dict[str, Any]]:
        """Return what was received, oldest first."""
        files = sorted(self.folder.glob("*.json"), key=lambda path: path.stem.split("_")[-1])
        return [json.loads(path.read_text(encoding="utf-8")) for path in files]

    def stop(self) -> int:
        self._process.terminate()
        self.said, _ = self._process.communicate(timeout=20)
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.returncode is None:
            self.stop()
