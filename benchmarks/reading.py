"""How fast a long list answer is read: ``python -m benchmarks.reading``.

Prints one line of JSON. ``value`` is the time from the bytes of a 60 MB answer with 20,000
documents to model values, as the client spends it after the last byte came; ``against`` is plain
``json.loads`` of the same bytes. ``by_documents`` shows that twice as many documents take twice as
long.
"""

from __future__ import annotations

import gc
import json
import time
from typing import TYPE_CHECKING, Final

from klearstack_desktop.api.endpoints import Endpoints
from klearstack_desktop.api.envelope import judge
from klearstack_desktop.api.exchange import RawAnswer
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.model.fieldmap import default_field_map

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES: Final = (5_000, 10_000, 20_000)
RUNS: Final = 3
_BYTES_A_DOCUMENT: Final = 3_000
_HEADERS: Final = {"content-type": "application/json"}
# Names of the vendor's sample (section 4.4) and of the push page (7.1), and some of a tenant's own.
_NAMES: Final = (
    *("Inv_Total", "Inv_Supplier", "Shipto_Party_Address", "Shipto_Party_Name", "Inv_Date"),
    *("Full_Box_Equivalent", "Inv_Origin", "Inv_Number", "Due_Date", "PO_Number", "Sub-Total"),
    *("Total_VAT", "VAT_Percentage", "CGST_Value", "Sign_Exist_Flag", "Sign_Exist_Flag"),
    *("Airway_Bill", "Farm_Code", "Incoterms", "Payment_Terms", "Bank_Account", "GRN_No"),
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


def read(body: bytes) -> int:
    """Read an answer as the client does; return how many documents it holds."""
    answer = judge(Endpoints()["getuserdocuments"], RawAnswer(200, _HEADERS, body))
    return len(DocumentReader(default_field_map()).documents(answer.payload))


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes: the best of some runs, each on a clean heap."""
    best = float("inf")
    for _ in range(RUNS):
        gc.collect()
        start = time.perf_counter()
        kept = work()
        best = min(best, time.perf_counter() - start)
        del kept
    return best


def main() -> None:
    """Measure all sizes and print the figures."""
    figures: dict[int, tuple[float, float]] = {}
    size = 0
    for documents in SIZES:
        body = list_answer(documents)
        size = len(body)
        if read(body) != documents:
            raise RuntimeError("the reader lost documents")
        figures[documents] = (seconds(lambda: read(body)), seconds(lambda: json.loads(body)))  # noqa: B023 - called at once
    value, against = figures[SIZES[-1]]
    report = {
        "name": f"read {SIZES[-1]:,} documents, {size / 1e6:.0f} MB",
        "value": round(value, 2),
        "unit": "s",
        "against": round(against, 2),
        "ratio": round(value / against, 2),
        "by_documents": {n: round(spent, 2) for n, (spent, _) in figures.items()},
    }
    print(json.dumps(report))  # noqa: T201 - its output


if __name__ == "__main__":
    main()
