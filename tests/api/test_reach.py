"""Whether a server answers at all: one small request, without login."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import errors
from tests.api.scripted import text

if TYPE_CHECKING:
    import socket

    from klearstack_desktop.api import KlearStackClient
    from tests.api.scripted import Request, ScriptedServer


@pytest.mark.parametrize("status", [200, 302, 401, 404, 500, 503])
def test_whatever_answers_is_there(
    server: ScriptedServer, client: KlearStackClient, status: int
) -> None:
    server.script("", text("anything", status))
    client.reach()
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", "/")
    assert request.token == ""
    assert request.body == b""


def test_a_server_that_is_gone_is_out_of_reach(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.close()
    with pytest.raises(errors.NotReachable):
        client.reach()


def test_a_server_that_says_nothing_is_out_of_reach_soon(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    over = threading.Event()

    def say_nothing(_connection: socket.socket, _request: Request) -> None:
        over.wait(20)

    server.script("", say_nothing)
    try:
        with pytest.raises(errors.NotReachable):
            client.reach(within=0.2)
    finally:
        over.set()
