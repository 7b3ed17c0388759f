"""The rights of a folder on Windows: the user and the system, and nobody else.

The calls are those of Windows' own programs ``whoami`` and ``icacls``. What cannot be set is logged
and leaves the rights that the folder inherits: those of the user's own folder, unless
``--profile-dir`` names another place. The command lines are tested on every system; that Windows
obeys them has not been tested.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

_SYSTEM: Final = "S-1-5-18"
_TIMEOUT_SECONDS: Final = 10
_SID: Final = re.compile(rb"\bS-1-5-21(?:-\d+)+\b|\bS-1-12-1(?:-\d+)+\b")
"""Of a local or domain user, or of one of Entra ID."""


def keep_to_owner(folder: Path) -> None:
    """Let only this user and the system into a folder and into all that will lie in it."""
    system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
    try:
        sid = sid_in(_run([str(system / "whoami.exe"), "/user", "/fo", "csv", "/nh"]))
        for command in commands(str(system / "icacls.exe"), str(folder), sid):
            _run(command)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the rights of an account's folder are those it inherits: %r", error)


def sid_in(answer: bytes) -> str:
    """Return the user's security identifier from what ``whoami /user`` says.

    Raises:
        ValueError: there is none in it, or more than one.
    """
    found = set(_SID.findall(answer))
    if len(found) != 1:
        raise ValueError(f"{len(found)} security identifiers of a user")
    return bytes(found.pop()).decode("ascii")


def commands(icacls: str, folder: str, sid: str) -> list[list[str]]:
    """Return the calls that give a folder to one user and the system.

    The first drops what was granted to others explicitly, the second what is inherited. Files and
    folders within inherit (``OI``, ``CI``) full access (``F``).
    """
    rights = [f"*{owner}:(OI)(CI)F" for owner in (sid, _SYSTEM)]
    return [
        [icacls, folder, "/reset", "/q"],
        [icacls, folder, "/inheritance:r", "/grant:r", *rights, "/q"],
    ]


def _run(command: list[str]) -> bytes:
    done = subprocess.run(  # noqa: S603 - programs of the system by their full paths
        command,
        capture_output=True,
        check=True,
        timeout=_TIMEOUT_SECONDS,
        stdin=subprocess.DEVNULL,
        # Only Windows knows the flag: no console window flashes up.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    return done.stdout
