"""One thread's connections to one server, and one exchange over them."""

from __future__ import annotations

import threading
import time
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Self

import requests

from klearstack_desktop.api.errors import NotUnderstood
from klearstack_desktop.api.exchange import RawAnswer
from klearstack_desktop.api.foreign import FOREIGN, IdleCut, Unsent, is_cut
from klearstack_desktop.api.livesockets import LiveSockets
from klearstack_desktop.api.proxies import proxy_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.api.exchange import Limits
    from klearstack_desktop.api.profile import ServerProfile
    from klearstack_desktop.api.trust import Trust

_CHUNK = 64 * 1024
_SHORTEST_IDLE = 1.0


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

    def begin(self) -> None:
        """Let connections be opened again, whatever was cut before."""
        self._sockets.begin()

    def cut(self) -> None:
        """Cut off a running call, also one that is still about to connect."""
        self._sockets.cut()

    def close(self) -> None:
        """Cut off a running call and drop all connections."""
        self.cut()
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
    content = BytesIO()  # hands its bytes out without another copy of all of them
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        content.write(chunk)
        if content.tell() > limit:
            raise NotUnderstood("The answer of the server is too large.", f"over {limit} bytes")
        deadline.check()
    # Being cut off looks like a regular end where the answer is as long as the connection, and
    # within the header it looks like an answer without a body.
    deadline.check()
    is_framed = "content-length" in response.headers or "transfer-encoding" in response.headers
    if not content.tell() and not is_framed and response.status_code != 204:
        raise ConnectionError("the connection ended before the answer")
    return content.getvalue()
