"""The server profiles of this workstation: known, kept, handed on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.profile_checks import complaints
from klearstack_desktop.store.problems import UnusableProfile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from klearstack_desktop.review.desk import SignInDetails
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.store.profiles import ProfileFolder

T = TypeVar("T")


class Profiles(QObject):
    """The profiles that a reviewer can choose from.

    Signals:
        changed: a profile was added, changed or taken away.

    Args:
        folder: where they lie.
        lanes: where the disk is waited for.
    """

    changed = Signal()

    def __init__(self, folder: ProfileFolder, lanes: Lanes) -> None:
        super().__init__()
        self._folder = folder
        self._lanes = lanes
        self._known: dict[str, Profile] = {}
        self._last: Profile | None = None

    @property
    def known(self) -> tuple[Profile, ...]:
        """All profiles that can be read, sorted as people sort."""
        return tuple(self._known.values())

    @property
    def last_used(self) -> Profile | None:
        """The profile of the last sign-in, or None."""
        return self._last

    def named(self, name: str) -> Profile | None:
        """Return the profile of that name, or None."""
        return self._known.get(name)

    def like(self, server: str | None, company: str | None) -> Profile:
        """Return the profile of a server and company, or a new one that says no more than that.

        Where neither is given it is the one that was used last.
        """
        last = self._last or Profile("")
        if not server or (last.server and last.is_for(server, company or last.company)):
            return last
        known = (profile for profile in self.known if profile.is_for(server, company or ""))
        return next(known, None) or Profile("", server=server)

    async def load(self) -> None:
        """Read the folder; what cannot be read is named in the log."""
        self._known, self._last = await self._on_disk(self._read)
        self.changed.emit()

    async def open(self, name_or_file: str) -> Profile:
        """Return the profile that a command line names, by its name or by its file.

        Raises:
            Problem: there is none, or it cannot be read.
        """
        return await self._on_disk(self._folder.find, name_or_file)

    async def save(self, profile: Profile, *, instead_of: str = "") -> None:
        """Write a profile.

        Args:
            profile: what to write.
            instead_of: its former name.

        Raises:
            Problem: something in it cannot work, or it cannot be written.
        """
        for complaint in complaints(profile):
            raise UnusableProfile(complaint.sentence)
        await self._on_disk(partial(self._folder.write, profile, instead_of=instead_of))
        await self.load()

    async def remove(self, name: str) -> None:
        """Take a profile away.

        Raises:
            Problem: it cannot be removed.
        """
        await self._on_disk(self._folder.remove, name)
        await self.load()

    async def export(self, profile: Profile, path: Path) -> None:
        """Write a profile for the next reviewer, without user and secrets.

        Raises:
            Problem: it cannot be written.
        """
        await self._on_disk(self._folder.export, profile, path)

    async def take_in(self, path: Path) -> Profile:
        """Add a profile that somebody exported, and return it.

        Raises:
            Problem: it cannot be read, or something in it cannot work here.
        """
        profile = await self._on_disk(self._folder.take_in, path)
        await self.load()
        return profile

    async def use(self, details: SignInDetails) -> None:
        """Remember who signed in where, with which trust; trouble with the disk is logged."""
        profile = self._profile_of(details).signed_in_as(details.user, details.trust)
        await self._on_disk(self._folder.use, profile)
        await self.load()

    async def forget_user(self, details: SignInDetails) -> None:
        """Forget who signed in at a server.

        Raises:
            Problem: a profile that names the user cannot be written.
        """
        for profile in self.known:
            if profile.is_for(details.server, details.company) and profile.user == details.user:
                await self._on_disk(self._folder.write, replace(profile, user=""))
        await self.load()

    def _profile_of(self, details: SignInDetails) -> Profile:
        if details.profile is not None and details.profile.name:
            return replace(details.profile, server=details.server, company=details.company)
        for profile in self._known.values():
            if profile.is_for(details.server, details.company):
                return profile
        name = self._folder.free_name(details.company)
        return Profile(name, server=details.server, company=details.company)

    def _read(self) -> tuple[dict[str, Profile], Profile | None]:
        known = {profile.name: profile for profile in self._folder.readable()}
        return known, self._folder.last_used()

    async def _on_disk(self, work: Callable[..., T], *arguments: object) -> T:
        return await self._lanes.run(Lane.STORE_WORK, work, *arguments)
