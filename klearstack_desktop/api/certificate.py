"""Asking a server for its certificate, and reading it, before anything is trusted.

This is the only place that meets a certificate without checking it, because the certificate is the
question. No request ever passes over these connections: they end with the handshake.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

from klearstack_desktop.api.errors import InvalidProfile
from klearstack_desktop.api.proxies import proxy_for
from klearstack_desktop.model.certificate import ServerCertificate

if TYPE_CHECKING:
    import http.client

    from cryptography import x509

    from klearstack_desktop.api.profile import Origin, ServerProfile
    from klearstack_desktop.api.proxies import Proxy

OLDEST_TLS = ssl.TLSVersion.TLSv1_2
"""Older encryption is refused, whatever is trusted."""

_NAME_PARTS = ("2.5.4.3", "2.5.4.11", "2.5.4.10", "2.5.4.6")
"""Common name, unit, organisation, country: what people compare, in this order."""


def fetch_certificate(profile: ServerProfile, timeout: float = 10.0) -> ServerCertificate:
    """Return the certificate that a profile's server shows, the way calls would go.

    What is met may be the certificate of an inspecting proxy: `ServerCertificate.proxy` and
    `ServerCertificate.issuer` tell. Nothing is checked and nothing but the handshake is sent, so
    this answers the question of first use: show it, let a person compare it, then pin it.

    Args:
        profile: which server; what it trusts does not matter here.
        timeout: seconds for the connection and for the handshake.

    Raises:
        InvalidProfile: the address is plain http, or the proxy's address is none.
        NotReachable: no connection, or no TLS on that port.
        NotTrusted: the server offers nothing newer than TLS 1.1.
    """
    # Here and not above, as all that belongs to HTTP: no certificate is fetched to start.
    from klearstack_desktop.api.foreign import our_errors

    origin, proxy = profile.origin, proxy_for(profile)
    if origin.scheme != "https":
        raise InvalidProfile(f"{origin.host} is addressed by plain http and has no certificate.")
    with our_errors(origin, proxy=proxy):
        der = met_certificate(origin, timeout, proxy)
    return read_certificate(der, origin.host, origin.port, proxy.address if proxy else "")


def met_certificate(origin: Origin, timeout: float, proxy: Proxy | None) -> bytes:
    """Return the certificate (DER) of a handshake that is neither checked nor followed by a call.

    Raises:
        Unsent: the server cannot be reached or speaks no TLS; the cause says why.
    """
    import http.client

    from klearstack_desktop.api.foreign import Unsent

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = OLDEST_TLS
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the certificate is what is asked for
    connection = _plain_connection(origin, timeout, proxy)
    answers: list[http.client.HTTPResponse] = []

    def answer(*arguments: Any, **more: Any) -> http.client.HTTPResponse:  # noqa: ANN401
        answers.append(http.client.HTTPResponse(*arguments, **more))
        return answers[-1]

    # Python before 3.11.4 leaves the answer of a proxy that refuses, and with it the socket, open.
    connection.response_class = answer  # type: ignore[assignment]
    try:
        connection.connect()
        with context.wrap_socket(connection.sock, server_hostname=origin.host) as secured:
            der = secured.getpeercert(binary_form=True)
    except (OSError, http.client.HTTPException) as error:
        raise Unsent from error
    finally:
        for refusal in answers:
            refusal.close()
        connection.close()
    if der is None:
        raise ssl.SSLError("the server showed no certificate")
    return der


def read_certificate(der: bytes, host: str, port: int, proxy: str = "") -> ServerCertificate:
    """Read a certificate as far as it can be read; a malformed one keeps its fingerprint.

    Args:
        der: the certificate.
        host: name or address of the server that showed it.
        port: the server's port.
        proxy: ``host:port`` of the proxy that it came through.
    """
    # Here and not above: it costs a start 30 ms, and most starts meet no unknown certificate.
    from cryptography import x509

    try:
        parsed = x509.load_der_x509_certificate(der)
        return ServerCertificate(
            host=host,
            port=port,
            der=der,
            subject=_shown_name(parsed.subject),
            issuer=_shown_name(parsed.issuer),
            valid_from=parsed.not_valid_before_utc,
            valid_until=parsed.not_valid_after_utc,
            names=_alternative_names(parsed),
            is_self_signed=parsed.subject == parsed.issuer,
            proxy=proxy,
        )
    except (ValueError, x509.InvalidVersion):
        return ServerCertificate(host, port, der, proxy=proxy)


def _shown_name(name: x509.Name) -> str:
    """Return a name as one line of plain text, the most telling part first."""
    values = [
        str(attribute.value)
        for part in _NAME_PARTS
        for attribute in name
        if attribute.oid.dotted_string == part
    ] or [str(attribute.value) for attribute in name]
    line = ", ".join(dict.fromkeys(values))
    return " ".join("".join(c if c.isprintable() else " " for c in line).split())


def _alternative_names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509

    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    kinds = (x509.DNSName, x509.IPAddress)
    return tuple(str(name.value) for name in extension.value if isinstance(name, kinds))


def _plain_connection(
    origin: Origin, timeout: float, proxy: Proxy | None
) -> http.client.HTTPConnection:
    import http.client

    if proxy is None:
        return http.client.HTTPConnection(origin.host, origin.port, timeout=timeout)
    connection = http.client.HTTPConnection(proxy.host, proxy.port, timeout=timeout)
    connection.set_tunnel(origin.host, origin.port, proxy.headers)
    return connection
