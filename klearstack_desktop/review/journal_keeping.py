"""The journal's seal and its anchors: what of it lies in the keychain.

Wire format: the keychain's entry ``journal-anchor:ACCOUNT`` holds an anchor in its long form,
``journal ROWS:CHAIN`` with all 64 digits of the chain, in ASCII.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import Anchor, anchors_in
from klearstack_desktop.review.workstation_keys import KeyPurpose, key_for
from klearstack_desktop.store.seal import Seal

if TYPE_CHECKING:
    from klearstack_desktop.review.ports import KeySource

log = logging.getLogger(__name__)


def seal_of(keys: KeySource, account: str) -> Seal:
    """Return what seals an account's journal; its key is made at first use.

    May wait until a person unlocks the keychain. Without a keychain rows are chained by plain
    hashes.
    """
    return Seal(key_for(keys, KeyPurpose.JOURNAL, account))


def seal_to_check(keys: KeySource, account: str) -> Seal:
    """Return what an account's journal is checked with; no key is made where there is none."""
    return Seal(keys.secret(KeyPurpose.JOURNAL.entry(account)))


class KeptAnchor:
    """The anchor of one account's journal in the keychain; may wait for a person to unlock it."""

    def __init__(self, keys: KeySource, account: str) -> None:
        self._keys = keys
        self._entry = KeyPurpose.ANCHOR.entry(account)

    def load(self) -> Anchor | None:
        """Return the anchor that was kept last, or None."""
        kept = self._keys.secret(self._entry)
        found = anchors_in(kept.decode("ascii", "replace")) if kept else ()
        return found[-1] if found else None

    def keep(self, anchor: Anchor) -> None:
        """Keep an anchor in place of the one before; a keychain that refuses is logged."""
        if not self._keys.keep_secret(self._entry, anchor.long.encode("ascii")):
            log.info("the keychain took no anchor of the journal")
