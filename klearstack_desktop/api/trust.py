"""Whom to believe: the system's certificates, a CA file, or exactly one server certificate.

Whatever is chosen, and only that, decides; the list of authorities that requests brings along never
joins in. There is no way to switch the checks off.
"""

from __future__ import annotations

import ssl
import threading
from typing import TYPE_CHECKING, Any

import truststore
from requests.adapters import HTTPAdapter

from klearstack_desktop.api.certificate import OLDEST_TLS, met_certificate, read_certificate
from klearstack_desktop.api.errors import NotTrusted
from klearstack_desktop.api.foreign import other_certificate_sentence
from klearstack_desktop.api.livesockets import watched_pools

if TYPE_CHECKING:
    from collections.abc import Mapping

    from requests import PreparedRequest
    from urllib3 import HTTPSConnectionPool, ProxyManager

    from klearstack_desktop.api.livesockets import LiveSockets
    from klearstack_desktop.api.profile import ServerProfile
    from klearstack_desktop.api.proxies import Proxy
    from klearstack_desktop.model.certificate import ServerCertificate


class TrustAdapter(HTTPAdapter):
    """Sends through connections that one given TLS context checks.

    Args:
        context: decides about certificates; must require them.
        sockets: learns of every connection that is opened.
        fingerprint: SHA-256 (hex) that the server's own certificate must have besides, or None.
        proxy: the proxy on the way, or None; its login stands in no address.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        sockets: LiveSockets,
        fingerprint: str | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        self._sockets = sockets
        self._proxy = proxy
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

    def proxy_headers(self, proxy: str) -> dict[str, str]:  # noqa: ARG002 - as requests
        """Return what the proxy itself is sent: the login, where it has one."""
        return self._proxy.headers if self._proxy is not None else {}

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


class Trust:
    """What a profile trusts, as adapters for requests sessions; safe to share between threads."""

    def __init__(self, profile: ServerProfile, timeout: float = 10.0) -> None:
        self._profile = profile
        self._timeout = timeout
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def adapter(self, sockets: LiveSockets, proxy: Proxy | None) -> HTTPAdapter:
        """Return a new adapter for one session.

        Args:
            sockets: learns of every connection that the adapter opens.
            proxy: what calls, and the handshake that a pin needs first, go through, or None.

        Raises:
            NotTrusted: the server's certificate is not the pinned one, or the CA file is unusable.
            Unsent: the server could not be asked for its certificate.
        """
        with self._lock:
            if self._context is None:
                self._context = self._make_context(proxy)
            return TrustAdapter(self._context, sockets, self._profile.pin, proxy)

    def _make_context(self, proxy: Proxy | None) -> ssl.SSLContext:
        if self._profile.pin is not None and self._profile.origin.scheme == "https":
            context = self._pinned_context(self._profile.pin, proxy)
        elif self._profile.trust is not None and self._profile.pin is None:
            context = _ca_file_context(self._profile.trust)
        else:
            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = OLDEST_TLS
        return context

    def _pinned_context(self, pin: str, proxy: Proxy | None) -> ssl.SSLContext:
        origin = self._profile.origin
        der = met_certificate(origin, self._timeout, proxy)
        met = read_certificate(der, origin.host, origin.port, proxy.address if proxy else "")
        if met.sha256 != pin:
            raise _other_certificate(met, pin)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        # A pinned leaf may have been issued by a company's own authority, which we do not know.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=der)
        return context


def _other_certificate(met: ServerCertificate, pin: str) -> NotTrusted:
    """Say that a pin met another certificate, and whether a proxy may be reading along."""
    sentence = other_certificate_sentence(met.host, met.proxy)
    if met.proxy and met.issuer and not met.is_self_signed:
        sentence += f" What came was issued by {met.issuer}."
    return NotTrusted(
        sentence, f"expected {pin}, found {met.sha256}", expected=pin, found=met.sha256
    )


def _ca_file_context(path: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cafile=path)
    except (OSError, ssl.SSLError) as error:
        raise NotTrusted(
            f"The file with trusted certificates cannot be used: {path}", type(error).__name__
        ) from None
    return context
