"""The keys that this workstation keeps in its keychain for one account.

Wire format: the keychain's entry is named ``PURPOSE:ACCOUNT``, the account being the name of its
folder, for example ``page-key:acme-ann-1f2e3d4c5b6a``.
"""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klearstack_desktop.review.ports import KeySource

KEY_BYTES = 32


class KeyPurpose(StrEnum):
    """What a secret in the keychain is for."""

    PAGES = "page-key"
    """Encrypts the cached pages."""

    JOURNAL = "journal-key"
    """Seals the rows of the journal."""

    ANCHOR = "journal-anchor"
    """No key: row count and head of the journal as they were last noted."""

    LOGIN = "login-verifier"
    """No key: what tells whether a password is the one of the last sign-in."""

    def entry(self, account: str) -> str:
        """Return the name of the keychain's entry for an account, named by its folder."""
        return f"{self}:{account}"


def key_for(keys: KeySource, purpose: KeyPurpose, account: str) -> bytes | None:
    """Return a key of 32 bytes, made at random when it is first asked for.

    May wait until a person unlocks the keychain.

    Returns:
        None where no keychain would give the key back at the next start.
    """
    entry = purpose.entry(account)
    known = keys.secret(entry)
    if known is not None and len(known) == KEY_BYTES:
        return known
    made = secrets.token_bytes(KEY_BYTES)
    return made if keys.keep_secret(entry, made) else None


def forget_keys(keys: KeySource, account: str) -> list[str]:
    """Remove every secret of an account from the keychain; return the entries that may be left."""
    entries = [purpose.entry(account) for purpose in KeyPurpose]
    return [entry for entry in entries if not keys.forget_secret(entry)]
