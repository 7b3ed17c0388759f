"""What goes into one exchange with the server and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def as_http_date(text: str) -> datetime | None:
    """Return the moment that a header field names, in UTC where it names no zone, or None."""
    from email.utils import parsedate_to_datetime  # loaded late: it takes the whole package along

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came.

    Attributes:
        status: HTTP status.
        headers: header fields by lower-case name.
        body: the bytes, unpacked; not shown.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The declared media type in lower case, without parameters; may be empty or wrong."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def date(self) -> datetime | None:
        """The server's clock when it answered (the Date header), or None."""
        return as_http_date(self.headers.get("date", ""))

    @property
    def location(self) -> str | None:
        """Where a redirect points to, or None where the answer is no redirect."""
        return self.headers.get("location") if self.status in _REDIRECTS else None


@dataclass(frozen=True, slots=True)
class Limits:
    """Time and size limits, in seconds and bytes.

    Attributes:
        connect: for a connection and its TLS handshake.
        read: without a single byte, after which an answer is given up.
        deadline: for a whole call, whatever happens.
        size: largest answer, after unpacking.
        repeat_pauses: before the second, third, ... try of a call that is free to repeat.
        repeat_within: after which a call is not repeated any more.
        idle: after which an unused connection is not used again: proxies and firewalls forget
            such connections without a word, and what is sent over one may or may not arrive.
    """

    connect: float = 10.0
    read: float = 60.0
    deadline: float = 300.0
    size: int = 256 * 1024 * 1024
    repeat_pauses: tuple[float, ...] = (0.25, 1.0)
    repeat_within: float = 20.0
    idle: float = 20.0


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart form."""

    parameter: str
    file_name: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"
