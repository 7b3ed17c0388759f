"""A scripted server and a client of it, for every test that wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, Limits, ServerProfile
from tests.api.scripted import ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "s3cret-p4ssword"
CREDENTIALS = Credentials("acme", "maria", PASSWORD)
QUICK = Limits(connect=5, read=5, deadline=10, repeat_pauses=(0.001, 0.001))


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def client(server: ScriptedServer) -> Iterator[KlearStackClient]:
    with KlearStackClient(ServerProfile(server.url), CREDENTIALS, limits=QUICK) as client:
        yield client
