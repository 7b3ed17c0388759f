"""Certificates over real TLS sockets: what is not trusted never sees a request."""

from __future__ import annotations

import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import KlearStackClient, ServerProfile, fetch_certificate
from klearstack_desktop.api.errors import InvalidProfile, NotReachable, NotTrusted
from tests.api.certificates import Made, make
from tests.api.conftest import CREDENTIALS, QUICK
from tests.api.scripted import Request, ScriptedServer, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    StartServer = Callable[..., ScriptedServer]

AUTHORITY = make("Our Authority", is_authority=True)
GOOD = make(issuer=AUTHORITY)
OTHER_NAME = make("other.example", issuer=AUTHORITY)
ENDED = make(issuer=AUTHORITY, ended=True)
SELF_SIGNED = make()
STRANGER = make(issuer=make("Another Authority", is_authority=True))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[StartServer]:
    started: list[ScriptedServer] = []

    def start_server(made: Made, newest: ssl.TLSVersion | None = None) -> ScriptedServer:
        server = ScriptedServer(made.server_context(tmp_path, newest=newest))
        server.script("getuserid", answer({"user_id": 26}))
        started.append(server)
        return server

    yield start_server
    for server in started:
        server.close()


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    path.write_bytes(AUTHORITY.pem)
    return str(path)


def ask(server: ScriptedServer, trust: str | None) -> str:
    profile = ServerProfile(server.url, trust=trust)
    with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
        return client.user_id()


def refusal(server: ScriptedServer, trust: str | None) -> NotTrusted:
    with pytest.raises(NotTrusted) as caught:
        ask(server, trust)
    assert server.requests == [], "nothing may be sent to a server that is not trusted"
    assert not caught.value.may_retry
    return caught.value


def pin(made: Made) -> str:
    return f"sha256:{made.sha256}"


def test_a_ca_file_is_believed(start: StartServer, ca_file: str) -> None:
    assert ask(start(GOOD), ca_file) == "26"


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (SELF_SIGNED, "self-signed"),
        (STRANGER, "authority"),
        (OTHER_NAME, "another"),
        (ENDED, "expired"),
    ],
    ids=["self-signed", "stranger", "other name", "expired"],
)
def test_a_ca_file_refuses(start: StartServer, ca_file: str, made: Made, reason: str) -> None:
    assert reason in refusal(start(made), ca_file).sentence


@pytest.mark.parametrize("made", [GOOD, SELF_SIGNED], ids=["company", "self-signed"])
def test_the_system_store_knows_none_of_ours(start: StartServer, made: Made) -> None:
    refusal(start(made), None)


def test_the_system_store_decides(
    start: StartServer, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    assert ask(start(GOOD), None) == "26"
    refusal(start(STRANGER), None)


@pytest.mark.parametrize("made", [GOOD, SELF_SIGNED, OTHER_NAME], ids=["leaf", "self", "name"])
def test_a_pin_is_believed(start: StartServer, made: Made) -> None:
    assert ask(start(made), pin(made)) == "26"


def test_a_pin_may_be_written_with_colons(start: StartServer) -> None:
    digits = SELF_SIGNED.sha256.upper()
    pairs = ":".join(digits[i : i + 2] for i in range(0, 64, 2))
    assert ask(start(SELF_SIGNED), f"SHA256:{pairs}") == "26"


def test_a_changed_certificate_is_refused_with_old_and_new(start: StartServer) -> None:
    error = refusal(start(STRANGER), pin(SELF_SIGNED))
    assert (error.expected, error.found) == (SELF_SIGNED.sha256, STRANGER.sha256)


def test_a_leaf_signed_by_the_pinned_key_is_refused(start: StartServer) -> None:
    assert refusal(start(GOOD), pin(AUTHORITY)).found == GOOD.sha256


def test_a_pinned_certificate_still_expires(start: StartServer) -> None:
    assert "expired" in refusal(start(ENDED), pin(ENDED)).sentence


def test_a_certificate_that_changes_during_the_session_is_refused(
    start: StartServer, tmp_path: Path
) -> None:
    server = start(SELF_SIGNED)
    profile = ServerProfile(server.url, trust=pin(SELF_SIGNED))
    with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
        assert client.user_id() == "26"
        server.tls = STRANGER.server_context(tmp_path)
        seen = len(server.requests)
        failures: list[BaseException] = []

        def ask_in_a_new_session() -> None:
            try:
                client.user_id()
            except NotTrusted as error:
                failures.append(error)

        thread = threading.Thread(target=ask_in_a_new_session)
        thread.start()
        thread.join(20)
    assert len(failures) == 1
    assert len(server.requests) == seen


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_encryption_is_refused(start: StartServer, ca_file: str) -> None:
    server = start(GOOD, ssl.TLSVersion.TLSv1_1)
    with pytest.raises((NotTrusted, NotReachable)):
        ask(server, ca_file)
    assert server.requests == []


def test_https_on_a_plain_port_says_so(server: ScriptedServer) -> None:
    profile = ServerProfile(server.url.replace("http:", "https:"))
    with (
        KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
        pytest.raises(NotReachable),
    ):
        client.user_id()


def test_environment_cannot_replace_the_trust(
    start: StartServer, ca_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", ca_file)
    monkeypatch.setenv("CURL_CA_BUNDLE", ca_file)
    refusal(start(GOOD), pin(SELF_SIGNED))
    refusal(start(GOOD), None)


def test_a_first_use_question_sends_no_request(start: StartServer) -> None:
    server = start(SELF_SIGNED)
    met = fetch_certificate(ServerProfile(server.url))
    assert met.sha256 == SELF_SIGNED.sha256
    assert server.requests == []


def test_a_useless_ca_file_is_said(start: StartServer, tmp_path: Path) -> None:
    useless = tmp_path / "useless.pem"
    useless.write_text("no certificate")
    assert "cannot be used" in refusal(start(GOOD), str(useless)).sentence


@pytest.mark.parametrize("trust", ["sha256:123", "sha256:" + "g" * 64, "/no/such/file.pem"])
def test_a_malformed_trust_is_refused_at_once(trust: str) -> None:
    with pytest.raises(InvalidProfile):
        ServerProfile("https://tenant.example", trust=trust)


def test_encryption_that_breaks_under_a_call_leaves_its_outcome_open(
    start: StartServer, ca_file: str
) -> None:
    def send_in_clear(connection: socket.socket, _: Request) -> None:
        socket.socket.sendall(connection, b"HTTP/1.1 200 OK\r\n\r\n")

    server = start(GOOD).script("approve_reject_doc", send_in_clear)
    profile = ServerProfile(server.url, trust=ca_file)
    with (
        KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
        pytest.raises(NotReachable) as caught,
    ):
        client.approve("d1", "fine")
    assert caught.value.may_have_arrived


def test_a_client_goes_on_with_a_renewed_certificate(start: StartServer, tmp_path: Path) -> None:
    server = start(SELF_SIGNED)
    profile = ServerProfile(server.url, trust=pin(SELF_SIGNED))
    with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
        assert client.user_id() == "26"
        server.tls = STRANGER.server_context(tmp_path)
        client.reach_by(trust=pin(STRANGER), proxy_login=None)
        assert client.user_id() == "26"
        client.reach_by(trust=pin(SELF_SIGNED), proxy_login=None)
        with pytest.raises(NotTrusted):
            client.user_id()
    assert len(server.calls("get_access_token")) == 1, "the token stays good"
