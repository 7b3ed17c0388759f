"""Bytes and requests between program and server for each reviewed document.

The real window reviews every document of the real local server, each opened, read for a moment,
walked through and approved, through a proxy on loopback that counts. What cannot be left out is the
decision once, and page image and details three times, as large as they were in the same run: to be
seen, to be compared with what was seen before the decision is sent, and with what the service has
after it (docs/adr/0009). Signing in and the list of all documents are left out: they do not grow
with what is reviewed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from benchmarks.counting_proxy import CountingProxy, Exchange
from benchmarks.figure import measured, median
from benchmarks.reviewing import ScriptedReviewer, all_sent
from benchmarks.workplace import served, work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.figure import Figure
    from tests.end_to_end.driver import Driver

_DOCUMENTS: Final = 60
_QUICK_DOCUMENTS: Final = 3
_READING_SECONDS: Final = 1.0
_QUICK_READING_SECONDS: Final = 0.1
_NEEDED: Final = {"getimage": 3, "getdocument": 3, "approve_reject_doc": 1}
_ONCE: Final = ("get_access_token", "getuserdocuments")
_MOST_BYTES: Final = 1.1
_MOST_REQUESTS: Final = 1.1


def figures(*, quick: bool) -> Iterator[Figure]:
    """Review all documents and compare with what cannot be left out."""
    documents = _QUICK_DOCUMENTS if quick else _DOCUMENTS
    went = _exchanges(documents, _QUICK_READING_SECONDS if quick else _READING_SECONDS)
    counted = [exchange for exchange in went if exchange.call not in _ONCE]
    calls = Counter(exchange.call for exchange in counted)
    told = ", ".join(f"{call} {number / documents:.2f}" for call, number in sorted(calls.items()))
    once = [exchange for exchange in went if exchange.call in _ONCE]
    note = (
        f"{documents} documents of one page; for each: {told}; besides, in all: {len(once)} "
        f"requests with {_kilobytes(once):.0f} kB for signing in and the list"
    )
    needed = sum(times * _typical(counted, call) for call, times in _NEEDED.items())
    yield measured(
        "bytes for each reviewed document",
        _kilobytes(counted) / documents,
        "kB",
        against=needed / 1000,
        most_ratio=_MOST_BYTES,
        note=f"against the decision once, page image and details three times; {note}",
    )
    yield measured(
        "requests for each reviewed document",
        len(counted) / documents,
        "requests",
        against=float(sum(_NEEDED.values())),
        most_ratio=_MOST_REQUESTS,
        note=f"against the decision once, page image and details three times; {note}",
    )


def _exchanges(documents: int, reading: float) -> list[Exchange]:
    async def scenario(driver: Driver) -> None:
        reviewer = ScriptedReviewer(driver, reading=reading)
        while await reviewer.review():
            pass
        await all_sent(driver)

    with served(documents, kinds=1) as server, CountingProxy(server.url) as proxy:
        server.url = proxy.url
        work(server, scenario)
        return list(proxy.exchanges())


def _typical(exchanges: Sequence[Exchange], call: str) -> float:
    return median([exchange.total for exchange in exchanges if exchange.call == call])


def _kilobytes(exchanges: Sequence[Exchange]) -> float:
    return sum(exchange.total for exchange in exchanges) / 1000
