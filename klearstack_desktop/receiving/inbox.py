"""The folder that received results are put into: complete files only, for their owner's eyes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from klearstack_desktop.api.pushed import parse_push
from klearstack_desktop.model import jsontext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_LONGEST_ID = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class Inbox:
    """Writes one JSON file a push; safe to use from many threads.

    Args:
        folder: where the files go; made, for the owner alone, if it is missing.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()

    def keep(self, form: Mapping[str, str], received_at: datetime) -> str:
        """Write what a push call (section 7.1) carried and return the name of the file.

        The result stands under ``data`` as it came, numbers and repeated keys included; user and
        password of the call are left out.

        Args:
            form: the form fields of the call.
            received_at: when it came, in UTC.

        Raises:
            NotUnderstood: the field ``data`` is missing or holds no documents.
            OSError: the file cannot be written; nothing is left of it.
        """
        push = parse_push(form)
        contents = {
            "received_at": received_at.isoformat(timespec="milliseconds"),
            "company": push.company,
            "document_type": push.document_type,
            "batch_id": push.batch_id,
            "document_id": push.document_id,
            "file_name": push.file_name,
            "data": jsontext.loads(form["data"]),
        }
        text = jsontext.dumps(contents) + "\n"
        return self._write(safe_stem(push.document_id, received_at), text.encode("ascii"))

    def _write(self, stem: str, data: bytes) -> str:
        descriptor, name = tempfile.mkstemp(prefix=".receiving-", dir=self._folder)
        temporary = Path(name)  # mkstemp makes it with mode 0600
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            with self._lock:
                target = self._free(stem)
                temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        self._bring_to_disk()
        return target.name

    def _free(self, stem: str) -> Path:
        """Return a path that no file has: the same result may come twice within a microsecond."""
        target, number = self._folder / f"{stem}.json", 1
        while target.exists():
            number += 1
            target = self._folder / f"{stem}-{number}.json"
        return target

    def _bring_to_disk(self) -> None:
        """Bring the directory entry to the disk; Windows does so by itself."""
        if os.name != "posix":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def safe_stem(document_id: str, received_at: datetime) -> str:
    """Return a file name, without suffix, that leads nowhere else on any system.

    Two ids never share one: an id that had to be changed or cut gets a hash of itself.
    """
    kept = _UNSAFE.sub("-", document_id)[:_LONGEST_ID].strip("-") or "document"
    if kept != document_id:
        digest = hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()
        kept = f"{kept}-{digest[:8]}"
    return f"{kept}_{received_at:%Y%m%dT%H%M%S%f}Z"
