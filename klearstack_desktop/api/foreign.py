"""The errors of requests, urllib3, ssl and sockets end here and become ours.

Nothing of a foreign error is passed on but its kind: its text may hold an address with a password,
and the error object holds the request with all its form fields.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import TYPE_CHECKING, TypeVar

import requests
import urllib3.exceptions

from klearstack_desktop.api.errors import KlearStackError, NotReachable, NotTrusted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.api.profile import Origin

_Error = TypeVar("_Error", bound=BaseException)

FOREIGN = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)
"""Everything that the libraries below raise for trouble on the wire."""

_NOT_TRUSTED_REASONS = {
    10: "has expired or the clock of this computer is wrong",
    9: "is not valid yet or the clock of this computer is wrong",
    18: "is self-signed",
    19: "was issued by an authority that this computer does not know",
    20: "was issued by an authority that this computer does not know",
    62: "is made out to another name",
    64: "is made out to another address",
}
_OLD_TLS = ("UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "NO_PROTOCOLS", "HANDSHAKE_FAILURE")


@contextlib.contextmanager
def our_errors(server: Origin, pin: str | None = None) -> Iterator[None]:
    """Turn whatever the libraries below raise into the errors of the client.

    Args:
        server: the server that is being called, for the sentences.
        pin: fingerprint of the only trusted certificate, or None.

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
        raise translated(error, server, pin) from None


def translated(error: BaseException, server: Origin, pin: str | None = None) -> KlearStackError:
    """Return our error for a foreign one."""
    causes = tuple(_causes(error))
    details = " <- ".join(_described(cause) for cause in causes)
    host = server.host
    if certificate := _first(causes, ssl.SSLCertVerificationError):
        reason = _NOT_TRUSTED_REASONS.get(certificate.verify_code, "could not be verified")
        return NotTrusted(
            f"The certificate of {host} {reason}. Nothing was sent to it.", details, expected=pin
        )
    if any("ingerprint" in str(cause) for cause in causes if _is_urllib3_tls(cause)):
        return NotTrusted(
            f"{host} shows another certificate than the one you accepted. Nothing was sent to it.",
            details,
            expected=pin,
        )
    if (tls := _first(causes, ssl.SSLError)) and not isinstance(tls, ssl.SSLEOFError):
        if any(sign in (tls.reason or "") for sign in _OLD_TLS):
            return NotTrusted(f"{host} offers no encryption that is safe today.", details)
        return NotReachable(f"{host} does not answer in https on this port.", details)
    if any("407" in str(cause) for cause in causes if isinstance(cause, OSError)):
        return NotReachable("The proxy asks for a user name and a password.", details)
    if _first(causes, requests.exceptions.ProxyError, urllib3.exceptions.ProxyError):
        return NotReachable("The proxy could not be reached or would not connect.", details)
    return _not_reachable(causes, host, details)


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
