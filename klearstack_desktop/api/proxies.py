"""Which proxy a call goes through: the profile's, else the system's, and never one for loopback.

Only http proxies are used: they pass the encrypted connection on (CONNECT) and see nothing of it.
User and password for one are no part of its address; they come from the keychain with the profile.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from klearstack_desktop.api.errors import InvalidProfile

if TYPE_CHECKING:
    from klearstack_desktop.api.profile import ServerProfile

_DEFAULT_PORT: Final = 80


@dataclass(frozen=True, slots=True)
class ProxyLogin:
    """Who signs in to a proxy; stays in memory and out of every text.

    Attributes:
        user: the user name; it holds no colon (RFC 7617).
        password: the password.
    """

    user: str
    password: str = field(repr=False)

    @property
    def authorization(self) -> str:
        """The value of the header Proxy-Authorization."""
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy on the way to the server.

    Attributes:
        host: its name or address.
        port: its port.
        login: user and password, or None for a proxy that asks for none.
        is_system: whether the system's settings name it, not the profile.
    """

    host: str
    port: int
    login: ProxyLogin | None = field(default=None, repr=False)
    is_system: bool = False

    @property
    def address(self) -> str:
        """``host:port``, as it may be shown; never with user or password."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """The header fields that the proxy itself is sent."""
        return {"Proxy-Authorization": self.login.authorization} if self.login else {}

    def __str__(self) -> str:
        return self.address


def proxy_for(profile: ServerProfile) -> Proxy | None:
    """Return the proxy that calls to a profile's server go through, or None for none.

    Raises:
        InvalidProfile: the profile's or the system's setting is no address of an http proxy.
    """
    origin = profile.origin
    if origin.is_loopback or profile.proxy == "":
        return None
    if profile.proxy is not None:
        return read_proxy(profile.proxy, profile.proxy_login)
    from urllib.request import getproxies, proxy_bypass  # loaded late: it takes HTTP along

    if proxy_bypass(origin.host) or proxy_bypass(f"{origin.host}:{origin.port}"):
        return None
    system = getproxies()
    address = system.get(origin.scheme) or system.get("all")
    return read_proxy(address, profile.proxy_login, is_system=True) if address else None


def read_proxy(address: str, login: ProxyLogin | None = None, *, is_system: bool = False) -> Proxy:
    """Read the address of a proxy, ``http://host:port`` or ``host:port``.

    Args:
        address: a user and a password in it count where no login is given.
        login: user and password.
        is_system: whether the system's settings name it.

    Raises:
        InvalidProfile: it is no address of an http proxy.
    """
    whose = "the system's settings" if is_system else "the profile"
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if not host or parts.scheme != "http" or parts.path not in {"", "/"}:
        # The address is not repeated: it may hold a password.
        raise InvalidProfile(
            f"The proxy in {whose} cannot be used: its address must look like"
            " http://proxy.example:3128."
        )
    if login is None and parts.username:
        login = ProxyLogin(unquote(parts.username), unquote(parts.password or ""))
    return Proxy(host, port or _DEFAULT_PORT, login, is_system)
