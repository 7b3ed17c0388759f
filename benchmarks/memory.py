"""Memory of the program after many documents were reviewed.

The real window on the real local server; each document is opened, walked through, approved and
sent. Looked at is the resident set of the program's process, once it has gone quiet and its garbage
was collected. Pages are A4 in colour at 100 dpi, so that the server's folder stays small: a page
that is not let go of shows all the same, as 5 MB a document.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.figure import measured, not_run
from benchmarks.reviewing import ScriptedReviewer, all_sent
from benchmarks.workplace import served, work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figure import Figure
    from tests.end_to_end.driver import Driver

_DPI: Final = 100
_LOOKS: Final = (100, 500, 1000)
_QUICK_LOOKS: Final = (2, 3, 4)
_MOST_GROWTH: Final = 1.05
_MOST_LATE_GROWTH: Final = 1.02
_QUIET_SECONDS: Final = 0.5
_PROGRESS: Final = 50
_STATUS: Final = Path("/proc/self/status")

_log = logging.getLogger(__name__)


class _Look(NamedTuple):
    """What was found after so many documents."""

    documents: int
    megabytes: float
    objects: int


def figures(*, quick: bool) -> Iterator[Figure]:
    """Review, and look at the memory three times."""
    looks = _QUICK_LOOKS if quick else _LOOKS
    names = (
        f"memory after {_LOOKS[-1]:,} reviewed documents against {_LOOKS[0]}",
        f"memory after {_LOOKS[-1]:,} reviewed documents against {_LOOKS[1]}",
    )
    limits = (_MOST_GROWTH, _MOST_LATE_GROWTH)
    if not _STATUS.exists():
        for name, limit in zip(names, limits, strict=True):
            yield not_run(name, "MB", "this system tells no resident set", most_ratio=limit)
        return
    found = _review(looks)
    last = found[-1]
    told = "; ".join(
        f"after {look.documents}: {look.megabytes:.1f} MB, {look.objects:,} objects of Python"
        for look in found
    )
    for name, before, limit in zip(names, found, limits, strict=False):
        figure = measured(
            name,
            last.megabytes,
            "MB",
            against=before.megabytes,
            most_ratio=limit,
            note=f"resident set; {told}",
        )
        if quick:
            few = f"; {looks[-1]} documents of a quick run are no warm-up, so it is not judged"
            figure = replace(figure, met=None, note=figure.note + few)
        yield figure


def _review(looks: tuple[int, ...]) -> list[_Look]:
    found = []

    async def scenario(driver: Driver) -> None:
        reviewer = ScriptedReviewer(driver)
        for number in range(1, looks[-1] + 1):
            await reviewer.review()
            if number % _PROGRESS == 0:
                _log.info("%d reviewed: %.1f MB", number, _resident_megabytes())
            if number in looks:
                await all_sent(driver)
                await asyncio.sleep(_QUIET_SECONDS)
                gc.collect()
                found.append(_Look(number, _resident_megabytes(), len(gc.get_objects())))

    with served(looks[-1] + 6, _DPI, kinds=2) as server:
        work(server, scenario)
    return found


def _resident_megabytes() -> float:
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("the system tells no resident set")
