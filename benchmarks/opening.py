"""From the key to the next document: page painted, fields editable.

Ctrl+PageDown in the real window, on invoices of one page of A4 in colour at 300 dpi (2480 x 3508
pixels). The clock runs from the delivery of the key to the end of the paint that first has the next
document's page and fields on the window, while the focus is in one of its fields. *Prefetched*: the
next documents were ready and nothing was going on, as after a person has read a page. *Cold*:
nothing is made ready, so page and details come from the server.

labelme opens the next of the same images in a window of the same size; a bare QLabel shows one of
the same pages, already a pixmap.
"""

from __future__ import annotations

import asyncio
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from benchmarks import labelme_peer
from benchmarks.figure import FRAME_MS, measured, median, milliseconds, not_run, p99, spread
from benchmarks.invoices import invoice
from benchmarks.labelme_peer import NoLabelme
from benchmarks.next_document import NextDocument
from benchmarks.workplace import WINDOW, application, made_ready, served, work
from klearstack_desktop.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure
    from benchmarks.next_document import Opening
    from tests.end_to_end.driver import Driver

_READY: Final = Settings().prefetch_documents
_IDLE_SECONDS: Final = 0.15
_IDLE_MS: Final = {"prefetched": 300, "cold": 0}
_MOST_RATIO: Final = {"prefetched": 0.05, "cold": 1.0}
_PEERS: Final = {
    "labelme": labelme_peer.of_this_python,
    "the newest labelme": labelme_peer.of_newest_python,
}
_LETTERS: Final = 3
_NAME: Final = "next document"


class _Runs(NamedTuple):
    prefetched: int
    cold: int
    labelme: int
    kinds: int


_LONG: Final = _Runs(prefetched=200, cold=60, labelme=40, kinds=6)
_QUICK: Final = _Runs(prefetched=6, cold=2, labelme=2, kinds=2)


class _Found(NamedTuple):
    prefetched: list[Opening]
    cold: list[Opening]
    floor: list[float]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure the program and the bare label around it, then labelme where it can be had."""
    runs = _QUICK if quick else _LONG
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(labelme_peer.images_needed(runs.labelme, len(_IDLE_MS))):
            page = folder / f"{number:04}.jpg"
            page.write_bytes(invoice(number % runs.kinds).files[0].data)
        found = _ours(folder, runs)
        yield from _own_figures(found)
        yield from _against_labelme(folder, found, runs, quick=quick)


def _ours(folder: Path, runs: _Runs) -> _Found:
    found = _Found([], [], [])

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        presses = NextDocument(driver)
        for _ in range(runs.cold):
            await asyncio.sleep(_IDLE_SECONDS)
            found.cold.append(await presses.press())
        driver.desk.work_by(Settings(undo_seconds=0))
        await made_ready(driver, _READY)
        await presses.press_and_compare()
        for number in range(runs.prefetched):
            await made_ready(driver, _READY)
            await asyncio.sleep(_IDLE_SECONDS)
            found.prefetched.append(await presses.press())
            if number < _LETTERS:
                presses.type_a_letter()
        presses.retire()

    with served(runs.prefetched + runs.cold + _READY + 3, kinds=runs.kinds) as server:
        # Before and after, because a second window would take the focus away from the first.
        pages = sorted(folder.glob("*.jpg"))[: runs.kinds]
        found.floor.extend(_floor(pages, runs.prefetched // 2))
        work(server, scenario, settings=Settings(prefetch_documents=0))
        found.floor.extend(_floor(pages, runs.prefetched // 2))
    return found


def _floor(pages: list[Path], runs: int) -> list[float]:
    """Return how many milliseconds a bare label needs to show a page that is a pixmap already."""
    application()
    pixmaps = [QPixmap.fromImage(QImageReader(str(page)).read()) for page in pages]
    label = QLabel()
    label.setFixedSize(*WINDOW)
    label.show()
    QTest.qWaitForWindowExposed(label)

    def show(pixmap: QPixmap) -> None:
        label.setPixmap(pixmap)
        label.repaint()

    times = [
        milliseconds(partial(show, pixmaps[number % len(pixmaps)])) for number in range(runs + 1)
    ]
    label.close()
    return times[1:]


def _own_figures(found: _Found) -> Iterator[Figure]:
    painted = [opening.painted for opening in found.prefetched]
    handled = [opening.handled for opening in found.prefetched]
    settled = [opening.settled for opening in found.prefetched]
    parts = (
        f"painted {spread(painted, 'ms')}; the key alone {spread(handled, 'ms')}; until the last "
        f"paint that followed {spread(settled, 'ms')}"
    )
    yield measured(
        f"{_NAME}, prefetched: p99 against one frame",
        p99(painted),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"the limit is one frame of 60 Hz; {parts}",
    )
    yield measured(
        f"{_NAME}, prefetched: median against a bare QLabel",
        median(painted),
        "ms",
        against=median(found.floor),
        most=FRAME_MS,
        note=f"QLabel.setPixmap and its paint, the floor: {spread(found.floor, 'ms')}",
    )


def _against_labelme(folder: Path, found: _Found, runs: _Runs, *, quick: bool) -> Iterator[Figure]:
    """Compare with the labelme of this Python, and with the newest, which decodes ahead itself."""
    ours = {
        "prefetched": [opening.painted for opening in found.prefetched],
        "cold": [opening.painted for opening in found.cold],
    }
    for who, environment in _PEERS.items():
        names = {state: f"{_NAME}, {state}: median against {who}" for state in ours}
        try:
            if quick and environment is not labelme_peer.of_this_python:
                raise NoLabelme("left out of a quick run")  # noqa: TRY301 - as if it were not there
            peer = environment(may_install=not quick)
            times = peer.opens(folder, runs.labelme, tuple(_IDLE_MS.values()), WINDOW)
        except NoLabelme as error:
            for state, name in names.items():
                yield not_run(name, "ms", str(error), most_ratio=_MOST_RATIO[state])
            continue
        for state, name in names.items():
            theirs = times.by_idle_ms[_IDLE_MS[state]]
            yield measured(
                name,
                median(ours[state]),
                "ms",
                against=median(theirs),
                most_ratio=_MOST_RATIO[state],
                note=f"{spread(ours[state], 'ms')}; labelme {times.version} after "
                f"{_IDLE_MS[state]} ms without work: {spread(theirs, 'ms')}",
            )
