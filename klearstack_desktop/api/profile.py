"""Which server, and as whom: the two things that a client is made from."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.errors import InvalidProfile, NotTrusted
from klearstack_desktop.model.fieldmap import FieldMap, default_field_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.api.proxies import ProxyLogin

PIN_PREFIX = "sha256:"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: what a token may be sent to."""

    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether the address never leaves this computer."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def origin_of(url: str) -> Origin | None:
    """Return the origin of an absolute http(s) address, or None where it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    return Origin(parts.scheme, parts.hostname, port or _DEFAULT_PORTS[parts.scheme])


@dataclass(frozen=True, slots=True)
class ServerProfile:
    """Everything about one KlearStack server that does not depend on the user.

    Attributes:
        url: the tenant's address, for example ``https://tenant.example``. Plain ``http`` is
            accepted for loopback addresses only.
        endpoints: paths that differ from the table, by the names of the contract:
            ``{"getimage": "/access/klearstack/other_name"}``.
        parameters: form fields that are named differently, by call:
            ``{"getdocument": {"id": "document_id"}}``.
        field_map: additions to the field map: internal name to the keys of ``fields.toml``.
        trust: None for the system's certificate store, ``"sha256:<hex>"`` for exactly that server
            certificate, or the path of a file with CA certificates (PEM).
        box_dpi: resolution in dots an inch at which PDF pages are rendered so that boxes fit.
        collection_name: the collection where the details of a document name none.
        document_type: the document type of uploads and of the calls that require one.
        proxy: address of an http proxy, ``""`` for none, or None for the system's settings.
            Loopback addresses never go through one. Not shown, because people paste addresses
            that hold a password.
        proxy_login: user and password for the proxy, or None where it asks for none.
        upload_limit: largest file that is uploaded, in bytes.

    Raises:
        InvalidProfile: the address is malformed or an override names an unknown call.
        NotTrusted: the address is plain ``http`` and not on this computer.
    """

    url: str
    endpoints: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    field_map: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    trust: str | None = None
    box_dpi: int = 200
    collection_name: str = "invoices"
    document_type: str = "Invoices"
    proxy: str | None = field(default=None, repr=False)
    proxy_login: ProxyLogin | None = field(default=None, repr=False)
    upload_limit: int = 50 * 1024 * 1024

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _checked_url(self.url))
        if self.trust is not None:
            object.__setattr__(self, "trust", _checked_trust(str(self.trust)))
        self.table()
        try:
            self.names()
        except (ValueError, TypeError, AttributeError) as error:
            raise InvalidProfile(f"The field map of the profile cannot be used: {error}") from None

    @property
    def origin(self) -> Origin:
        """Scheme, host and port of the server."""
        origin = origin_of(self.url)
        if origin is None:
            raise InvalidProfile("The server address is not an http or https address.")
        return origin

    @property
    def pin(self) -> str | None:
        """The SHA-256 fingerprint (lower-case hex) of the only trusted certificate, or None."""
        if self.trust is not None and self.trust.startswith(PIN_PREFIX):
            return self.trust.removeprefix(PIN_PREFIX)
        return None

    def table(self) -> Endpoints:
        """Return the endpoint table with this profile's overrides."""
        return Endpoints(self.endpoints, self.parameters)

    def names(self) -> FieldMap:
        """Return the field map with this profile's additions."""
        return default_field_map().extended(self.field_map)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs in; the password stays in memory and out of every text.

    Attributes:
        company: the tenant's name, ``company_name`` on the wire.
        username: the login name.
        password: the password.
    """

    company: str
    username: str
    password: str = field(repr=False)


def _checked_url(url: str) -> str:
    stripped = url.strip().rstrip("/")
    origin = origin_of(stripped)
    if origin is None:
        raise InvalidProfile(
            "The server address must look like https://tenant.example.", "malformed address"
        )
    parts = urlsplit(stripped)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise InvalidProfile("The server address must hold no user name, no query and no fragment.")
    if origin.scheme == "http" and not origin.is_loopback:
        raise NotTrusted(
            f"{origin.host} is addressed by plain http, so anybody on the way could read the"
            " password. Use https; plain http is accepted on this computer only."
        )
    return stripped


def _checked_trust(trust: str) -> str:
    if not trust.lower().startswith(PIN_PREFIX):
        if not Path(trust).is_file():
            raise InvalidProfile(f"The file with trusted certificates does not exist: {trust}")
        return trust
    fingerprint = re.sub(r"[:\s]", "", trust[len(PIN_PREFIX) :]).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", fingerprint):
        raise InvalidProfile("A pinned certificate is written as sha256: and 64 hex digits.")
    return PIN_PREFIX + fingerprint
