"""What happens on the wire: faults that a web framework cannot produce."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import KlearStackClient, Limits, ServerProfile
from klearstack_desktop.api.errors import (
    NotReachable,
    NotUnderstood,
    Refused,
    ServerFault,
)
from tests.api.conftest import CREDENTIALS, QUICK
from tests.api.scripted import Request, answer, text

if TYPE_CHECKING:
    from tests.api.scripted import Reply, ScriptedServer

EMPTY_LIST = answer({"result": []})


def _cut(connection: socket.socket, _: Request) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def _reset(connection: socket.socket, _: Request) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.close(connection.detach())


def _partly(content: bytes) -> Reply:
    def send(connection: socket.socket, request: Request) -> None:
        connection.sendall(content)
        _cut(connection, request)

    return send


class _Hanging:
    """A reply that sends a beginning and then waits until the test is over."""

    def __init__(self, beginning: bytes = b"", drip: bytes = b"") -> None:
        self.over = threading.Event()
        self._beginning = beginning
        self._drip = drip

    def __call__(self, connection: socket.socket, _: Request) -> None:
        connection.sendall(self._beginning)
        while not self.over.wait(0.02):
            connection.sendall(self._drip)


HALF_HEADERS = _partly(b"HTTP/1.1 200 OK\r\nContent-Type: appl")
WRONG_LENGTH = _partly(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"success": "ok"}')
HALF_CHUNK = _partly(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{}")
BAD_CHUNK = _partly(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
NO_LAST_CHUNK = _partly(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
NO_HEAD_END = _partly(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")
TWO_LENGTHS = _partly(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 40\r\n\r\n{}")
LONG_HEADER = _partly(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n{}")
MANY_HEADERS = _partly(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000 + b"\r\n{}")
NOT_HTTP = _partly(b"220 smtp.example ESMTP\r\n")
BAD_GZIP = answer(b"this is no gzip", Content_Encoding="gzip")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(_cut, id="cut"),
        pytest.param(_reset, id="reset"),
        pytest.param(HALF_HEADERS, id="half headers"),
        pytest.param(NO_HEAD_END, id="no end of headers"),
        pytest.param(LONG_HEADER, id="long header"),
        pytest.param(MANY_HEADERS, id="many headers"),
        pytest.param(WRONG_LENGTH, id="wrong length"),
        pytest.param(TWO_LENGTHS, id="two lengths"),
        pytest.param(HALF_CHUNK, id="half a chunk"),
        pytest.param(BAD_CHUNK, id="bad chunk"),
        pytest.param(NO_LAST_CHUNK, id="no last chunk"),
        pytest.param(NOT_HTTP, id="no HTTP"),
        pytest.param(BAD_GZIP, id="bad gzip"),
    ],
)
class TestBrokenAnswer:
    def test_of_a_change_leaves_the_outcome_open(
        self, server: ScriptedServer, client: KlearStackClient, reply: Reply
    ) -> None:
        server.script("approve_reject_doc", reply)
        with pytest.raises(NotReachable) as caught:
            client.approve("d1", "fine")
        assert caught.value.may_have_arrived
        assert caught.value.may_retry
        assert len(server.calls("approve_reject_doc")) == 1, "a change is never repeated by itself"

    def test_of_a_read_is_repeated(
        self, server: ScriptedServer, client: KlearStackClient, reply: Reply
    ) -> None:
        server.script("getuserdocuments", reply, EMPTY_LIST)
        assert client.user_documents() == ()
        assert len(server.calls("getuserdocuments")) == 2


def test_a_read_is_given_up_after_a_few_tries(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getuserdocuments", _cut)
    with pytest.raises(NotReachable):
        client.user_documents()
    assert len(server.calls("getuserdocuments")) == 3


def test_the_modified_list_is_never_asked_for_again(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script("getmodifiedinvoices", _cut)
    with pytest.raises(NotReachable):
        client.modified_documents()
    assert len(server.calls("getmodifiedinvoices")) == 1


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_passing_fault_is_waited_out(
    server: ScriptedServer, client: KlearStackClient, status: int
) -> None:
    server.script("getuserdocuments", text("busy", status), EMPTY_LIST)
    assert client.user_documents() == ()


@pytest.mark.parametrize(
    "hanging",
    [
        _Hanging(),
        _Hanging(b"HTTP/1.1 200 OK\r\n", drip=b"X-A: b\r\n"),
        _Hanging(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", drip=b" "),
        _Hanging(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", drip=b" "),
    ],
    ids=["silent", "headers drip", "body drips", "endless body"],
)
def test_the_deadline_holds_whatever_drips(server: ScriptedServer, hanging: _Hanging) -> None:
    limits = Limits(connect=5, read=0.4, deadline=0.5)
    server.script("approve_reject_doc", hanging)
    with KlearStackClient(ServerProfile(server.url), CREDENTIALS, limits=limits) as client:
        with pytest.raises(NotReachable) as caught:
            client.approve("d1", "fine")
        assert caught.value.may_have_arrived
        assert "too long" in caught.value.sentence
        hanging.over.set()
        server.script("approve_reject_doc", answer({"success": "ok"}))
        assert client.approve("d1", "fine").message == "ok", "the next call works again"


class _Slowly:
    """A reply that comes byte by byte and arrives."""

    def __init__(self, reply: bytes) -> None:
        self._reply = reply

    def __call__(self, connection: socket.socket, _: Request) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in self._reply:
            connection.sendall(bytes([byte]))


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'3\r\n{"u\r\n10\r\nser_id": "u26"} \r\n0\r\n\r\n'
)
UNTIL_THE_END = b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"user_id": "u26"}'
INFORMED = b"HTTP/1.1 100 Continue\r\n\r\n" + answer({"user_id": "u26"})


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(_Slowly(answer({"user_id": "u26"})), id="slow bytes"),
        pytest.param(_Slowly(CHUNKED), id="slow chunks"),
        pytest.param(CHUNKED, id="chunks"),
        pytest.param(_partly(UNTIL_THE_END), id="no length"),
        pytest.param(INFORMED, id="continue first"),
    ],
)
def test_an_odd_answer_that_is_whole_is_read(
    server: ScriptedServer, client: KlearStackClient, reply: Reply
) -> None:
    server.script("getuserid", reply)
    assert client.user_id() == "u26"
    assert client.user_id() == "u26"
    assert len(server.calls("getuserid")) == 2


def test_what_comes_behind_an_answer_is_not_the_next_one(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    forged = answer({"success": "forged"})
    server.script("approve_reject_doc", answer({"success": "first"}) + forged)
    server.script("update_document", answer({"success": "second"}))
    assert client.approve("d1", "fine").message == "first"
    assert client.update_document("d1", {"a_value": "x"}).message == "second"


def test_close_cuts_off_the_calls_of_other_threads(server: ScriptedServer) -> None:
    hanging = _Hanging()
    server.script("approve_reject_doc", hanging)
    client = KlearStackClient(ServerProfile(server.url), CREDENTIALS)
    with ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(client.approve, f"d{n}", "fine") for n in range(3)]
        server.wait_for("approve_reject_doc", 3)
        client.close()
        for call in calls:
            with pytest.raises(NotReachable):
                call.result(timeout=20)
    hanging.over.set()
    with pytest.raises(NotReachable, match="closed"):
        client.user_id()


def test_nothing_listens(server: ScriptedServer) -> None:
    profile = ServerProfile(server.url)
    server.close()
    with (
        KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
        pytest.raises(NotReachable) as caught,
    ):
        client.approve("d1", "fine")
    assert not caught.value.may_have_arrived
    assert "refuses connections" in caught.value.sentence


def test_an_unknown_host_is_named() -> None:
    profile = ServerProfile("https://no-such-host.invalid")
    with (
        KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
        pytest.raises(NotReachable, match=r"no-such-host\.invalid") as caught,
    ):
        client.sign_in()
    assert not caught.value.may_have_arrived


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirected_post_is_an_error(
    server: ScriptedServer, client: KlearStackClient, status: int
) -> None:
    server.script("getuserdocuments", answer(b"", status, Location="/elsewhere"))
    with pytest.raises(NotUnderstood, match="another address"):
        client.user_documents()
    assert not server.calls("elsewhere")


def test_too_large_an_answer_is_cut_short(server: ScriptedServer) -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    server.script("getuserdocuments", answer(bomb, Content_Encoding="gzip"))
    limits = Limits(size=1_000_000)
    with (
        KlearStackClient(ServerProfile(server.url), CREDENTIALS, limits=limits) as client,
        pytest.raises(NotUnderstood, match="too large"),
    ):
        client.user_documents()


def test_a_compressed_answer_is_unpacked(server: ScriptedServer, client: KlearStackClient) -> None:
    packed = gzip.compress(b'{"user_id": "u26"}')
    server.script("getuserid", answer(packed, Content_Encoding="gzip"))
    assert client.user_id() == "u26"


def test_environment_and_netrc_change_nothing(
    server: ScriptedServer,
    client: KlearStackClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / ".netrc").write_text("machine 127.0.0.1 login eve password guess\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NETRC", str(home / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    server.script("getuserid", answer({"user_id": 26}))
    assert client.user_id() == "26"
    assert server.calls("getuserid")[0].headers["Authorization"].startswith("Bearer ey")


def test_each_thread_keeps_its_connection(server: ScriptedServer, client: KlearStackClient) -> None:
    server.script("getuserid", answer({"user_id": 26}))
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: client.user_id(), range(40))) == {"26"}
    assert len(server.calls("getuserid")) == 40


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (404, Refused), (500, ServerFault), (503, ServerFault)]
)
def test_an_html_error_page_becomes_one_sentence(
    server: ScriptedServer, client: KlearStackClient, status: int, kind: type[Exception]
) -> None:
    page = b"<!DOCTYPE html><html><title>Oh</title><script>alert(1)</script></html>"
    server.script("approve_reject_doc", answer(page, status, "text/html"))
    with pytest.raises(kind) as caught:
        client.approve("d1", "fine")
    assert "<" not in str(caught.value)
    assert str(status) in str(caught.value)


def test_a_portal_page_with_status_200_is_no_answer(
    server: ScriptedServer, client: KlearStackClient
) -> None:
    server.script(
        "getuserdocuments", answer(b"<html>Welcome to the hotel</html>", 200, "text/html")
    )
    with pytest.raises(NotUnderstood, match="web page"):
        client.user_documents()
