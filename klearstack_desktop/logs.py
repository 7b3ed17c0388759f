"""The log file: rotating, private, without secrets and field values."""

from __future__ import annotations

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

LARGEST_FILE = 2_000_000
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


class _PrivateFile(RotatingFileHandler):
    """Opens its files so that only their owner can read them."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        if os.name == "posix":
            os.fchmod(stream.fileno(), 0o600)
        return stream


def start(folder: Path) -> None:
    """Write the program's log into a folder; to the terminal too, where there is one.

    Where the folder cannot be written there is no file: the program says at the sign-in that it
    can keep nothing.
    """
    handlers: list[logging.Handler] = []
    # A windowed build on Windows has no streams.
    if sys.stderr is not None:
        terminal = logging.StreamHandler()
        terminal.setLevel(logging.WARNING)
        handlers.append(terminal)
    logging.basicConfig(level=logging.INFO, format=FORMAT, handlers=handlers, force=True)
    # These write addresses and bodies of requests.
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    try:
        _log_into(folder)
    except OSError as error:
        logging.getLogger(__name__).warning("no log is kept: %s", error)


def _log_into(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _PrivateFile(
        folder / "klearstack-desktop.log", maxBytes=LARGEST_FILE, backupCount=3, encoding="utf-8"
    )
    file.setFormatter(logging.Formatter(FORMAT))
    logging.getLogger().addHandler(file)
