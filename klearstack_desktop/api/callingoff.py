"""Giving up a read in one thread while another one waits for its answer."""

from __future__ import annotations

import contextlib
import threading
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol, TypeVar

from klearstack_desktop.api.errors import CalledOff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class Cuttable(Protocol):
    """What carries a call."""

    def cut(self) -> None:
        """Let whoever waits for the answer go, with an error."""


class CallOff:
    """Gives up a read from any thread, so that nobody is kept by an answer that nobody wants.

    Example:
        >>> call_off = CallOff()
        >>> reading = pool.submit(call_off.run, client.document, "d1")
        >>> call_off.now()
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_off = False
        self._carrier: Cuttable | None = None

    def run(self, call: Callable[..., T], *arguments: object) -> T:
        """Make a call of the client in this thread.

        It must change nothing: whether the service has heard of it is not known once it is off.

        Raises:
            CalledOff: it was given up.
            KlearStackError: whatever the call raises.
        """
        before = _current.set(self)
        try:
            return call(*arguments)
        finally:
            _current.reset(before)

    def now(self) -> None:
        """Give the call up, whether it has begun, waits for its answer or is over."""
        with self._lock:
            self._is_off = True
            if self._carrier is not None:
                self._carrier.cut()

    @contextlib.contextmanager
    def over(self, carrier: Cuttable) -> Iterator[None]:
        """Cut what carries the call if it is called off within the block.

        Raises:
            CalledOff: it was, before or within.
        """
        with self._lock:
            self._check()
            self._carrier = carrier
        try:
            yield
        except Exception:
            self._check()
            raise
        finally:
            with self._lock:
                self._carrier = None

    def _check(self) -> None:
        if self._is_off:
            raise CalledOff("Nobody waits for this any more.", "called off") from None


_current: ContextVar[CallOff | None] = ContextVar("call_off", default=None)


@contextlib.contextmanager
def cut_when_called_off(carrier: Cuttable) -> Iterator[None]:
    """Let the call that this thread makes be called off within the block."""
    with (
        contextlib.nullcontext() if (call_off := _current.get()) is None else call_off.over(carrier)
    ):
        yield


@contextlib.contextmanager
def never_called_off() -> Iterator[None]:
    """Let what happens within the block go on to its end: others wait for it, too."""
    before = _current.set(None)
    try:
        yield
    finally:
        _current.reset(before)
