"""A read that nobody wants any more lets its thread go, and harms no other call."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import CallOff, KlearStackClient, ServerProfile
from klearstack_desktop.api.errors import CalledOff
from klearstack_desktop.api.livesockets import LiveSockets
from tests.api.conftest import CREDENTIALS
from tests.api.scripted import Request, answer, jwt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.scripted import ScriptedServer


class Held:
    """A reply that waits until it is let go."""

    def __init__(self, reply: bytes) -> None:
        self.is_let_go = threading.Event()
        self._reply = reply

    def __call__(self, connection: socket.socket, _: Request) -> None:
        self.is_let_go.wait(20)
        connection.sendall(self._reply)


@pytest.fixture
def client(server: ScriptedServer) -> Iterator[KlearStackClient]:
    """A client that waits for an answer longer than any of these tests."""
    with KlearStackClient(ServerProfile(server.url), CREDENTIALS) as client:
        yield client


@pytest.fixture
def one_thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_a_read_that_is_called_off_lets_its_thread_go_at_once(
    server: ScriptedServer, client: KlearStackClient, one_thread: ThreadPoolExecutor
) -> None:
    held = Held(answer({"result": []}))
    server.script("getuserdocuments", held).script("getuserid", answer({"user_id": "u26"}))
    call_off = CallOff()
    reading = one_thread.submit(call_off.run, client.user_documents)
    server.wait_for("getuserdocuments")
    call_off.now()
    with pytest.raises(CalledOff):
        reading.result(timeout=20)
    assert not held.is_let_go.is_set()
    assert one_thread.submit(client.user_id).result(timeout=20) == "u26"
    assert len(server.calls("getuserdocuments")) == 1, "it is not repeated like other reads"
    held.is_let_go.set()


def test_what_is_called_off_too_late_cuts_no_other_call(
    server: ScriptedServer, client: KlearStackClient, one_thread: ThreadPoolExecutor
) -> None:
    held = Held(answer({"user_id": "u26"}))
    server.script("getuserdocuments", answer({"result": []})).script("getuserid", held)
    call_off = CallOff()
    assert one_thread.submit(call_off.run, client.user_documents).result(timeout=20) == ()
    other = one_thread.submit(client.user_id)
    server.wait_for("getuserid")
    call_off.now()
    held.is_let_go.set()
    assert other.result(timeout=20) == "u26"
    assert len(server.calls("getuserid")) == 1


def test_a_sign_in_goes_on_for_the_others_though_its_read_is_called_off(
    server: ScriptedServer, client: KlearStackClient, one_thread: ThreadPoolExecutor
) -> None:
    held = Held(answer({"access_token": jwt(), "refresh_token": "r1"}))
    server.script("get_access_token", held).script("getuserdocuments", answer({"result": []}))
    call_off = CallOff()
    reading = one_thread.submit(call_off.run, client.user_documents)
    server.wait_for("get_access_token")
    call_off.now()
    held.is_let_go.set()
    with pytest.raises(CalledOff):
        reading.result(timeout=20)
    assert server.calls("getuserdocuments") == []
    assert client.user_documents() == ()
    assert len(server.calls("get_access_token")) == 1


def test_a_connection_that_is_still_being_made_is_cut_too() -> None:
    sockets = LiveSockets()
    here, there = socket.socketpair()
    with here, there:
        sockets.cut()
        sockets.add(here)
        assert there.recv(1) == b""
    here, there = socket.socketpair()
    with here, there:
        sockets.begin()
        sockets.add(here)
        here.sendall(b"x")
        assert there.recv(1) == b"x"
