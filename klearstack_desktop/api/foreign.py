"""The errors of requests, urllib3, ssl and sockets end here and become ours.

Nothing of a foreign error is passed on but its kind: its text may hold an address with a password,
and the error object holds the request with all its form fields.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
from typing import TYPE_CHECKING, TypeVar

import requests
import urllib3.exceptions

from klearstack_desktop.api.errors import (
    KlearStackError,
    NotReachable,
    NotTrusted,
    ProxySignInNeeded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.api.profile import Origin
    from klearstack_desktop.api.proxies import Proxy

_Error = TypeVar("_Error", bound=BaseException)

FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
"""Everything that the libraries below raise for trouble on the wire."""


class Unsent(ConnectionError):
    """The connection failed before anything could be sent over it; its cause says why."""


class IdleCut(ConnectionError):
    """A kept connection turned out to be dead when it was used again.

    Attributes:
        seconds: how long it had not been used.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__("a kept connection was dead")
        self.seconds = seconds


# Why a certificate was refused: codes of OpenSSL, and of macOS and Windows as truststore gives them
# (errSecCertificateExpired, errSecHostNameMismatch, CERT_E_EXPIRED, CERT_E_CN_NO_MATCH).
_EXPIRED = frozenset({10, -67818, -2146762495})
_NOT_YET = 9
_OTHER_NAME = frozenset({62, 64, -67602, -2146762481})
_SELF_SIGNED = 18

_OLD_TLS = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS", "HANDSHAKE_FAILURE")
_CONNECTING = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError)
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


@contextlib.contextmanager
def our_errors(
    server: Origin, pin: str | None = None, proxy: Proxy | None = None
) -> Iterator[None]:
    """Turn whatever the libraries below raise into the errors of the client.

    Args:
        server: the server that is being called, for the sentences.
        pin: fingerprint of the only trusted certificate, or None.
        proxy: the proxy on the way, or None.

    Raises:
        NotReachable: no connection, or it broke.
        NotTrusted: the certificate was refused.
    """
    try:
        yield
    except KlearStackError:
        raise
    except FOREIGN as error:
        # Not chained: requests' errors carry the request with password and token.
        raise translated(error, server, pin, proxy) from None


def translated(
    error: BaseException, server: Origin, pin: str | None = None, proxy: Proxy | None = None
) -> KlearStackError:
    """Return our error for a foreign one."""
    causes = tuple(_causes(error))
    details = " <- ".join(_described(cause) for cause in causes)
    host = server.host
    is_unsent = _first(causes, Unsent) is not None
    if certificate := _first(causes, ssl.SSLCertVerificationError):
        return _not_trusted(certificate.verify_code, host, details, pin, proxy)
    if any("ingerprint" in str(cause) for cause in causes if _is_urllib3_tls(cause)):
        return _not_trusted(0, host, details, pin, proxy)
    if (tls := _first(causes, ssl.SSLError)) and not isinstance(tls, ssl.SSLEOFError):
        if any(sign in (tls.reason or "") for sign in _OLD_TLS):
            return NotTrusted(
                f"{host} offers no encryption that is safe today (TLS 1.2 or newer). Nothing was"
                " sent to it; its administrator has to update it.",
                details,
            )
        if is_unsent and proxy is not None:
            return NotReachable(_no_tls_through(proxy, host), details)
        if is_unsent:
            return NotReachable(f"{host} does not answer in https on this port.", details)
    if idle := _first(causes, IdleCut):
        sentence = (
            f"The connection to {host} had not been used for {idle.seconds:.0f} seconds and was cut"
            " in between, by a proxy or a firewall."
        )
        return NotReachable(sentence, details, may_have_arrived=True)
    if proxy is not None and (failed := _failed_proxy(causes, proxy, host, details, is_unsent)):
        return failed
    if is_unsent and _first(causes, TimeoutError) and not _first(causes, *_CONNECTING):
        return NotReachable(f"{host} does not answer in https on this port.", details)
    failure = _not_reachable(causes, host, details)
    failure.may_have_arrived &= not is_unsent
    return failure


def _failed_proxy(
    causes: tuple[BaseException, ...], proxy: Proxy, host: str, details: str, is_unsent: bool
) -> NotReachable | None:
    """Return the error for a call that came no further than the proxy, or None.

    That urllib3 speaks of a proxy means nothing: it does so whenever a connection through one ends.
    """
    for cause in causes:
        if found := _TUNNEL.search(str(cause)):
            return _refused_by(proxy, int(found[1]), host, details)
    nobody = (ConnectionRefusedError, socket.gaierror)
    if _first(causes, *_CONNECTING) or (is_unsent and _first(causes, *nobody)):
        return NotReachable(
            f"The proxy {proxy} cannot be reached. Are you in the company's network?", details
        )
    if is_unsent and _first(causes, ssl.SSLEOFError, ConnectionResetError):
        return NotReachable(_no_tls_through(proxy, host), details)
    return None


