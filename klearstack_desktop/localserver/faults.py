"""Faults that tests arm: the next calls of a kind go wrong in a chosen way."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY_CALL = "*"


class FaultKind(StrEnum):
    """What goes wrong. The first group refuses the call unless the fault says ``applied``."""

    STATUS_401 = "status_401"
    STATUS_500_HTML = "status_500_html"
    STATUS_502_HTML = "status_502_html"
    STATUS_429 = "status_429"
    CUT_BEFORE = "cut_before"

    # The call is carried out, then its answer is spoiled.
    NOT_JSON = "not_json"
    EMPTY = "empty"
    HALF_JSON = "half_json"
    GARBAGE = "garbage"
    CUT_DURING = "cut_during"
    CUT_AFTER = "cut_after"
    SLOW = "slow"
    HELD = "held"
    NOT_AN_IMAGE = "not_an_image"
    TRUNCATED_JPEG = "truncated_jpeg"
    HUGE_IMAGE = "huge_image"
    NO_PAGES = "no_pages"
    NO_PAGE_COUNT = "no_page_count"
    MARKUP_VALUES = "markup_values"


_REFUSING = frozenset(
    {
        FaultKind.STATUS_401,
        FaultKind.STATUS_500_HTML,
        FaultKind.STATUS_502_HTML,
        FaultKind.STATUS_429,
        FaultKind.CUT_BEFORE,
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One armed fault.

    Attributes:
        call: name in the endpoint table, or ``*`` for any call.
        times: how many calls it still hits; None for all of them.
        document: only calls about this document; empty for any.
        seconds: how long ``slow`` keeps the finished answer back.
        retry_after: seconds that ``status_429`` names.
        applied: whether the call is carried out all the same; None leaves it to the kind.
    """

    call: str
    kind: FaultKind
    times: int | None = 1
    document: str = ""
    seconds: float = 5.0
    retry_after: int = 1
    applied: bool | None = None

    @classmethod
    def from_json(cls, described: dict[str, Any]) -> Fault:
        """Read a fault as tests send it.

        Raises:
            ValueError: an unknown kind or key.
            KeyError: ``call`` or ``kind`` is missing.
        """
        unknown = set(described) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        return cls(**{**described, "call": described["call"], "kind": FaultKind(described["kind"])})

    @property
    def lets_the_call_happen(self) -> bool:
        """Whether the change is applied although the caller may never learn of it."""
        return self.kind not in _REFUSING if self.applied is None else self.applied

    def hits(self, call: str, subject: str) -> bool:
        """Whether it strikes a call about that document (or that document's page text)."""
        return self.call in (ANY_CALL, call) and subject.startswith(self.document)


class Holds:
    """The finished answers that ``held`` keeps back until they are let go.

    A test that wants something to happen between a call and its answer waits for the one, does it,
    and lets the other go: no seconds have to be guessed. Lives in the server's event loop.
    """

    def __init__(self) -> None:
        self._arrived = asyncio.Semaphore(0)
        self._let_go = asyncio.Event()

    async def hold(self) -> None:
        """Keep an answer back until it is let go."""
        let_go = self._let_go
        self._arrived.release()
        await let_go.wait()

    async def arrived(self) -> None:
        """Wait until one more answer is kept back."""
        await self._arrived.acquire()

    def let_go(self) -> None:
        """Let everything go that is kept back now, waited for or not."""
        self._let_go.set()
        self._let_go, self._arrived = asyncio.Event(), asyncio.Semaphore(0)


class Faults:
    """The armed faults, in the order in which they were armed.

    Attributes:
        holds: the answers that ``held`` keeps back.
    """

    def __init__(self) -> None:
        self.holds = Holds()
        self._lock = threading.Lock()
        self._armed: list[Fault] = []

    def arm(self, faults: Iterable[Fault]) -> None:
        """Add faults behind those that are armed already."""
        with self._lock:
            self._armed.extend(faults)

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._armed.clear()

    def take(self, call: str, subject: str) -> Fault | None:
        """Return the first fault that hits this call and use up one of its times."""
        with self._lock:
            for position, fault in enumerate(self._armed):
                if fault.hits(call, subject):
                    self._use(position, fault)
                    return fault
        return None

    def _use(self, position: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._armed[position] = replace(fault, times=fault.times - 1)
        else:
            del self._armed[position]
