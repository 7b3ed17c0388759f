"""The certificate that a person compares before it is trusted."""

from __future__ import annotations

import ast
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import example, given
from hypothesis import strategies as st

import klearstack_desktop
from klearstack_desktop.api import KlearStackClient, ServerProfile, fetch_certificate
from klearstack_desktop.api.certificate import read_certificate
from klearstack_desktop.api.errors import InvalidProfile, NotReachable, NotTrusted
from klearstack_desktop.model.certificate import shown_fingerprint
from tests.api.certificates import Made, make
from tests.api.conftest import CREDENTIALS, QUICK
from tests.api.scripted import ScriptedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

AUTHORITY = make("Our Authority", is_authority=True)
LEAF = make(issuer=AUTHORITY)
EARLY = make(early=True)
ENDED = make(ended=True)
PACKAGE = Path(klearstack_desktop.__file__).parent


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[ScriptedServer]:
    server = ScriptedServer(LEAF.server_context(tmp_path))
    yield server
    server.close()


def der_of(made: Made) -> bytes:
    return made.certificate.public_bytes(serialization.Encoding.DER)


def test_a_certificate_is_fetched_without_a_request(tls_server: ScriptedServer) -> None:
    met = fetch_certificate(ServerProfile(tls_server.url))
    assert met.sha256 == LEAF.sha256
    assert (met.host, met.port, met.proxy) == ("127.0.0.1", tls_server.port, "")
    assert (met.subject, met.issuer) == ("127.0.0.1", "Our Authority")
    assert met.names == ("127.0.0.1",)
    assert not met.is_self_signed
    assert tls_server.requests == []


def test_its_validity_is_told_in_utc() -> None:
    now = datetime.now(UTC)
    for made, has_begun, has_ended in (
        (LEAF, True, False),
        (EARLY, False, False),
        (ENDED, True, True),
    ):
        met = read_certificate(der_of(made), "tenant.example", 443)
        assert met.valid_from is not None
        assert met.valid_from.utcoffset() == timedelta(0)
        assert (met.has_begun(now), met.has_ended(now)) == (has_begun, has_ended)


def test_names_become_one_line_of_text() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme\nLtd <b>"),
            x509.NameAttribute(NameOID.COMMON_NAME, "tenant.example"),
        ]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    met = read_certificate(certificate.public_bytes(serialization.Encoding.DER), "h", 443)
    assert met.subject == "tenant.example, Acme Ltd <b>, IN"
    assert met.is_self_signed
    assert met.names == ()


# Of some that are read today it is said that they will raise ValueError one day.
@pytest.mark.filterwarnings("ignore:Parsed a serial number which wasn't positive")
@example(garbage=b"", place=14, byte=128)
@example(garbage=b"", place=11, byte=1)
@given(st.binary(max_size=400), st.integers(0, 300), st.integers(0, 255))
def test_reading_is_total(garbage: bytes, place: int, byte: int) -> None:
    damaged = bytearray(der_of(LEAF))
    damaged[place % len(damaged)] = byte
    for der in (garbage, bytes(damaged)):
        met = read_certificate(der, "tenant.example", 443)
        assert met.der == der
        assert len(met.sha256) == 64


def test_a_fingerprint_is_shown_in_pairs() -> None:
    shown = shown_fingerprint(LEAF.sha256)
    assert [len(line) for line in shown.splitlines()] == [23] * 4
    assert shown.replace("\n", "").replace(":", "").lower() == LEAF.sha256
    pinned = ServerProfile("https://tenant.example", trust=f"sha256:{shown}")
    assert pinned.pin == LEAF.sha256, "what is shown can be pasted as a pin"


def test_there_is_none_behind_plain_http(server: ScriptedServer) -> None:
    with pytest.raises(InvalidProfile):
        fetch_certificate(ServerProfile(server.url))


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b""])
def test_a_plain_port_has_none(greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def greet() -> None:
            connection, _ = listener.accept()
            connection.sendall(greeting)
            connection.recv(1)
            greeted.append(connection)

        greeted: list[socket.socket] = []
        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(NotReachable, match="does not answer in https") as caught:
            fetch_certificate(ServerProfile(f"https://127.0.0.1:{port}"), timeout=0.5)
        thread.join(20)
        greeted[0].close()
    assert not caught.value.may_have_arrived


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("trust", [None, f"sha256:{LEAF.sha256}"], ids=["system", "pin"])
def test_a_server_with_tls_1_0_only_gets_a_sentence(tmp_path: Path, trust: str | None) -> None:
    server = ScriptedServer(LEAF.server_context(tmp_path, newest=ssl.TLSVersion.TLSv1))
    profile = ServerProfile(server.url, trust=trust)
    try:
        with KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client:
            for ask in (client.user_id, lambda: fetch_certificate(profile)):
                with pytest.raises(NotTrusted, match=r"TLS 1\.2"):
                    ask()
    finally:
        server.close()
    assert server.requests == []


@pytest.mark.parametrize(
    ("made", "words"), [(ENDED, "has expired"), (EARLY, "not valid yet")], ids=["ended", "early"]
)
def test_a_pin_does_not_outlive_the_certificate(tmp_path: Path, made: Made, words: str) -> None:
    server = ScriptedServer(made.server_context(tmp_path))
    profile = ServerProfile(server.url, trust=f"sha256:{made.sha256}")
    try:
        with (
            KlearStackClient(profile, CREDENTIALS, limits=QUICK) as client,
            pytest.raises(NotTrusted, match=words),
        ):
            client.user_id()
    finally:
        server.close()
    assert server.requests == []


def test_only_the_question_itself_meets_an_unchecked_certificate() -> None:
    """Nothing else in the program mentions a way to leave certificates unchecked."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_unchecked = (
                isinstance(node, ast.Attribute | ast.Name)
                and getattr(node, "attr", getattr(node, "id", ""))
                in {"CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context"}
            ) or (
                isinstance(node, ast.keyword)
                and node.arg == "verify"
                and isinstance(node.value, ast.Constant)
            )
            if is_unchecked:
                found.append(path.relative_to(PACKAGE).as_posix())
    assert found == ["api/certificate.py"]
