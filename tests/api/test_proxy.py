"""A real forward proxy between the client and a server that only the proxy can find."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import KlearStackClient, ServerProfile, fetch_certificate
from klearstack_desktop.api.errors import NotReachable, NotTrusted
from tests.api.certificates import make
from tests.api.conftest import CREDENTIALS, QUICK
from tests.api.scripted import ScriptedServer, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AUTHORITY = make("Our Authority", is_authority=True)
TENANT = make("tenant.example", issuer=AUTHORITY)
INSPECTOR = make("tenant.example", issuer=make("Inspecting Proxy", is_authority=True))
TENANT_URL = "https://tenant.example"


class ForwardProxy:
    """Joins every CONNECT to one port of this computer; may ask for a user and a password."""

    def __init__(self, target: int, sign_in: str = "") -> None:
        self._target = target
        self._wanted = base64.b64encode(sign_in.encode()).decode() if sign_in else ""
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        for each in tuple(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in tuple(self._threads):
            thread.join(20)
        for each in self._open:
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self._start(self._serve, connection)

    def _start(self, work: object, *arguments: socket.socket) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += connection.recv(1)
            self.asked.append(head.split(b"\r\n")[0].decode())
            if self._wanted and f"Basic {self._wanted}".encode() not in head:
                connection.sendall(answer(b"sign in", 407, "text/plain"))
                connection.shutdown(socket.SHUT_RDWR)
                return
            beyond = socket.create_connection(("127.0.0.1", self._target))
            self._open.append(beyond)
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._start(self._pump, beyond, connection)
            self._pump(connection, beyond)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[ScriptedServer]:
    server = ScriptedServer(TENANT.server_context(tmp_path))
    server.script("getuserid", answer({"user_id": 26}))
    yield server
    server.close()


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    path.write_bytes(AUTHORITY.pem)
    return str(path)


def ask(proxy: str, trust: str) -> str:
    profile = ServerProfile(TENANT_URL, trust=trust, proxy=proxy)
    with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
        return client.user_id()


def test_through_the_proxy_with_a_sign_in(tenant: ScriptedServer, ca_file: str) -> None:
    proxy = ForwardProxy(tenant.port, "eve:p@ss")
    try:
        assert ask(f"http://eve:p%40ss@{proxy.address}", ca_file) == "26"
        assert ask(f"http://eve:p%40ss@{proxy.address}", f"sha256:{TENANT.sha256}") == "26"
        assert all(line.startswith("CONNECT tenant.example:443 ") for line in proxy.asked)
        assert all("Proxy-Authorization" not in r.headers for r in tenant.requests)
    finally:
        proxy.close()


def test_a_proxy_that_asks_for_a_password_gets_its_own_sentence(
    tenant: ScriptedServer, ca_file: str
) -> None:
    proxy = ForwardProxy(tenant.port, "eve:secret")
    try:
        with pytest.raises(NotReachable, match="user name and a password") as caught:
            ask(f"http://eve:guess@{proxy.address}", ca_file)
        assert "guess" not in caught.value.sentence + caught.value.details
    finally:
        proxy.close()
    assert tenant.requests == []


def test_a_proxy_that_is_gone(ca_file: str) -> None:
    with pytest.raises(NotReachable) as caught:
        ask("http://127.0.0.1:9", ca_file)
    assert not caught.value.may_have_arrived


def test_an_inspecting_proxy_is_not_trusted(tmp_path: Path, ca_file: str) -> None:
    inspector = ScriptedServer(INSPECTOR.server_context(tmp_path))
    proxy = ForwardProxy(inspector.port)
    try:
        with pytest.raises(NotTrusted):
            ask(f"http://{proxy.address}", ca_file)
        with pytest.raises(NotTrusted) as caught:
            ask(f"http://{proxy.address}", f"sha256:{TENANT.sha256}")
        assert caught.value.found == INSPECTOR.sha256
        assert inspector.requests == []
        origin = ServerProfile(TENANT_URL).origin
        met = fetch_certificate(origin, proxy=f"http://{proxy.address}")
        assert met.sha256 == INSPECTOR.sha256
    finally:
        proxy.close()
        inspector.close()
