"""Server, company and user of the last sign-in, to be offered at the next start."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from klearstack_desktop.store.folders import private_folder, write_private
from klearstack_desktop.store.problems import NotWritten

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.desk import SignInDetails

log = logging.getLogger(__name__)


class LastSignIn:
    """A small private file; it never holds a password."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, str]:
        """Return server, company, user and trust; empty where nothing readable is remembered."""
        try:
            known = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(known, dict):
            return {}
        return {str(name): value for name, value in known.items() if isinstance(value, str)}

    def write(self, details: SignInDetails) -> None:
        """Remember who signed in where; a folder that cannot be written is logged."""
        known = {"server": details.server, "company": details.company, "user": details.user}
        if details.trust:
            known["trust"] = details.trust
        try:
            private_folder(self._path.parent)
            write_private(self._path, json.dumps(known).encode("utf-8"))
        except NotWritten as problem:
            log.warning("the last sign-in is not remembered: %s", problem.details)
