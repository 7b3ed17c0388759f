"""The server certificates that were accepted on this workstation, to be shown when one changes.

Nothing is trusted because it lies here: what is trusted is the fingerprint in the server's profile.
"""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from klearstack_desktop.store.folders import private_folder, write_private
from klearstack_desktop.store.problems import NotWritten

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)


class AcceptedCertificates:
    """One file a certificate, named by its fingerprint.

    Args:
        folder: where they lie; made when the first one is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, der: bytes) -> None:
        """Keep a certificate (DER); a folder that cannot be written is logged."""
        try:
            private_folder(self._folder)
            write_private(self._path(hashlib.sha256(der).hexdigest()), der)
        except NotWritten as problem:
            log.warning("an accepted certificate is not kept: %s", problem.details)

    def find(self, sha256: str) -> bytes | None:
        """Return the certificate with that fingerprint (hex), or None where it is not known."""
        try:
            der = self._path(sha256).read_bytes()
        except OSError:
            return None
        return der if hashlib.sha256(der).hexdigest() == sha256 else None

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.der"
