"""A certificate in the words that a reviewer compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.certificate import shown_day, shown_fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.model.certificate import ServerCertificate

UNKNOWN: Final = "—"
LINES: Final = ("Made out to", "Issued by", "Valid from", "Valid until")
FINGERPRINT: Final = "SHA-256 fingerprint"


def described(certificate: ServerCertificate | None) -> tuple[str, ...]:
    """Return what `LINES` name, in their order; a dash where it is not known."""
    if certificate is None:
        return (UNKNOWN,) * len(LINES)
    issuer = certificate.issuer
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
    return "\n".join(filter(None, (certificate.subject, ", ".join(others[:4]))))


def _day(moment: datetime | None) -> str:
    return shown_day(moment) if moment is not None else UNKNOWN
