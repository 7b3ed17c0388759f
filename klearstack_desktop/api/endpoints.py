"""The table of calls: one data file, shared with the local server, overridable by a profile.

See klearstack-api.md, section 0.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from klearstack_desktop import resources
from klearstack_desktop.api.errors import InvalidProfile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Evidence(StrEnum):
    """How well a call is known."""

    DOCUMENTED = "documented"
    DISPUTED = "disputed"
    ASSUMED = "assumed"


class Repeat(StrEnum):
    """Whether a call may be sent again (section 0.6)."""

    FREE = "free"
    RECORDED = "recorded"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of the REST API.

    Attributes:
        name: the name by which the contract and profiles speak of it.
        section: where klearstack-api.md describes it.
        path: path below the server's address.
        evidence: how well it is known.
        bearer: whether it carries the access token.
        changes_data: whether it changes anything on the server.
        repeat: whether it may be sent again.
        parameters: the names of its form fields in the contract.
        renamed: form fields that this server names differently.
    """

    name: str
    section: str
    path: str
    evidence: Evidence
    bearer: bool
    changes_data: bool
    repeat: Repeat
    parameters: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def form(self, values: Mapping[str, str | None]) -> dict[str, str]:
        """Return the form fields under the server's names; fields that are None are left out."""
        return {
            self.renamed.get(name, name): value
            for name, value in values.items()
            if value is not None
        }


class Endpoints:
    """The 31 calls with a profile's overrides.

    Raises:
        InvalidProfile: an override names an unknown call or parameter, or gives a path that is no
            path below the server's address.
    """

    def __init__(
        self,
        paths: Mapping[str, str] | None = None,
        parameters: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self._endpoints = dict(_shipped())
        for name, path in (paths or {}).items():
            self._override_path(name, path)
        for name, renamed in (parameters or {}).items():
            self._override_parameters(name, renamed)

    def __getitem__(self, name: str) -> Endpoint:
        return self._endpoints[name]

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self._endpoints.values())

    def _override_path(self, name: str, path: str) -> None:
        # A path that names a host would carry the token there.
        if not path.startswith("/") or path.startswith("//") or any(c in path for c in "?#\\\r\n "):
            raise InvalidProfile(f"The path for {name} must start with one slash and be plain.")
        self._endpoints[name] = replace(self._known(name), path=path)

    def _override_parameters(self, name: str, renamed: Mapping[str, str]) -> None:
        known = self._known(name)
        for parameter in renamed:
            if parameter not in known.parameters:
                raise InvalidProfile(f"The call {name} has no parameter {parameter}.")
        self._endpoints[name] = replace(known, renamed=dict(renamed))

    def _known(self, name: str) -> Endpoint:
        try:
            return self._endpoints[name]
        except KeyError:
            raise InvalidProfile(f"There is no call named {name}.") from None


@cache
def _shipped() -> Mapping[str, Endpoint]:
    return {
        name: Endpoint(
            name=name,
            section=entry["section"],
            path=entry["path"],
            evidence=Evidence(entry["evidence"]),
            bearer=entry["bearer"],
            changes_data=entry["changes_data"],
            repeat=Repeat(entry["repeat"]),
            parameters=tuple(entry["parameters"]),
        )
        for name, entry in resources.toml("api/endpoints.toml").items()
    }
