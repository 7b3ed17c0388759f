"""What a profile means to the client, and what is wrong with it, setting by setting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from klearstack_desktop.api import ServerProfile
from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.errors import KlearStackError
from klearstack_desktop.api.proxies import read_proxy
from klearstack_desktop.model.slips.supplier_list import columns_from
from klearstack_desktop.store.problems import UnusableProfile
from klearstack_desktop.store.profiles import checked_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from klearstack_desktop.model.profile import Profile

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
    yield "suppliers", "", partial(_supplier_list, profile.suppliers)


def _supplier_list(stated: Mapping[str, Any]) -> None:
    try:
        columns_from(stated)
    except ValueError as error:
        raise UnusableProfile(f"Supplier list: {error}.") from None


def _proxy_without_login(address: str) -> None:
    if read_proxy(address).login is not None:
        raise UnusableProfile(
            "Take user and password out of the proxy's address: the program asks for them when the"
            " proxy does."
        )
