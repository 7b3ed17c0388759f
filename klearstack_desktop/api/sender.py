"""Sends a call once, or a few times where it is free to repeat (section 0.6)."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from klearstack_desktop.api.endpoints import Repeat
from klearstack_desktop.api.errors import NotReachable
from klearstack_desktop.api.exchange import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from klearstack_desktop.api.endpoints import Endpoint
    from klearstack_desktop.api.exchange import FilePart, RawAnswer
    from klearstack_desktop.api.profile import ServerProfile
    from klearstack_desktop.api.transport import Transport

logger = logging.getLogger(__name__)

_PASSING_FAULTS = frozenset({502, 503, 504})


class Sender:
    """Posts the calls of one profile and repeats reads over passing trouble.

    Args:
        profile: which server.
        limits: time and size limits.
    """

    def __init__(self, profile: ServerProfile, limits: Limits | None = None) -> None:
        self._profile = profile
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._transport: Transport | None = None

    @property
    def transport(self) -> Transport:
        """What carries the calls; it is loaded with the first use.

        That takes a tenth of a second, and a window can show what it remembers without it.
        """
        from klearstack_desktop.api.transport import Transport

        with self._lock:
            if self._transport is None:
                self._transport = Transport(self._profile, self._limits)
            return self._transport

    def send(
        self,
        endpoint: Endpoint,
        form: Mapping[str, str],
        token: str | None = None,
        file: FilePart | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> RawAnswer:
        """Post a form and return the answer, whatever its status.

        Raises:
            NotReachable: no connection, a broken one, or no answer in time; a read was repeated.
            NotTrusted: the server did not prove to be itself.
            NotUnderstood: the answer is a redirect or too large.
        """
        pauses = iter(self._limits.repeat_pauses if endpoint.repeat is Repeat.FREE else ())
        gives_up_at = time.monotonic() + self._limits.repeat_within
        deadline: float | None = None
        while True:
            outcome = self._try(endpoint, form, token, file, progress, deadline)
            if not isinstance(outcome, NotReachable) and outcome.status not in _PASSING_FAULTS:
                return outcome
            pause = next(pauses, None)
            is_over = pause is None or time.monotonic() + pause >= gives_up_at
            if is_over or self.transport.closed.wait(pause):
                break
            deadline = gives_up_at - time.monotonic()
        if isinstance(outcome, NotReachable):
            raise outcome
        return outcome

    def _try(
        self,
        endpoint: Endpoint,
        form: Mapping[str, str],
        token: str | None,
        file: FilePart | None,
        progress: Callable[[int, int], None] | None,
        deadline: float | None,
    ) -> RawAnswer | NotReachable:
        try:
            raw = self.transport.post(
                endpoint.path, form, token=token, file=file, deadline=deadline, progress=progress
            )
        except NotReachable as error:
            logger.info("%s: %s", endpoint.name, error.details)
            if not error.may_retry:
                raise
            return error
        logger.debug("%s: status %d, %d bytes", endpoint.name, raw.status, len(raw.body))
        return raw
