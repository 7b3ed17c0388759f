"""Real forward proxies between the client and a server that only the proxy can find."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import (
    KlearStackClient,
    Limits,
    ProxyLogin,
    ServerProfile,
    fetch_certificate,
)
from klearstack_desktop.api.errors import (
    InvalidProfile,
    NotReachable,
    NotTrusted,
    NotUnderstood,
    ProxySignInNeeded,
)
from tests.api.certificates import make
from tests.api.conftest import CREDENTIALS, PASSWORD, QUICK
from tests.api.forward_proxy import ForwardProxy
from tests.api.scripted import Request, ScriptedServer, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AUTHORITY = make("Our Authority", is_authority=True)
TENANT = make("tenant.example", issuer=AUTHORITY)
TENANT_URL = "https://tenant.example"
PIN = f"sha256:{TENANT.sha256}"
LOGIN = ProxyLogin("eve", "p@ss:wörd")
PAIR = f"{LOGIN.user}:{LOGIN.password}"


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[ScriptedServer]:
    server = ScriptedServer(TENANT.server_context(tmp_path))
    server.script("getuserid", answer({"user_id": 26}))
    server.script("approve_reject_doc", answer({"success": "ok"}))
    yield server
    server.close()


@pytest.fixture
def ca_file(tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    path.write_bytes(AUTHORITY.pem)
    return str(path)


@contextlib.contextmanager
def client_of(
    proxy: str, trust: str, login: ProxyLogin | None = None, limits: Limits = QUICK
) -> Iterator[KlearStackClient]:
    profile = ServerProfile(TENANT_URL, trust=trust, proxy=proxy, proxy_login=login)
    with KlearStackClient(profile, CREDENTIALS, limits=limits) as client:
        yield client


def ask(proxy: str, trust: str, login: ProxyLogin | None = None) -> str:
    with client_of(proxy, trust, login) as client:
        return client.user_id()


def failure(proxy: str, trust: str, login: ProxyLogin | None = None) -> NotReachable:
    with pytest.raises(NotReachable) as caught:
        ask(proxy, trust, login)
    assert not caught.value.may_have_arrived
    return caught.value


def test_through_the_proxy_with_a_sign_in(tenant: ScriptedServer, ca_file: str) -> None:
    with ForwardProxy(target=tenant.port, login=PAIR) as proxy:
        assert ask(proxy.url, ca_file, LOGIN) == "26"
        assert ask(proxy.url, PIN, LOGIN) == "26"
        assert set(proxy.close()) == {"CONNECT tenant.example:443"}
    assert all("Proxy-Authorization" not in request.headers for request in tenant.requests)


def test_a_login_in_the_address_counts(tenant: ScriptedServer) -> None:
    with ForwardProxy(target=tenant.port, login="eve:p@ss") as proxy:
        assert ask(f"http://eve:p%40ss@{proxy.address}", PIN) == "26"


def test_the_proxy_of_the_system(
    tenant: ScriptedServer, ca_file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with ForwardProxy(target=tenant.port) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
        monkeypatch.setenv("CURL_CA_BUNDLE", "/nowhere")
        netrc = tmp_path / "netrc"
        netrc.write_text("machine tenant.example login eve password guess\n")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        profile = ServerProfile(TENANT_URL, trust=ca_file)
        with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
            assert client.user_id() == "26"
        assert proxy.close()
    headers = tenant.calls("getuserid")[0].headers
    assert headers["Authorization"].startswith("Bearer ey")


def test_loopback_never_goes_through_one(
    server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script("getuserid", answer({"user_id": 26}))
    with ForwardProxy(target=server.port) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("all_proxy", proxy.url)
        for setting in (None, proxy.url):
            profile = ServerProfile(server.url, proxy=setting)
            with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
                assert client.user_id() == "26"
        assert proxy.close() == []


class TestSignInOfTheProxy:
    @pytest.mark.parametrize("trust", ["ca", "pin"])
    def test_it_is_asked_for(self, tenant: ScriptedServer, ca_file: str, trust: str) -> None:
        with ForwardProxy(target=tenant.port, login=PAIR) as proxy:
            error = failure(proxy.url, PIN if trust == "pin" else ca_file)
            assert isinstance(error, ProxySignInNeeded)
            assert "asks for a user name and a password" in error.sentence
            assert (error.proxy, error.login_refused) == (proxy.address, False)
        assert tenant.requests == []

    def test_a_refused_one_is_tried_once(self, tenant: ScriptedServer, ca_file: str) -> None:
        with ForwardProxy(target=tenant.port, login=PAIR) as proxy:
            with client_of(proxy.url, ca_file, ProxyLogin("eve", "guess")) as client:
                for _ in range(3):
                    with pytest.raises(ProxySignInNeeded, match="refused") as caught:
                        client.user_documents()
                    assert caught.value.login_refused
                    assert not caught.value.may_retry
                    assert "guess" not in caught.value.sentence + caught.value.details
            assert proxy.close().count("REFUSED") == 1, "more tries would lock the account"
        assert tenant.requests == []


@pytest.mark.parametrize("trust", ["ca", "pin"])
@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"portal": "redirect"}, "sign in on a web page first"),
        ({"portal": "page"}, "sign in on a web page first"),
        ({"status": 403}, "does not allow connections to tenant.example"),
        ({"status": 504}, "cannot reach tenant.example"),
    ],
    ids=["redirect", "page", "forbidden", "gateway"],
)
def test_a_proxy_that_does_not_connect(
    ca_file: str, wishes: dict[str, object], words: str, trust: str
) -> None:
    with ForwardProxy(**wishes) as proxy:
        error = failure(proxy.url, PIN if trust == "pin" else ca_file)
        assert words in error.sentence
        assert proxy.address in error.sentence


@pytest.mark.parametrize("trust", ["ca", "pin"])
def test_a_proxy_that_is_gone(ca_file: str, trust: str) -> None:
    error = failure("http://127.0.0.1:9", PIN if trust == "pin" else ca_file)
    assert "The proxy 127.0.0.1:9 cannot be reached" in error.sentence


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1080", "https://proxy:1", "http://", "::"])
def test_only_http_proxies_are_used(address: str) -> None:
    with pytest.raises(InvalidProfile, match=r"http://proxy\.example:3128"):
        ask(address, PIN)


class TestInspectingProxy:
    @pytest.fixture
    def own_ca(self, tmp_path: Path) -> str:
        return str(tmp_path / "inspection.pem")

    @pytest.fixture
    def proxy(self, tenant: ScriptedServer, ca_file: str, own_ca: str) -> Iterator[ForwardProxy]:
        with ForwardProxy(target=tenant.port, inspect=own_ca, upstream_ca=ca_file) as proxy:
            yield proxy

    def test_it_reads_nothing_where_it_is_not_trusted(
        self, tenant: ScriptedServer, proxy: ForwardProxy, ca_file: str
    ) -> None:
        with pytest.raises(NotTrusted, match="authority that this computer does not know"):
            ask(proxy.url, ca_file)
        assert set(proxy.close()) == {"CONNECT tenant.example:443"}
        assert tenant.requests == []

    def test_a_pin_that_meets_it_says_so(self, tenant: ScriptedServer, proxy: ForwardProxy) -> None:
        with pytest.raises(NotTrusted) as caught:
            ask(proxy.url, PIN)
        assert f"Through the proxy {proxy.address}" in caught.value.sentence
        assert "issued by Acme Inspection" in caught.value.sentence
        assert caught.value.expected == TENANT.sha256
        assert caught.value.found not in {None, TENANT.sha256}
        assert set(proxy.close()) == {"CONNECT tenant.example:443"}
        assert tenant.requests == []

    def test_a_diagnosis_shows_proxy_and_issuer(
        self, proxy: ForwardProxy, tenant: ScriptedServer
    ) -> None:
        met = fetch_certificate(ServerProfile(TENANT_URL, proxy=proxy.url))
        assert met.proxy == proxy.address
        assert met.issuer == "Acme Inspection"
        assert met.subject == "tenant.example"
        assert tenant.requests == []

    def test_a_company_may_trust_it(
        self, tenant: ScriptedServer, proxy: ForwardProxy, own_ca: str
    ) -> None:
        assert ask(proxy.url, own_ca) == "26"
        proxy.wait_for("READ")
        assert tenant.calls("getuserid")


def test_an_answer_that_breaks_off_behind_a_proxy_leaves_the_outcome_open(
    tenant: ScriptedServer, ca_file: str
) -> None:
    def cut(connection: socket.socket, _: Request) -> None:
        connection.shutdown(socket.SHUT_RDWR)

    tenant.script("approve_reject_doc", cut)
    with (
        ForwardProxy(target=tenant.port) as proxy,
        client_of(proxy.url, ca_file) as client,
        pytest.raises(NotReachable) as caught,
    ):
        client.approve("d1", "fine")
    assert caught.value.may_have_arrived


class TestPortalWithinTheEncryption:
    """Networks whose authority the company trusts may still want a sign-in on a web page."""

    @pytest.mark.parametrize(
        ("portal", "words"),
        [("page", "A web page came"), ("redirect", r"sends us to portal\.example")],
    )
    def test_it_gets_a_sentence(
        self, tmp_path: Path, ca_file: str, portal: str, words: str
    ) -> None:
        own_ca = str(tmp_path / "inspection.pem")
        with ForwardProxy(inspect=own_ca, upstream_ca=ca_file, portal=portal) as proxy:
            with pytest.raises(NotUnderstood, match=words) as caught:
                ask(proxy.url, own_ca)
            assert "sign in" in caught.value.sentence
            assert PASSWORD not in str(caught.value) + caught.value.details
            assert {line for line in proxy.close() if "portal.example" in line} == set()


class TestIdleCut:
    """The proxy forgets a connection that is not used; the client cannot see it."""

    @pytest.fixture
    def proxy(self, tenant: ScriptedServer) -> Iterator[ForwardProxy]:
        with ForwardProxy(target=tenant.port, cut_idle=3) as proxy:
            yield proxy

    def test_a_change_gets_a_sentence_and_an_open_outcome(
        self, tenant: ScriptedServer, proxy: ForwardProxy
    ) -> None:
        with client_of(proxy.url, PIN) as client:
            client.sign_in()
            proxy.wait_for("IDLE")
            with pytest.raises(NotReachable, match=r"had not been used for \d seconds") as caught:
                client.approve("d1", "fine")
            assert "proxy or a firewall" in caught.value.sentence
            assert caught.value.may_have_arrived
            assert client.approve("d1", "fine").message == "ok"
        assert len(tenant.calls("approve_reject_doc")) == 1

    def test_a_read_is_simply_repeated(self, proxy: ForwardProxy) -> None:
        with client_of(proxy.url, PIN) as client:
            client.sign_in()
            proxy.wait_for("IDLE")
            assert client.user_id() == "26"

    def test_a_connection_that_rested_for_long_is_not_used_again(self, proxy: ForwardProxy) -> None:
        limits = Limits(connect=5, read=5, deadline=10, idle=0.5)
        with client_of(proxy.url, PIN, limits=limits) as client:
            client.sign_in()
            proxy.wait_for("IDLE")
            assert client.approve("d1", "fine").message == "ok"
