"""Where under a profile folder the files of an account lie, without making or opening any."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

WORK_FILE: Final = "work.db"
CACHE_FILE: Final = "cache.db"
_SLUG_LENGTH: Final = 40
_HASH_LENGTH: Final = 12


def account_name(server: str, company: str, username: str) -> str:
    """Return the folder name of an account: a readable part, and a hash that tells accounts apart.

    Letter case counts in company and user, because the service may tell them apart; it does not in
    the server's address, nor does a slash at its end.
    """
    identity = [server.strip().rstrip("/").lower(), company.strip(), username.strip()]
    digest = hashlib.sha256(json.dumps(identity).encode("ascii")).hexdigest()[:_HASH_LENGTH]
    decomposed = unicodedata.normalize("NFKD", f"{identity[1]}-{identity[2]}".casefold())
    ascii_only = decomposed.encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only)[:_SLUG_LENGTH].strip("-")
    return f"{slug}-{digest}" if slug else digest


def account_place(profile: Path, account: str) -> Path:
    """Return the folder of an account, named as `account_name` does."""
    return profile / "accounts" / account


def is_remembered(profile: Path, account: str) -> bool:
    """Whether an account, named by its folder, has been worked on under a profile folder."""
    return (account_place(profile, account) / WORK_FILE).is_file()
