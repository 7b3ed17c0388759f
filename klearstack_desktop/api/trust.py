"""Whom to believe: the system's certificates, a CA file, or exactly one server certificate.

Whatever is chosen, and only that, decides; the list of authorities that requests brings along never
joins in. There is no way to switch the checks off.
"""

from __future__ import annotations

import hashlib
import http.client
import ssl
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import truststore
from requests.adapters import HTTPAdapter
from urllib3.util import make_headers

from klearstack_desktop.api.errors import NotTrusted
from klearstack_desktop.api.livesockets import watched_pools

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest
    from urllib3 import HTTPSConnectionPool, ProxyManager

    from klearstack_desktop.api.livesockets import LiveSockets
    from klearstack_desktop.api.profile import Origin, ServerProfile


class TrustAdapter(HTTPAdapter):
    """Sends through connections that one given TLS context checks.

    Args:
        context: decides about certificates; must require them.
        sockets: learns of every connection that is opened.
        fingerprint: SHA-256 (hex) that the server's own certificate must have besides, or None.
    """

    def __init__(
        self, context: ssl.SSLContext, sockets: LiveSockets, fingerprint: str | None = None
    ) -> None:
        self._context = context
        self._sockets = sockets
        self._tls: dict[str, Any] = {"ssl_context": context, "cert_reqs": "CERT_REQUIRED"}
        if fingerprint is not None:
            # The pin replaces the name check: the certificate is this one or it is refused.
            self._tls.update(assert_hostname=False, assert_fingerprint=fingerprint)
        super().__init__(pool_connections=4, pool_maxsize=2)

    def _with_context(self, settings: dict[str, Any]) -> dict[str, Any]:
        for name in ("ca_certs", "ca_cert_dir", "ca_cert_data"):
            settings.pop(name, None)  # else the roots of certifi join the context
        return {**settings, **self._tls}

    def init_poolmanager(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as requests
        """Build the pools on our context, and let every connection be known."""
        super().init_poolmanager(*args, **self._with_context(settings))
        self.poolmanager.pool_classes_by_scheme = watched_pools(self._sockets)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> ProxyManager:  # noqa: ANN401
        """Return the pools behind a proxy, on the same context."""
        manager: ProxyManager = super().proxy_manager_for(proxy, **self._with_context(settings))
        manager.pool_classes_by_scheme = watched_pools(self._sockets)
        return manager

    def build_connection_pool_key_attributes(  # type: ignore[override]
        self,
        request: PreparedRequest,
        verify: bool | str,
        cert: object = None,  # noqa: ARG002
    ) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """Return the pool key without the roots that requests would add."""
        host, settings = super().build_connection_pool_key_attributes(request, verify)
        return host, self._with_context({**settings})

    def cert_verify(
        self,
        conn: HTTPSConnectionPool,
        url: str,  # noqa: ARG002 - the signature of requests
        verify: object,  # noqa: ARG002
        cert: object,  # noqa: ARG002
    ) -> None:
        """Leave the connection to our context, which requires a certificate in any case."""
        conn.ca_certs = conn.ca_cert_dir = None


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """The certificate that a server showed, not yet trusted.

    Attributes:
        pem: the certificate as PEM text.
        sha256: its fingerprint, lower-case hex.
    """

    pem: str = field(repr=False)
    sha256: str


def fetch_certificate(
    origin: Origin, timeout: float = 10.0, proxy: str | None = None
) -> ServerCertificate:
    """Ask a server for its certificate in a handshake that sends no request.

    This answers the question of first use: show the fingerprint, let the reviewer compare it, then
    pin it. Nothing but the handshake ever passes over this connection.

    Args:
        origin: the server.
        timeout: seconds for the connection and for the handshake.
        proxy: address of the HTTP proxy to go through, or None.

    Raises:
        OSError: the server cannot be reached or speaks no TLS.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the certificate is what is asked for
    connection = _plain_connection(origin, timeout, proxy)
    try:
        connection.connect()
        with context.wrap_socket(connection.sock, server_hostname=origin.host) as secured:
            der = secured.getpeercert(binary_form=True)
    finally:
        connection.close()
    if der is None:
        raise ssl.SSLError("the server showed no certificate")
    return ServerCertificate(ssl.DER_cert_to_PEM_cert(der), hashlib.sha256(der).hexdigest())


def _plain_connection(
    origin: Origin, timeout: float, proxy: str | None
) -> http.client.HTTPConnection:
    if not proxy:
        return http.client.HTTPConnection(origin.host, origin.port, timeout=timeout)
    parts = urlsplit(proxy)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    headers = {}
    if parts.username is not None:
        user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers = make_headers(proxy_basic_auth=user)
    connection.set_tunnel(origin.host, origin.port, headers)
    return connection


class Trust:
    """What a profile trusts, as adapters for requests sessions; safe to share between threads."""

    def __init__(self, profile: ServerProfile, timeout: float = 10.0) -> None:
        self._profile = profile
        self._timeout = timeout
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def adapter(self, sockets: LiveSockets, proxy: str | None) -> HTTPAdapter:
        """Return a new adapter for one session.

        Args:
            sockets: learns of every connection that the adapter opens.
            proxy: where the certificate for a pin is fetched through, or None.

        Raises:
            NotTrusted: the server's certificate is not the pinned one, or the CA file is unusable.
            OSError: the server could not be asked for its certificate.
        """
        with self._lock:
            if self._context is None:
                self._context = self._make_context(proxy)
            return TrustAdapter(self._context, sockets, self._profile.pin)

    def _make_context(self, proxy: str | None) -> ssl.SSLContext:
        if self._profile.pin is not None and self._profile.origin.scheme == "https":
            context = self._pinned_context(self._profile.pin, proxy)
        elif self._profile.trust is not None and self._profile.pin is None:
            context = _ca_file_context(self._profile.trust)
        else:
            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _pinned_context(self, pin: str, proxy: str | None) -> ssl.SSLContext:
        met = fetch_certificate(self._profile.origin, self._timeout, proxy)
        if met.sha256 != pin:
            raise NotTrusted(
                "The server shows another certificate than the one you accepted. Ask your"
                " administrator whether it was changed before you accept the new one.",
                f"expected {pin}, found {met.sha256}",
                expected=pin,
                found=met.sha256,
            )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        # A pinned leaf may have been issued by a company's own authority, which we do not know.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=met.pem)
        return context


def _ca_file_context(path: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise NotTrusted(
            f"The file with trusted certificates cannot be used: {path}", type(error).__name__
        ) from None
    return context
