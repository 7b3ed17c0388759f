"""The whole library against the local server, as it would answer at one tenant after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials, KlearStackClient, Limits, ServerProfile
from tests.api.conformance.calls import CONFORMANCE
from tests.api.conformance.walk import SAMPLES, Receiver, Walk

if TYPE_CHECKING:
    from tests.api.conformance.calls import Conformance
    from tests.api.conformance.conftest import House
    from tests.api.conformance.tenants import Tenant

LIMITS = Limits(repeat_pauses=(0.01, 0.05))


def test_every_call(house: House, tenant: Tenant) -> None:
    server = house.server()
    receiver = Receiver()
    server.switch(**tenant.switches)
    server.push_to(f"{receiver.server.url}/push", receiver.TOKEN)
    profile = ServerProfile(server.url, endpoints=tenant.endpoints)

    def client(name: str) -> KlearStackClient:
        who = Credentials(server.company, name, server.passwords[name])
        return KlearStackClient(profile, who, limits=LIMITS)

    try:
        with client("priya") as approver, client("arjun") as creator:
            walk = Walk(tenant, server, approver, creator, receiver)
            while not walk.listed().keys() >= set(SAMPLES):
                pass  # the samples arrive one after the other
            for conformance in CONFORMANCE.values():
                _must_hold(conformance, walk)
    finally:
        server.push_to("")
        server.switch()
        receiver.server.close()


def _must_hold(conformance: Conformance, walk: Walk) -> None:
    try:
        conformance.check(walk)
    except Exception as error:
        error.add_note(f"{conformance.call} at the tenant {walk.tenant}")
        raise
