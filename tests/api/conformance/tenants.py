"""The tenants that the library must get along with: combinations of the server's switches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.localserver.switches import (
    Envelope,
    ImageForm,
    MissingPosition,
    SummaryLayout,
    TokenForm,
)
from tests.api.conformance.pairwise import pairwise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RENAMED = {
    endpoint.name: f"/tenant/rest/{endpoint.name}" for endpoint in Endpoints() if endpoint.path
}
"""Every call at a path of the tenant's own."""

CHOICES: Mapping[str, tuple[Any, ...]] = {
    "image": tuple(ImageForm),
    "envelope": tuple(Envelope),
    "token": tuple(TokenForm),
    "rejected_key": ("", "is_rejected", "Is_Rejected", "status"),
    "summary": tuple(SummaryLayout),
    "missing_position": tuple(MissingPosition),
    "clock_skew": (0.0, 7200.0, -7200.0),
    # Seconds. A token's end is written in whole ones, so that this one lives one or two.
    "access_life": (None, 2.0),
    "bare_success": (False, True),
    "refusals_as_200": (False, True),
    "endpoints": ({}, RENAMED),
}
"""All switches of the local server, with the choices under which every call must work."""


@dataclass(frozen=True)
class Tenant:
    """One combination of switches."""

    switches: Mapping[str, Any]

    def __str__(self) -> str:
        shown = {**self.switches, "endpoints": "renamed" if self.switches["endpoints"] else ""}
        usual = {name: choices[0] for name, choices in CHOICES.items()}
        parts = [
            f"{name}={choice}" for name, choice in shown.items() if choice not in (usual[name], "")
        ]
        return ",".join(parts) or "usual"

    @property
    def endpoints(self) -> dict[str, str]:
        """The paths that a profile for this tenant has to name."""
        return dict(self.switches["endpoints"])

    @property
    def tells_rejections(self) -> bool:
        """Whether an answer of this tenant says that a document is rejected."""
        return bool(self.switches["rejected_key"])


def in_pairs() -> list[Tenant]:
    """Return tenants among which every two choices of two switches meet."""
    return [Tenant(row) for row in pairwise(CHOICES)]


def all_tenants() -> Iterator[Tenant]:
    """Yield every combination there is."""
    for chosen in product(*CHOICES.values()):
        yield Tenant(dict(zip(CHOICES, chosen, strict=True)))


def count_of_all() -> int:
    """Return how many tenants `all_tenants` yields."""
    count = 1
    for choices in CHOICES.values():
        count *= len(choices)
    return count
