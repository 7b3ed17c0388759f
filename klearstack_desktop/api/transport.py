"""Bytes out, bytes in: one way to post a form and one way to fetch a page link.

Every call has time-outs and an overall deadline, every answer a size bound; redirects, proxies and
certificates are decided here and nowhere else. Status and body are judged one layer up.
"""

from __future__ import annotations

import contextlib
import io
import logging
import threading
import time
import weakref
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode

import requests
from urllib3.filepost import encode_multipart_formdata

from klearstack_desktop.api.errors import NotReachable, NotUnderstood
from klearstack_desktop.api.foreign import FOREIGN, our_errors
from klearstack_desktop.api.livesockets import LiveSockets
from klearstack_desktop.api.proxies import proxy_for
from klearstack_desktop.api.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from klearstack_desktop.api.profile import ServerProfile

logger = logging.getLogger(__name__)

_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a multipart form."""

    parameter: str
    file_name: str
    data: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came.

    Attributes:
        status: HTTP status.
        headers: header fields by lower-case name.
        body: the bytes, unpacked; not shown.
        received_at: monotonic seconds at which the answer began.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    received_at: float

    @property
    def media_type(self) -> str:
        """The declared media type in lower case, without parameters; may be empty or wrong."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def date(self) -> datetime | None:
        """The server's clock when it answered (the Date header), or None."""
        try:
            return parsedate_to_datetime(self.headers.get("date", ""))
        except ValueError:
            return None

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
    """

    connect: float = 10.0
    read: float = 60.0
    deadline: float = 300.0
    size: int = 256 * 1024 * 1024
    repeat_pauses: tuple[float, ...] = (0.25, 1.0)
    repeat_within: float = 20.0


class Transport:
    """Posts forms to one server; safe to use from many threads.

    Each thread has its own session. `close` cuts off the calls of all threads.
    """

    def __init__(self, profile: ServerProfile, limits: Limits | None = None) -> None:
        self._profile = profile
        self._limits = limits or Limits()
        self._trust = Trust(profile, self._limits.connect)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._sessions: weakref.WeakSet[_Session] = weakref.WeakSet()
        self._closed = threading.Event()

    @property
    def closed(self) -> threading.Event:
        """Set once the transport is closed; waiting on it is how to pause between two tries."""
        return self._closed

    def post(
        self,
        path: str,
        form: Mapping[str, str],
        *,
        token: str | None = None,
        file: FilePart | None = None,
        deadline: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> RawAnswer:
        """Post form data below the server's address.

        Args:
            path: path of the call, starting with a slash.
            form: form fields by their names on the wire.
            token: access token for the Authorization header.
            file: a file; the form then travels as multipart.
            deadline: seconds for the whole call; shorter than the limits', not longer.
            progress: called with bytes sent and bytes to send, in the calling thread.

        Raises:
            NotReachable: no connection, a broken one, or no answer in time.
            NotTrusted: the server did not prove to be itself.
            NotUnderstood: the answer is a redirect or larger than the limit.
        """
        body, content_type = _encoded(form, file)
        headers = {"Content-Type": content_type}
        stream = _CountedBody(body, progress) if progress is not None else body
        answer = self._exchange("POST", self._profile.url + path, headers, token, stream, deadline)
        if answer.location is not None:
            raise NotUnderstood(
                "The server sends us to another address instead of answering. Check the server"
                " address, and whether the network asks you to sign in first.",
                f"status {answer.status} for {path}",
                status=answer.status,
            )
        return answer

    def get(self, url: str, *, token: str | None = None) -> RawAnswer:
        """Fetch one address of the same server; a redirect is returned, not followed.

        Raises:
            NotReachable: no connection, a broken one, or no answer in time.
            NotTrusted: the server did not prove to be itself.
            NotUnderstood: the answer is larger than the limit.
        """
        return self._exchange("GET", url, {}, token, None, None)

    def close(self) -> None:
        """Cut off the running calls of all threads and refuse new ones."""
        self._closed.set()
        with self._lock:
            sessions = tuple(self._sessions)
        for session in sessions:
            session.close()

    def _exchange(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        token: str | None,
        body: bytes | BinaryIO | None,
        deadline: float | None,
    ) -> RawAnswer:
        seconds = min(deadline or self._limits.deadline, self._limits.deadline)
        headers = {"Accept-Encoding": "gzip, deflate", **headers}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        with our_errors(self._profile.origin, self._profile.pin), self._session() as session:
            return session.exchange(method, url, headers, body, seconds, self._limits)

    @contextlib.contextmanager
    def _session(self) -> Iterator[_Session]:
        session: _Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _Session(self._profile, self._trust)
            with self._lock:
                self._sessions.add(session)
            self._local.session = session
        if self._closed.is_set():
            session.close()
            raise NotReachable("The connection to the server was closed.", "client closed")
        try:
            yield session
        except FOREIGN:
            if self._closed.is_set():
                raise NotReachable(
                    "The connection to the server was closed.",
                    "client closed",
                    may_have_arrived=True,
                ) from None
            raise


class _Session:
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
            self._requests.proxies = {"http": proxy, "https": proxy}

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
        deadline: float,
        limits: Limits,
    ) -> RawAnswer:
        """Send one request and read the whole answer."""
        # A server that drips single bytes never trips the read time-out; this does.
        watchdog = threading.Timer(deadline, self._sockets.cut)
        watchdog.daemon = True
        watchdog.start()
        ends_at = time.monotonic() + deadline
        try:
            with self._requests.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=(min(limits.connect, deadline), min(limits.read, deadline)),
                allow_redirects=False,
                stream=True,
            ) as response:
                received_at = time.monotonic()
                content = _read(response, ends_at, limits.size)
                return RawAnswer(
                    response.status_code,
                    {name.lower(): value for name, value in response.headers.items()},
                    content,
                    received_at,
                )
        except FOREIGN:
            if time.monotonic() >= ends_at:
                raise TimeoutError("the call was cut off at its deadline") from None
            raise
        finally:
            watchdog.cancel()


def _read(response: requests.Response, ends_at: float, limit: int) -> bytes:
    content = bytearray()
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        content += chunk
        if len(content) > limit:
            raise NotUnderstood("The answer of the server is too large.", f"over {limit} bytes")
        if time.monotonic() > ends_at:
            raise TimeoutError("the answer was not complete at the deadline")
    return bytes(content)


def _encoded(form: Mapping[str, str], file: FilePart | None) -> tuple[bytes, str]:
    # "replace": half a surrogate pair, typed or read, must not stop a call.
    fields = {name: value.encode("utf-8", "replace") for name, value in form.items()}
    if file is None:
        return urlencode(fields).encode("ascii"), "application/x-www-form-urlencoded"
    return encode_multipart_formdata(
        {**fields, file.parameter: (file.file_name, file.data, file.media_type)}
    )


class _CountedBody(io.BytesIO):
    """A request body that tells how much of it has been handed to the socket."""

    def __init__(self, content: bytes, progress: Callable[[int, int], None]) -> None:
        super().__init__(content)
        self._total = len(content)
        self._progress = progress

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes to send."""
        chunk = super().read(size)
        self._progress(self.tell(), self._total)
        return chunk
