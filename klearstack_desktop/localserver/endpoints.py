"""The endpoint table as the server sees it: which path is which call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from klearstack_desktop import resources

if TYPE_CHECKING:
    from collections.abc import Mapping


class Evidence(StrEnum):
    """How well a call is known (labels of the contract)."""

    DOCUMENTED = "documented"
    DISPUTED = "disputed"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call of the table.

    Attributes:
        bearer: the call needs an access token.
        wants_password: user name and password travel in the form as well.
    """

    name: str
    path: str
    evidence: Evidence
    bearer: bool
    wants_password: bool


@cache
def endpoints() -> Mapping[str, Endpoint]:
    """Return all calls that the server answers, by name."""
    table = resources.toml("api/endpoints.toml")
    return MappingProxyType(
        {
            name: Endpoint(
                name=name,
                path=entry["path"],
                evidence=Evidence(entry["evidence"]),
                bearer=entry["bearer"],
                wants_password={"username", "password"} <= set(entry["parameters"]),
            )
            for name, entry in table.items()
            if entry["path"]  # the push call has none: KlearStack makes it
        }
    )
