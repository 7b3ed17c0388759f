"""Which version of the program this is."""

from __future__ import annotations


def version() -> str:
    """Return the version of the installed program."""
    # Loaded late: it takes csv and email along, and no start needs it.
    from importlib import metadata

    return metadata.version("klearstack-desktop")
