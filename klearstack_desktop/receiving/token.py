"""The token that KlearStack has to show to the receiver, and where it is kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from pathlib import Path

VARIABLE = "KLEARSTACK_RECEIVE_TOKEN"
SHORTEST = 16


class NoToken(Exception):
    """There is no token that deserves the name; the message says why, without the token."""


def read_token(environment: MutableMapping[str, str], path: Path | None) -> str:
    """Return the token from a private file or, without one, from the environment.

    Args:
        environment: loses the variable, so that no program started from here inherits it.
        path: the file, or None.

    Raises:
        NoToken: there is none, it is too short to be safe, or others may read its file.
    """
    given = environment.pop(VARIABLE, "")
    token = (given if path is None else _read(path)).strip()
    if not token:
        raise NoToken(f"The receiver needs a token: set {VARIABLE} or give --token-file.")
    if len(token) < SHORTEST or not (token.isascii() and token.isprintable()) or " " in token:
        raise NoToken(f"The token needs at least {SHORTEST} ASCII characters without blanks.")
    return token


def _read(path: Path) -> str:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise NoToken(f"Others may read {path}. Allow its owner only: chmod 600 {path}")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoToken(f"{path} cannot be read: {getattr(error, 'strerror', '')}") from None
