"""One thread's connections to one server, and one exchange over them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, BinaryIO, Self

import requests

from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.foreign import FOREIGN, IdleCut, Unsent, is_cut
from klearstack_desktop.api.livesockets import LiveSockets
from klearstack_desktop.api.proxies import proxy_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.api.profile import ServerProfile
    from klearstack_desktop.api.trust import Trust

_CHUNK = 64 * 1024
_SHORTEST_IDLE = 1.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def as_http_date(text: str) -> datetime | None:
    """Return the moment that a header field names, in UTC where it names no zone, or None."""
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


class Session:
    """One thread's connections."""

    def __init__(self, profile: ServerProfile, trust: Trust) -> None:
        proxy = proxy_for(profile)
        self._sockets = LiveSockets()
        self._requests = requests.Session()
        # Else a .netrc entry replaces our Bearer header and REQUESTS_CA_BUNDLE our trust.
        self._requests.trust_env = False
        self._requests.adapters.clear()
        self._requests.mount(profile.origin.scheme + "://", trust.adapter(self._sockets, proxy))
        if proxy is not None:
            self._requests.proxies = {profile.origin.scheme: f"http://{proxy.address}"}
        self._last_use = time.monotonic()

    def close(self) -> None:
        """Cut off a running call and drop all connections."""
        self._sockets.cut()
        self._requests.close()

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | BinaryIO | None,
        limits: Limits,
    ) -> RawAnswer:
        """Send one request and read the whole answer.

        Raises:
            NotUnderstood: the answer is larger than the limit.
            TimeoutError: the deadline has passed.
            Exception: whatever requests and urllib3 raise.
        """
        idle = time.monotonic() - self._last_use
        if idle > limits.idle:
            self._requests.close()
        begun, ready, is_answered = self._sockets.begun, self._sockets.ready, False
        with _Deadline(limits.deadline, self._sockets) as deadline:
            try:
                with self._requests.request(
                    method,
                    url,
                    data=body,
                    headers=headers,
                    timeout=(
                        min(limits.connect, limits.deadline),
                        min(limits.read, limits.deadline),
                    ),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    is_answered = True
                    content = _read(response, deadline, limits.size)
                    return RawAnswer(
                        response.status_code,
                        {name.lower(): value for name, value in response.headers.items()},
                        content,
                    )
            except FOREIGN as error:
                deadline.check()
                if self._sockets.begun > begun and self._sockets.ready == ready:
                    raise Unsent from error
                was_kept = self._sockets.begun == begun and idle > _SHORTEST_IDLE
                if was_kept and not is_answered and is_cut(error):
                    raise IdleCut(idle) from None
                raise
            finally:
                self._last_use = time.monotonic()


class _Deadline:
    """Cuts a session's connections when its time is up.

    A server that drips single bytes never trips the read time-out; this does.
    """

    def __init__(self, seconds: float, sockets: LiveSockets) -> None:
        self._ends_at = time.monotonic() + seconds
        self._sockets = sockets
        self._passed = threading.Event()
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def check(self) -> None:
        """Raise TimeoutError if the time is up."""
        if self._passed.is_set() or time.monotonic() >= self._ends_at:
            raise TimeoutError("the call was cut off at its deadline") from None

    def _pass(self) -> None:
        self._passed.set()
        self._sockets.cut()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _read(response: requests.Response, deadline: _Deadline, limit: int) -> bytes:
    """Return the whole body, and make sure that it is whole."""
    content = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > limit:
            raise NotUnderstood("The answer of the server is too large.", f"over {limit} bytes")
        deadline.check()
    # Being cut off looks like a regular end where the answer is as long as the connection, and
    # within the header it looks like an answer without a body.
    deadline.check()
    is_framed = "content-length" in response.headers or "transfer-encoding" in response.headers
    if not content and not is_framed and response.status_code != 204:
        raise ConnectionError("the connection ended before the answer")
    return bytes(content)
