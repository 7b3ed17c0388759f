"""The settings of this workstation as a TOML file in the profile folder."""

from __future__ import annotations

import logging
import tomllib
from dataclasses import asdict
from typing import TYPE_CHECKING

from klearstack_desktop.model.settings import Settings, settings_from
from klearstack_desktop.store.folders import write_private

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

FILE_NAME = "settings.toml"


def load(folder: Path) -> Settings:
    """Return the settings kept in a folder; the defaults where there are none to be read."""
    try:
        text = (folder / FILE_NAME).read_text(encoding="utf-8")
        return settings_from(tomllib.loads(text))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("the settings cannot be read: %s", type(error).__name__)
        return Settings()


def save(folder: Path, settings: Settings) -> None:
    """Keep the settings in a folder.

    Raises:
        NotWritten: the settings kept before stand as they were.
    """
    import tomli_w  # loaded late: a start writes no settings

    write_private(folder / FILE_NAME, tomli_w.dumps(asdict(settings)).encode())
