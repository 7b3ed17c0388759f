"""Reading a long list of documents: 20,000 of them in an answer of 60 MB.

The time is that from the bytes, once the last has come, to values of the model, as the client hands
them out in parts: each part is dropped before the next is read. The peer is plain ``json.loads`` of
the same bytes in the same run. The stall is the longest time that an event loop had to wait while
another thread read and stored.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from benchmarks.figure import in_turns, measured, median, spread
from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.exchange import RawAnswer
from klearstack_desktop.api.parts import ListReading
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.stall_watch import StallWatch
from klearstack_desktop.store.database import open_database
from klearstack_desktop.store.schema import CACHE
from klearstack_desktop.store.summaries import Summaries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.figure import Figure
    from klearstack_desktop.api.parts import Part
    from klearstack_desktop.stall_watch import Stall

_DOCUMENTS: Final = 20_000
_QUICK_DOCUMENTS: Final = 2_000
_RUNS: Final = 5
_QUICK_RUNS: Final = 1
_LONGEST_STALL_MS: Final = 16.0
_BYTES_A_DOCUMENT: Final = 3_000
# Names of the vendor's sample (section 4.4) and of the push page (7.1), and some of a tenant's own.
_NAMES: Final = (
    *("Inv_Total", "Inv_Supplier", "Shipto_Party_Address", "Shipto_Party_Name", "Inv_Date"),
    *("Full_Box_Equivalent", "Inv_Origin", "Inv_Number", "Due_Date", "PO_Number", "Sub-Total"),
    *("Total_VAT", "VAT_Percentage", "CGST_Value", "Sign_Exist_Flag", "Sign_Exist_Flag"),
    *("Airway_Bill", "Farm_Code", "Incoterms", "Payment_Terms", "Bank_Account", "GRN_No"),
)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure reading, reading and storing, and how long another thread waits meanwhile."""
    documents, runs = (_QUICK_DOCUMENTS, _QUICK_RUNS) if quick else (_DOCUMENTS, _RUNS)
    body, half = list_answer(documents), list_answer(documents // 2)
    reading, storing, parsing, less = in_turns(
        runs,
        lambda: read(body),
        lambda: store(body),
        lambda: json.loads(body),
        lambda: read(half),
    )
    size = f"{documents:,} documents, {len(body) / 1e6:.0f} MB"
    peer = f"json.loads of the same bytes; {size}"
    yield measured(
        "read a long list answer",
        median(reading),
        "ms",
        against=median(parsing),
        most_ratio=1.0,
        note=f"{peer}; {spread(reading, 'ms')}; half as many {median(less):.0f} ms",
    )
    yield measured(
        "read and store a long list answer",
        median(storing),
        "ms",
        against=median(parsing),
        most_ratio=1.0,
        note=f"{peer}; into an empty store; {spread(storing, 'ms')}",
    )
    stalls = [longest_stall(lambda: store(body)) for _ in range(runs)]
    idle = longest_stall(lambda: threading.Event().wait(median(storing) / 1000))
    yield measured(
        "longest stall while a long list answer is read and stored",
        max(stalls),
        "ms",
        against=idle,
        most=_LONGEST_STALL_MS,
        note=f"the same loop while nothing is read; {size}; {spread(stalls, 'ms')}",
    )


def list_answer(documents: int) -> bytes:
    """Return an answer in the positional layout of section 4.4, about 3,000 bytes a document."""
    listed = [_document(number) for number in range(documents)]
    return json.dumps({"result": listed, "release_version": "7.8.9"}).encode()


def _document(number: int) -> list[list[object]]:
    entries: list[list[object]] = [
        [f"{number:024x}", "Document_id"],
        [number % 2, "Is_Approved"],
        [number % 2, "Is_Approved"],
        [0.8624999978870219 - number % 89 / 1000, "overall_confidence"],
        [f"invoice {number}.pdf", "file_name"],
        [f"2026-0{number % 9 + 1}-11T18:28:40.322", "upload_time"],
    ]
    for place, name in enumerate(_NAMES):
        entry: list[object] = [f"{number * 7 + place}.50", name, 0.9846153846153847 - place / 1000]
        entry.append({"page_index": place % 3 + 1})
        if place % 4:
            entry.append([1045 - place, 630 + place, 1104, 645 + place])
        entries.append(entry)
    missing = _BYTES_A_DOCUMENT - len(json.dumps(entries)) - len('["", "Inv_Remarks", 0.5], ')
    return [*entries, ["Roses, 40 cm. " * (missing // 14), "Inv_Remarks", 0.5]]


def read(body: bytes) -> None:
    """Read an answer as the client does, and drop each part."""
    count = sum(len(part.documents) for part in _parts(body))
    _check(count, body)


def store(body: bytes) -> None:
    """Read an answer into an empty store, a part at a time."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        closing(open_database(Path(folder) / "cache.db", CACHE)) as connection,
    ):
        writing, count = Summaries(connection).writing(), 0
        for part in _parts(body):
            writing.take(part.documents)
            count += len(part.documents)
        writing.finish()
    _check(count, body)


def longest_stall(work: Callable[[], object]) -> float:
    """Return how long the event loop waited at most, in ms, while another thread worked."""
    app = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    stalls: list[float] = []

    def note(stall: Stall) -> None:
        stalls.append(stall.seconds * 1000)

    def run() -> None:
        try:
            work()
        finally:
            app.exit()

    watch = StallWatch(limit=0.0)
    watch.stalled.connect(note)
    worker = threading.Thread(target=run)
    watch.start()
    worker.start()
    app.exec()
    worker.join()
    watch.stop()
    return max(stalls)


def _parts(body: bytes) -> Iterator[Part]:
    raw = RawAnswer(200, {"content-type": "application/json"}, body)
    call, reader = Endpoints()["getuserdocuments"], DocumentReader(default_field_map())
    return ListReading(call, raw, (), reader).parts()


def _check(count: int, body: bytes) -> None:
    if abs(count - len(body) // _BYTES_A_DOCUMENT) > count // 100:
        raise RuntimeError("the reader lost documents")
