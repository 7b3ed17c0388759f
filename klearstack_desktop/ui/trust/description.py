"""A certificate in the words that a reviewer compares."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.certificate import shown_day, shown_fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.certificate import ServerCertificate

UNKNOWN: Final = "—"
LINES: Final = ("Made out to", "Issued by", "Valid from", "Valid until")
FINGERPRINT: Final = "SHA-256 fingerprint"
ZERO_WIDTH_SPACE: Final = "\u200b"
_LONGEST: Final = 240
_LONGEST_WORD: Final = 30
_MOST_NAMES: Final = 4


def described(certificate: ServerCertificate | None) -> tuple[str, ...]:
    """Return what `LINES` name, in their order; a dash where it is not known."""
    if certificate is None:
        return (UNKNOWN,) * len(LINES)
    issuer = _breakable(certificate.issuer)
    if certificate.is_self_signed and issuer:
        issuer = "itself (self-signed)"
    return (
        _with_names(certificate) or UNKNOWN,
        issuer or UNKNOWN,
        _day(certificate.valid_from),
        _day(certificate.valid_until),
    )


def fingerprint(certificate: ServerCertificate | None, pin: str | None = None) -> str:
    """Return a fingerprint in lines of pairs: of a certificate or, unknown, of a pin."""
    sha256 = certificate.sha256 if certificate is not None else pin
    return shown_fingerprint(sha256) if sha256 else UNKNOWN


def server(certificate: ServerCertificate) -> str:
    """Return host and port, as an administrator is asked for them."""
    host = f"[{certificate.host}]" if ":" in certificate.host else certificate.host
    return f"{host}:{certificate.port}"


def _with_names(certificate: ServerCertificate) -> str:
    """Return the subject, and the host names that are not in it already."""
    others = [name for name in certificate.names if name not in certificate.subject]
    lines = (certificate.subject, ", ".join(others[:_MOST_NAMES]))
    return "\n".join(_breakable(line) for line in lines if line)


def _breakable(text: str) -> str:
    """Return a text that fits on a sheet: strangers choose these names, and some fill a screen."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return re.sub(rf"\S{{{_LONGEST_WORD}}}", lambda word: word[0] + ZERO_WIDTH_SPACE, cut)


def _day(moment: datetime | None) -> str:
    return shown_day(moment) if moment is not None else UNKNOWN
