"""The local server in a fork: what it imports is there before it starts."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from klearstack_desktop.localserver import application, readiness, serve, web

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

IMPORTED = (application, readiness, web)
"""What `serve` imports only once it serves."""


def run(life: Connection, errors: Path, arguments: list[str]) -> None:
    """Serve until the other end of ``life`` is closed, as at the end of standard input.

    Args:
        life: takes the place of standard input.
        errors: a file that takes the place of the standard error stream.
        arguments: of ``serve``.
    """
    os.dup2(life.fileno(), 0)
    with errors.open("ab") as said:
        os.dup2(said.fileno(), 2)
    sys.argv = ["serve", *arguments]
    sys.exit(serve.main())
