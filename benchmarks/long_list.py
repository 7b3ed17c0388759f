"""A long list in the real window: from the real server over a socket into the store and the queue.

The server holds documents with the fields, boxes and tables of the samples, so that 40,000 of them
make one answer of some 60 MB. The program starts with nothing remembered, signs in, reads the list,
stores it and shows it, while somebody types into the search box and takes it back, again and again.
A second thread knocks at the event loop (``stall_watch``). The time begins with the sign-in; what
the server takes to write its answer is in it.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from benchmarks.counting_proxy import CountingProxy
from benchmarks.figure import FRAME_MS, measured, not_run
from benchmarks.stalls import culprits, watching
from benchmarks.workplace import served, work
from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure
    from klearstack_desktop.stall_watch import Stall
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

_SIZES: Final = (40_000, 100_000)
_DPI: Final = 20
"""Nobody looks at the pages."""
_LONG_MS: Final = 100.0
_LETTERS: Final = "umbrella"
_KEY_SECONDS: Final = 0.15
_PATIENCE_SECONDS: Final = 900.0


class _Arrival(NamedTuple):
    """How a list came: megabytes of the answer, seconds from the sign-in, and stalls meanwhile."""

    megabytes: float
    first: float
    all: float
    keys: int
    stalls: list[Stall]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure every size; a quick run has no time for it."""
    for size in _SIZES:
        first = f"list of {size:,} in the window: until the first rows"
        longest = f"list of {size:,} in the window: longest stall until all are there"
        if quick:
            yield not_run(first, "s", "needs the full run")
            yield not_run(longest, "ms", "needs the full run", most_ratio=1)
            continue
        came = _arrival(size)
        told = f"{came.megabytes:.0f} MB in one answer; {came.keys} letters typed meanwhile"
        yield measured(
            first,
            came.first,
            "s",
            against=came.all,
            note=f"from the sign-in, against all of them; {told}",
        )
        yield measured(
            longest,
            max((stall.seconds * 1000 for stall in came.stalls), default=0.0),
            "ms",
            against=_LONG_MS,
            most_ratio=1,
            note=f"{told}; {_over_a_frame(came)}",
        )


def _over_a_frame(came: _Arrival) -> str:
    over = [stall for stall in came.stalls if stall.seconds * 1000 > FRAME_MS]
    return f"{len(over)} times over a frame in {came.all:.1f} s; {culprits(over)}"


def _arrival(size: int) -> _Arrival:
    times: list[float] = []
    stalls: list[Stall] = []
    keys = 0

    async def scenario(driver: Driver) -> None:
        nonlocal keys
        begun = time.monotonic()
        watch = watching(stalls)
        arrived, queue = asyncio.Event(), driver.desk.queue
        queue.arrived.connect(lambda _entries: arrived.set())
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while (there := len(queue.ids())) < size:
                if there and not times:
                    times.append(time.monotonic() - begun)
                arrived.clear()
                keys += await _type_until(arrived, driver)
            times.append(time.monotonic() - begun)
        watch.stop()

    with served(size, _DPI) as server:
        megabytes = _megabytes(server)
        work(server, scenario, settings=Settings(prefetch_documents=0))
    return _Arrival(megabytes, times[0], times[-1], keys, stalls)


async def _type_until(arrived: asyncio.Event, driver: Driver) -> int:
    """Type into the search box, and take it back, until more has come; return how many letters."""
    keys = 0
    while not arrived.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(_KEY_SECONDS):
                await arrived.wait()
                await asyncio.sleep(_KEY_SECONDS)
        box = driver.widget("searchBox")
        box.setFocus()
        if isinstance(box, QLineEdit) and len(box.text()) < len(_LETTERS):
            driver.type(_LETTERS[len(box.text())])
            keys += 1
        else:
            driver.press(Qt.Key.Key_Escape)
    return keys


def _megabytes(server: ServerProcess) -> float:
    """Return how large the answer is."""
    credentials = Credentials(server.company, server.username, server.password)
    with CountingProxy(server.url) as proxy:
        with KlearStackClient(ServerProfile(proxy.url), credentials) as client:
            client.user_documents()
        return max(exchange.received for exchange in proxy.exchanges()) / 1e6
