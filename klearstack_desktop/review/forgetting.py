"""Forgetting an account on this workstation: its files, its keys, and who signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.workstation_keys import forget_keys

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import KeySource
    from klearstack_desktop.review.profiles import Profiles

_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is gone from this workstation.

    Attributes:
        files: how many files were removed.
        size: how many bytes they had together.
        left: what could not be removed, for people.
    """

    files: int
    size: int
    left: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the reviewer is told."""
        gone = (
            f"This workstation has forgotten the account: {self.files} files"
            f" ({max(1, self.size // _KIBIBYTE):,} KiB), its keys, and who signed in."
        )
        if not self.left:
            return gone
        return f"{gone} This could not be removed, remove it yourself: {', '.join(self.left)}."


class Forgetting:
    """Forgets the account of a desk.

    Args:
        keys: the keychain.
        profiles: the server profiles, one of which remembers who signed in.
        lanes: where disk and keychain are waited for.
    """

    def __init__(self, keys: KeySource, profiles: Profiles, lanes: Lanes) -> None:
        self._keys = keys
        self._profiles = profiles
        self._lanes = lanes

    async def forget(self, desk: Desk) -> Forgotten:
        """Close a desk, remove all that this workstation keeps of its account, and sign it out.

        Nothing is asked here, and nothing that still waits is sent: drafts, decisions on their way
        and the journal are gone afterwards. Nobody else can open the account before it is over.
        Keys and sign-in are forgotten even where files stay behind.
        """
        try:
            wiped = await desk.forget()
        finally:
            keys_left = await self._lanes.run(Lane.STORE_WORK, self._forget_keys, desk)
        left = (*wiped.left, *keys_left)
        try:
            await self._profiles.forget_user(desk.details)
        except Problem as problem:
            left = (*left, f"who signed in ({problem.sentence})")
        return Forgotten(wiped.files, wiped.size, left)

    def _forget_keys(self, desk: Desk) -> list[str]:
        left = [f"{entry} in the keychain" for entry in forget_keys(self._keys, desk.account)]
        details = desk.details
        # A password may have been remembered under the address as somebody typed it.
        servers = {details.server, desk.service.client.profile.url}
        gone = [self._keys.forget(server, details.company, details.user) for server in servers]
        if not all(gone):
            left.append(f"the password of {details.user} in the keychain")
        return left
