"""The server profiles of this workstation: known, checked, kept, handed on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.api import ServerProfile
from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.errors import KlearStackError
from klearstack_desktop.api.proxies import read_proxy
from klearstack_desktop.model.profile import Profile
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.store.problems import UnusableProfile
from klearstack_desktop.store.profiles import checked_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from klearstack_desktop.review.desk import SignInDetails
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.store.profiles import ProfileFolder

T = TypeVar("T")

# Stands in where another setting than the address is checked.
_SOME_SERVER = "https://tenant.example"


@dataclass(frozen=True, slots=True)
class CallDescription:
    """One call of the endpoint table, as a profile can override it.

    Attributes:
        name: how the contract and the profile call it.
        section: where docs/klearstack-api.md describes it.
        path: its path without any override; empty for the call that KlearStack makes.
        evidence: documented, disputed or assumed.
        parameters: the names of its form fields in the contract.
    """

    name: str
    section: str
    path: str
    evidence: str
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a profile.

    Attributes:
        setting: which setting: an attribute of `Profile`.
        key: which call or field, where the setting is a table; else empty.
        sentence: what is wrong, for people.
    """

    setting: str
    key: str
    sentence: str


def call_descriptions() -> tuple[CallDescription, ...]:
    """Return the 31 calls in the order of the contract."""
    return tuple(
        CallDescription(
            endpoint.name,
            endpoint.section,
            endpoint.path,
            endpoint.evidence.value,
            endpoint.parameters,
        )
        for endpoint in Endpoints()
    )


def server_profile(profile: Profile) -> ServerProfile:
    """Return a profile as the client takes it, without a login for its proxy.

    Raises:
        KlearStackError: something in it cannot work; `complaints` names all of it.
    """
    return ServerProfile(
        profile.server,
        endpoints=profile.endpoints,
        parameters=profile.parameters,
        field_map=profile.field_map,
        trust=profile.trust,
        box_dpi=profile.box_dpi,
        collection_name=profile.collection_name,
        document_type=profile.document_type,
        proxy=profile.proxy,
        upload_limit=profile.upload_limit,
    )


def complaints(profile: Profile) -> tuple[Complaint, ...]:
    """Return everything that is wrong with a profile, each with the setting it is about."""
    return tuple(_complaints(profile))


def _complaints(profile: Profile) -> Iterator[Complaint]:
    for setting, key, check in _checks(profile):
        try:
            check()
        except (KlearStackError, UnusableProfile) as problem:
            yield Complaint(setting, key, problem.sentence)


def _checks(profile: Profile) -> Iterator[tuple[str, str, Callable[[], object]]]:
    yield "name", "", partial(checked_name, profile.name)
    yield "server", "", partial(ServerProfile, profile.server)
    yield "trust", "", partial(ServerProfile, _SOME_SERVER, trust=profile.trust)
    if profile.proxy:
        yield "proxy", "", partial(_proxy_without_login, profile.proxy)
    for name, path in profile.endpoints.items():
        yield "endpoints", name, partial(Endpoints, {name: path})
    for name, renamed in profile.parameters.items():
        yield "parameters", name, partial(Endpoints, parameters={name: renamed})
    for name, entry in profile.field_map.items():
        yield "field_map", name, partial(ServerProfile, _SOME_SERVER, field_map={name: entry})


def _proxy_without_login(address: str) -> None:
    if read_proxy(address).login is not None:
        raise UnusableProfile(
            "Take user and password out of the proxy's address: the program asks for them when the"
            " proxy does."
        )


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

    def _profile_of(self, details: SignInDetails) -> Profile:
        if details.profile is not None:
            return details.profile
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
