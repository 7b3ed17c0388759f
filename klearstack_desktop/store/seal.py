"""What makes the rows of the journal hold together.

Wire format. For row ``n`` with the canonical text ``entry``, all in ASCII, hashes in hexadecimal::

    chain(n) = SHA-256(chain(n-1) LF n LF entry)
    mac(n)   = HMAC-SHA256(key, mac(n-1) LF chain(n))

``chain(0)`` is 64 zeros, ``mac(0)`` is empty, LF is one line feed, ``n`` a decimal number. Anybody
can check the chain, with ``sha256sum`` if need be, also in an export and long after the key is
gone; only who has the key can make the MACs.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

PLAIN = "sha256"
KEYED = "hmac-sha256"

_KEY_ID = b"klearstack-desktop journal key"
_KEY_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Link:
    """Where a chain has got to, in hexadecimal; the MAC is empty where there is no key."""

    chain: str
    mac: str


START = Link("0" * 64, "")
"""What the first row is linked to."""


class Seal:
    """Seals rows with a key, or without one by a plain chain of hashes.

    Args:
        key: from the keychain; None where there is no keychain.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key
        self.name = PLAIN if key is None else f"{KEYED}:{_key_id(key)}"

    @property
    def is_keyed(self) -> bool:
        """Whether nobody without the key can make these seals."""
        return self._key is not None

    def link(self, before: Link, sequence: int, entry: str) -> Link:
        """Return how a row is sealed on top of the one before it; total, whatever the texts."""
        chain = hashlib.sha256(_bytes(f"{before.chain}\n{sequence}\n{entry}")).hexdigest()
        if self._key is None:
            return Link(chain, "")
        return Link(chain, hmac.digest(self._key, _bytes(f"{before.mac}\n{chain}"), "sha256").hex())


def _bytes(text: str) -> bytes:
    # A row that was tampered with may hold what UTF-8 does not know; it still has one hash.
    return text.encode("utf-8", "surrogatepass")


def _key_id(key: bytes) -> str:
    """Return what tells keys apart and nothing about them."""
    return hmac.digest(key, _KEY_ID, "sha256").hex()[:_KEY_ID_DIGITS]
