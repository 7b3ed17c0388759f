"""What the command line asks of the desktop program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for.

    Attributes:
        server, company, user, password, trust: sign in directly where all that is needed is there.
        profile: name or file of the server profile to sign in with, or None for the last one.
        profile_dir: the folder for every file, or None for the system's usual place.
        is_demo: use the local server with sample invoices.
        tour: the folder for the report of a scripted review, or None.
        watches_stalls: log what keeps the window from answering within a frame.
        report_start: the file that says when the first rows were painted, or None.
    """

    server: str | None = None
    company: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    trust: str | None = None
    profile: str | None = None
    profile_dir: Path | None = None
    is_demo: bool = False
    tour: Path | None = None
    watches_stalls: bool = False
    report_start: Path | None = None
