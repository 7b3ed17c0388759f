"""Bytes out, bytes in: one way to post a form and one way to fetch a page link.

Every call has time-outs and an overall deadline, every answer a size bound; redirects, proxies and
certificates are decided here and nowhere else. Status and body are judged one layer up.
"""

from __future__ import annotations

import contextlib
import io
import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlencode, urljoin

from urllib3.filepost import encode_multipart_formdata

from klearstack_desktop.api.callingoff import cut_when_called_off
from klearstack_desktop.api.errors import NotReachable, NotUnderstood, ProxySignInNeeded
from klearstack_desktop.api.exchange import Limits
from klearstack_desktop.api.foreign import FOREIGN, our_errors
from klearstack_desktop.api.profile import origin_of
from klearstack_desktop.api.proxies import proxy_for
from klearstack_desktop.api.session import Session
from klearstack_desktop.api.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from klearstack_desktop.api.exchange import FilePart, RawAnswer
    from klearstack_desktop.api.profile import ServerProfile


class Transport:
    """Posts forms to one server; safe to use from many threads.

    Each thread has its own session. `close` cuts off the calls of all threads.
    """

    def __init__(self, profile: ServerProfile, limits: Limits | None = None) -> None:
        self._profile = profile
        self._limits = limits or Limits()
        self._trust = Trust(profile, self._limits.connect)
        self._local = threading.local()
        self._answered = threading.local()
        self._lock = threading.Lock()
        self._sessions: weakref.WeakSet[Session] = weakref.WeakSet()
        self._closed = threading.Event()
        self._refused_login: ProxySignInNeeded | None = None

    @property
    def closed(self) -> threading.Event:
        """Set once the transport is closed; waiting on it is how to pause between two tries."""
        return self._closed

    @property
    def last_answer_date(self) -> datetime | None:
        """The server's clock in the last answer to the calling thread.

        None where it named no time, and where the thread's last request was not answered.
        """
        date: datetime | None = getattr(self._answered, "date", None)
        return date

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
            raise self._sent_elsewhere(answer, answer.location, path)
        return answer

    def get(
        self, url: str, *, token: str | None = None, deadline: float | None = None
    ) -> RawAnswer:
        """Fetch one address of the same server; a redirect is returned, not followed.

        Args:
            url: the address.
            token: access token for the Authorization header.
            deadline: seconds for the whole call; shorter than the limits', not longer.

        Raises:
            NotReachable: no connection, a broken one, or no answer in time.
            NotTrusted: the server did not prove to be itself.
            NotUnderstood: the answer is larger than the limit.
        """
        return self._exchange("GET", url, {}, token, None, deadline)

    def replace_profile(self, profile: ServerProfile) -> None:
        """Reach the server another way from the next call on; running calls end as they began."""
        with self._lock:
            self._profile = profile
            self._trust = Trust(profile, self._limits.connect)
            self._local = threading.local()
            self._refused_login = None

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
        limits = self._limits
        if deadline is not None:
            limits = replace(limits, deadline=max(min(deadline, limits.deadline), 0.001))
        headers = {"Accept-Encoding": "gzip, deflate", **headers}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        proxy = proxy_for(self._profile)
        self._answered.date = None
        if self._refused_login is not None:
            raise self._refused_login
        try:
            with (
                our_errors(self._profile.origin, self._profile.pin, proxy),
                self._session() as session,
            ):
                answer = session.exchange(method, url, headers, body, limits)
                self._answered.date = answer.date
                return answer
        except ProxySignInNeeded as error:
            if error.login_refused:  # trying it again and again would lock the account
                self._refused_login = error
            raise

    def _sent_elsewhere(self, answer: RawAnswer, location: str, path: str) -> NotUnderstood:
        details = f"status {answer.status} for {path}"
        target = origin_of(urljoin(self._profile.url + path, location))
        if target is None or target.host == self._profile.origin.host:
            sentence = (
                "The server sends us to another address of its own. Check the server address."
            )
        else:
            sentence = (
                f"Something on the way sends us to {target.host} instead of answering. The network"
                " may want you to sign in on a web page first: open any page in a browser, then try"
                " again."
            )
        return NotUnderstood(sentence, details, status=answer.status)

    @contextlib.contextmanager
    def _session(self) -> Iterator[Session]:
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            session = Session(self._profile, self._trust)
            with self._lock:
                self._sessions.add(session)
            self._local.session = session
        if self._closed.is_set():
            session.close()
            raise NotReachable("The connection to the server was closed.", "client closed")
        session.begin()
        try:
            with cut_when_called_off(session):
                yield session
        except FOREIGN:
            if self._closed.is_set():
                raise NotReachable(
                    "The connection to the server was closed.",
                    "client closed",
                    may_have_arrived=True,
                ) from None
            raise


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
