"""How often the event loop does not answer, while a script reviews at ten times a person's rate.

Ten minutes in the real window on the real local server, pages of A4 in colour at 300 dpi: a
document about every three seconds, a letter every 20 ms, and every other second an answer that goes
wrong: too late, cut off, no JSON, an error page, half an image, too many requests. A second thread
knocks at the event loop every four milliseconds (``stall_watch``) and notes who keeps it from
answering. The same watch over a bare window without work tells what the machine alone brings about.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import suppress
from itertools import cycle
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from benchmarks.figure import FRAME_MS, measured
from benchmarks.reviewing import ScriptedReviewer
from benchmarks.workplace import application, served, work
from klearstack_desktop import event_loop
from klearstack_desktop.stall_watch import Stall, StallWatch
from klearstack_desktop.waiting import WaitedInVain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

_LONG_MS: Final = 100.0
_SECONDS: Final = 600.0
_QUICK_SECONDS: Final = 3.0
_DOCUMENTS: Final = 300
_QUICK_DOCUMENTS: Final = 6
_KEY_PAUSE: Final = 0.02
_READING: Final = 1.0
_COMMENT: Final = "Checked against the order and the delivery note."
_FAULT_PAUSE: Final = 2.0
_PATIENCE: Final = 5.0
_SHOWN_CULPRITS: Final = 5
_FAULTS: Final[tuple[tuple[str, str, dict[str, object]], ...]] = (
    ("*", "slow", {"seconds": 2.0}),
    ("getimage", "cut_during", {}),
    ("getdocument", "status_500_html", {}),
    ("getimage", "truncated_jpeg", {}),
    ("*", "status_429", {}),
    ("getdocument", "garbage", {}),
    ("getuserdocuments", "not_json", {}),
    ("approve_reject_doc", "cut_after", {}),
    ("getimage", "not_an_image", {}),
    ("*", "cut_before", {}),
)


class _Watched(NamedTuple):
    """What was seen."""

    minutes: float
    documents: int
    stalls: list[Stall]

    def over(self, milliseconds: float) -> list[Stall]:
        """Return those that took longer."""
        return [stall for stall in self.stalls if stall.seconds * 1000 > milliseconds]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Watch a bare window, then the script."""
    seconds = _QUICK_SECONDS if quick else _SECONDS
    idle = _idle(seconds / 6)
    busy = _busy(seconds, _QUICK_DOCUMENTS if quick else _DOCUMENTS)
    long, short = busy.over(_LONG_MS), busy.over(FRAME_MS)
    worst = max((stall.seconds * 1000 for stall in busy.stalls), default=0.0)
    idle_worst = max((stall.seconds * 1000 for stall in idle.stalls), default=0.0)
    idle_short = len(idle.over(FRAME_MS)) / idle.minutes
    told = f"{busy.minutes:.1f} minutes, {busy.documents} documents decided, faults every other s"
    yield measured(
        "stalls over 100 ms",
        len(long),
        "stalls",
        against=len(idle.over(_LONG_MS)),
        most=0,
        note=f"{told}; against a bare window for {idle.minutes:.1f} minutes; {culprits(long)}",
    )
    yield measured(
        "longest stall",
        worst,
        "ms",
        against=_LONG_MS,
        most_ratio=1,
        note=f"{told}; the limit is 100 ms; a bare window's longest: {idle_worst:.0f} ms",
    )
    yield measured(
        "stalls over 16 ms a minute",
        len(short) / busy.minutes,
        "stalls",
        against=idle_short,
        note=f"{told}; against a bare window; {culprits(short)}",
    )


def culprits(stalls: list[Stall]) -> str:
    """Return where most of the time went."""
    seconds: Counter[str] = Counter()
    for stall in stalls:
        seconds[stall.culprit or "nobody was seen"] += stall.seconds  # type: ignore[assignment]
    shown = (
        f"{spent * 1000:.0f} ms in {who}" for who, spent in seconds.most_common(_SHOWN_CULPRITS)
    )
    return f"culprits: {'; '.join(shown)}" if stalls else "no culprit"


def _idle(seconds: float) -> _Watched:
    """Watch a bare window that has nothing to do."""
    stalls: list[Stall] = []

    async def wait() -> None:
        window = QWidget()
        window.resize(1600, 1000)
        window.show()
        watch = watching(stalls)
        await asyncio.sleep(seconds)
        watch.stop()
        window.close()

    event_loop.run(application(), wait(), lambda _error, _message: None)
    return _Watched(seconds / 60, 0, stalls)


def _busy(seconds: float, documents: int) -> _Watched:
    """Watch the program while it is worked in."""
    stalls: list[Stall] = []
    decided = 0
    spent = 0.0

    async def scenario(driver: Driver) -> None:
        nonlocal decided, spent
        await driver.ready()
        reviewer = ScriptedReviewer(driver, pause=_KEY_PAUSE, reading=_READING, types=_COMMENT)
        faults = asyncio.create_task(_break_things(server))
        watch = watching(stalls)
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            try:
                is_more = await reviewer.review(_PATIENCE)
            except WaitedInVain:
                # As a person would: what cannot be had now is left for later.
                reviewer.skip()
                await asyncio.sleep(_KEY_PAUSE)
                continue
            decided += 1
            if not is_more:
                break
        spent = time.monotonic() - begun
        watch.stop()
        faults.cancel()
        with suppress(asyncio.CancelledError):
            await faults
        await asyncio.to_thread(server.clear_faults)

    with served(documents, kinds=1 if documents == _QUICK_DOCUMENTS else 6) as server:
        work(server, scenario)
    return _Watched(spent / 60, decided, stalls)


async def _break_things(server: ServerProcess) -> None:
    for call, kind, more in cycle(_FAULTS):
        # In a thread: it would be a stall of our own.
        await asyncio.to_thread(server.fault, call, kind, 1, **more)
        await asyncio.sleep(_FAULT_PAUSE)


def watching(stalls: list[Stall]) -> StallWatch:
    """Begin to note when the event loop of this thread does not answer within a frame."""
    watch = StallWatch()
    watch.stalled.connect(stalls.append)
    watch.start()
    return watch
