"""The keys that a reviewer has chosen, as a TOML file: kept here, or handed on."""

from __future__ import annotations

import logging
import tomllib
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.key_choices import KeyChoices, key_choices_from
from klearstack_desktop.store.folders import not_written, write_private
from klearstack_desktop.store.problems import UnusableKeys

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

FILE_NAME: Final = "keys.toml"
_LARGEST_FILE: Final = 1024 * 1024
_HEAD: Final = (
    "# Keys of KlearStack Desktop that differ from those it comes with, by action.\n"
    "# An empty list takes all keys from an action.\n\n"
)


def load(folder: Path) -> KeyChoices:
    """Return the choices kept in a folder; none where there are none to be read."""
    try:
        return read(folder / FILE_NAME)
    except UnusableKeys as problem:
        if (folder / FILE_NAME).exists():
            log.warning("the chosen keys cannot be read: %s", type(problem.__cause__).__name__)
        return KeyChoices()


def save(folder: Path, choices: KeyChoices) -> None:
    """Keep choices in a folder.

    Raises:
        NotWritten: the choices kept before stand as they were.
    """
    write_private(folder / FILE_NAME, _text(choices).encode("utf-8"))


def read(path: Path) -> KeyChoices:
    """Return the choices in a file, wherever it lies.

    Raises:
        UnusableKeys: there is none, or it is no TOML.
    """
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UnusableKeys(f"{path.name} is too large to hold keys.")
        return key_choices_from(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableKeys(f"{path.name} cannot be read: {reason}.") from error
    except ValueError as error:
        raise UnusableKeys(f"{path.name} is no valid TOML.") from error


def export(path: Path, choices: KeyChoices) -> None:
    """Write choices for another workstation.

    Raises:
        NotWritten: the disk or its rights stand in the way.
    """
    try:
        path.write_text(_text(choices), encoding="utf-8")
    except OSError as error:
        raise not_written(path, error) from error


def _text(choices: KeyChoices) -> str:
    tables = {"everywhere": choices.everywhere, "page": choices.page}
    plain = {
        title: {name: list(keys) for name, keys in sorted(table.items())}
        for title, table in tables.items()
        if table
    }
    import tomli_w  # loaded late: a start writes no keys

    return _HEAD + tomli_w.dumps(plain)
