"""The one door to ``resources/``: data files that travel with the program.

In a checkout the files lie in ``resources/`` beside the package; in a wheel and in a frozen bundle
they lie in ``klearstack_desktop/_resources``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def root() -> Path:
    """Return the folder that holds the resource files.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "_resources", package.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"resources are missing beside {package}")


def path(name: str) -> Path:
    """Return the path of one resource, for example ``icons/upload.svg``.

    Raises:
        FileNotFoundError: there is no such resource.
    """
    found = root() / name
    if not found.exists():
        raise FileNotFoundError(f"no resource named {name}")
    return found


def text(name: str) -> str:
    """Return the text of one UTF-8 resource."""
    return path(name).read_text(encoding="utf-8")


def toml(name: str) -> dict[str, Any]:
    """Return the parsed contents of one TOML resource."""
    # The window is dressed and painted without it.
    import tomllib

    return tomllib.loads(text(name))
