"""A server's certificate as a person compares it before trusting it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

PAIRS_A_LINE: Final = 8


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """What a server showed in a TLS handshake; being one of these says nothing about trust.

    Attributes:
        host: name or address of the server that was asked.
        port: its port.
        der: the certificate as it came.
        subject: whom it was made out to, ``"tenant.example, Acme Ltd, IN"``; may be empty.
        issuer: who issued it, in the same form.
        valid_from: start of its validity, or None where it cannot be read.
        valid_until: end of its validity, or None where it cannot be read.
        names: the host names and addresses that it is made out to.
        is_self_signed: whether it vouches for itself, with nobody behind it.
        proxy: ``host:port`` of the proxy that it came through, or an empty string.
    """

    host: str
    port: int
    der: bytes = field(repr=False)
    subject: str = ""
    issuer: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    names: tuple[str, ...] = ()
    is_self_signed: bool = False
    proxy: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint: SHA-256 of the certificate, 64 digits of lower-case hex."""
        return hashlib.sha256(self.der).hexdigest()

    def has_ended(self, now: datetime) -> bool:
        """Whether its validity is over."""
        return self.valid_until is not None and now > self.valid_until

    def has_begun(self, now: datetime) -> bool:
        """Whether its validity has begun."""
        return self.valid_from is None or now >= self.valid_from


def shown_fingerprint(sha256: str) -> str:
    """Return a fingerprint as people compare it: pairs with colons, four lines of eight.

    >>> shown_fingerprint("0f" * 32).splitlines()[0]
    '0F:0F:0F:0F:0F:0F:0F:0F'
    """
    pairs = [sha256[i : i + 2].upper() for i in range(0, len(sha256), 2)]
    lines = (pairs[i : i + PAIRS_A_LINE] for i in range(0, len(pairs), PAIRS_A_LINE))
    return "\n".join(":".join(line) for line in lines)


def shown_day(moment: datetime) -> str:
    """Return a day of a certificate's validity, in UTC, as no country reads it wrongly.

    In UTC, because certificates that never end do so at a moment that other zones cannot express.
    """
    return f"{moment.day} {moment:%B %Y}"
