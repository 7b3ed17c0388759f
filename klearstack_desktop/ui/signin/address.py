"""What a reviewer may type as the server's address."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


class AddressRefused(ValueError):
    """The address cannot be used; the message is the sentence for the reviewer."""


def server_address(text: str) -> str:
    """Return the address of a server as typed, completed by ``https://`` where it names no scheme.

    Raises:
        AddressRefused: it is no http(s) address, or plain http to another computer.
    """
    typed = text.strip()
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or parts.scheme not in {"http", "https"} or any(c.isspace() for c in address):
        raise AddressRefused("The server address must look like https://tenant.example.")
    if parts.scheme == "http" and not is_loopback(host):
        raise AddressRefused(
            f"Plain http:// would let anybody on the way to {host} read your password. "
            "Use https://; plain http:// is for this computer only."
        )
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
