"""The data folder: private to the user, and complete files only."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def write_private_json(target: Path, contents: object) -> None:
    """Write JSON so that a reader sees the whole file or none, readable by its owner alone.

    Raises:
        OSError: the folder is not writable.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)  # mkstemp creates it with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(contents, stream, ensure_ascii=False, indent=2)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where one local server keeps everything; it can be copied while the server is stopped."""

    path: Path

    def prepare(self) -> None:
        """Create the folder with mode 0700, and take it back from others if it was open to them.

        Raises:
            OSError: the folder cannot be created or is not ours.
        """
        self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        self.path.chmod(PRIVATE_FOLDER)

    @property
    def database(self) -> Path:
        """The SQLite file with documents, pages, uploads and the record."""
        return self.path / "server.db"

    @property
    def accounts(self) -> Path:
        """The JSON file with the company, the users and their passwords; mode 0600."""
        return self.path / "accounts.json"

    @property
    def log(self) -> Path:
        """What went wrong inside the server; never a password, token or field value."""
        return self.path / "server.log"
