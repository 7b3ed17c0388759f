"""A keychain in a file, for tests that start the program as a process of its own.

``PYTHON_KEYRING_BACKEND=tests.file_keyring.FileKeyring`` chooses it, ``FILE_KEYRING`` names the
file.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """Keeps passwords in a file of JSON."""

    priority = 1
    viable = False  # it works where a test names it, and is chosen by nobody else

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._keep({**self._kept(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        self._keep({k: v for k, v in self._kept().items() if k != f"{service}/{username}"})

    @staticmethod
    def _path() -> Path:
        return Path(os.environ["FILE_KEYRING"])

    def _kept(self) -> dict[str, str]:
        return kept_in(self._path())

    def _keep(self, kept: dict[str, str]) -> None:
        # A keychain is whole whenever its user is killed.
        beside = self._path().with_suffix(".new")
        beside.write_text(json.dumps(kept), "utf-8")
        beside.replace(self._path())


def kept_in(path: Path) -> dict[str, str]:
    """Return what a keychain keeps, by service and user name."""
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
