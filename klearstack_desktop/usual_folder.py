"""Where the program keeps its files unless it is told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def usual_folder() -> Path:
    """Return the folder that the operating system has for the program's files of this user."""
    from platformdirs import user_data_path

    return user_data_path("KlearStackDesktop", appauthor=False, roaming=False)