def _not_trusted(
    code: int, host: str, details: str, pin: str | None, proxy: Proxy | None
) -> NotTrusted:
    nothing_sent = "Nothing was sent to it."
    if code in _EXPIRED:
        sentence = (
            f"The certificate of {host} has expired, or the clock of this computer is wrong."
            f" {nothing_sent} The server's administrator has to renew it."
        )
    elif code == _NOT_YET:
        sentence = (
            f"The certificate of {host} is not valid yet: the clock of this computer may be wrong."
            f" {nothing_sent}"
        )
    elif pin is not None:
        sentence = other_certificate_sentence(host, proxy.address if proxy else "")
    elif code in _OTHER_NAME:
        sentence = (
            f"The certificate that {host} shows is made out to another server."
            f" {nothing_sent} Check the server address."
        )
    elif code == _SELF_SIGNED:
        sentence = (
            f"The certificate of {host} is self-signed: nobody vouches for it. {nothing_sent}"
        )
    else:
        sentence = (
            f"The certificate of {host} was issued by an authority that this computer does not"
            f" know. {nothing_sent}"
        )
    return NotTrusted(sentence, details, expected=pin)


def other_certificate_sentence(host: str, proxy: str) -> str:
    """Say that a pinned server shows another certificate, and what that may mean.

    Args:
        host: the server.
        proxy: ``host:port`` of the proxy on the way, or an empty string.
    """
    changed = f"{host} shows another certificate than the one you accepted. Nothing was sent to it."
    if proxy:
        return (
            f"Through the proxy {proxy}, {changed} A proxy that reads along looks like this; so"
            " does a new certificate. Ask your administrator."
        )
    return f"{changed} Ask your administrator whether it was changed before you accept the new one."


def _no_tls_through(proxy: Proxy, host: str) -> str:
    return (
        f"The proxy {proxy} sent something else than an encrypted connection to {host}. The network"
        " may want you to sign in on a web page first: open any page in a browser, then try again."
    )


def _refused_by(proxy: Proxy, status: int, host: str, details: str) -> NotReachable:
    """Return the error for a proxy that answered CONNECT with anything but 200."""
    if status == 407:
        if proxy.login is None:
            sentence = f"The proxy {proxy} asks for a user name and a password."
        else:
            sentence = f"The proxy {proxy} refused the user name or the password."
        return ProxySignInNeeded(
            sentence, details, proxy=proxy.address, login_refused=proxy.login is not None
        )
    if 300 <= status < 400 or status == 511:
        sentence = (
            f"The proxy {proxy} wants you to sign in on a web page first: open any page in a"
            " browser, then try again."
        )
    elif status in {502, 503, 504}:
        sentence = f"The proxy {proxy} cannot reach {host} (status {status})."
    else:
        sentence = f"The proxy {proxy} does not allow connections to {host} (status {status})."
    return NotReachable(sentence, f"{details} status {status}")


def _not_reachable(causes: tuple[BaseException, ...], host: str, details: str) -> NotReachable:
    if _first(causes, urllib3.exceptions.NameResolutionError, socket.gaierror):
        return NotReachable(f"There is no server named {host}, or no network.", details)
    if _first(causes, ConnectionRefusedError):
        return NotReachable(f"{host} refuses connections: is the service running?", details)
    # urllib3 counts every failure to connect as a time-out, so this one comes first.
    if _first(causes, urllib3.exceptions.NewConnectionError, requests.exceptions.InvalidURL):
        return NotReachable(f"{host} cannot be reached from this computer.", details)
    if _first(causes, urllib3.exceptions.ConnectTimeoutError):
        return NotReachable(f"{host} does not answer: the connection timed out.", details)
    if _first(causes, TimeoutError, urllib3.exceptions.ReadTimeoutError):
        sentence = f"{host} took too long to answer."
    else:
        sentence = f"The connection to {host} broke before the answer was complete."
    return NotReachable(sentence, details, may_have_arrived=True)


def is_cut(error: BaseException) -> bool:
    """Whether a connection ended under a call."""
    # An end without TLS's own good-bye is one too: which of them comes is a race.
    kinds = (ConnectionResetError, BrokenPipeError, ssl.SSLEOFError)
    return any(isinstance(cause, kinds) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and everything it was made from, whichever way the libraries tell it."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        current = waiting.pop(0)
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            waiting += [getattr(current, "reason", None), current.__cause__, current.__context__]
            waiting += list(current.args)


def _first(causes: tuple[BaseException, ...], *kinds: type[_Error]) -> _Error | None:
    return next((cause for cause in causes if isinstance(cause, kinds)), None)


def _is_urllib3_tls(cause: BaseException) -> bool:
    return isinstance(cause, urllib3.exceptions.SSLError)


def _described(cause: BaseException) -> str:
    name = type(cause).__name__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"{name} {cause.verify_code}"
    if isinstance(cause, ssl.SSLError):
        return f"{name} {cause.reason or ''}".strip()
    if isinstance(cause, OSError) and cause.errno is not None:
        return f"{name} {cause.errno}"
    return name
