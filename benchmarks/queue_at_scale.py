"""The queue with 1,000, 10,000 and 100,000 documents: filling, a key in the search box, sorting.

The real queue and the real panel in a window, without server and store. Filling runs from documents
that were read to rows, 100 documents at a time as the reader hands them over, each piece painted. A
key runs from its press in the search box to the end of the paint that shows what was found first;
what lies farther down is looked through in turns, of which the longest is told. Sorting is over
when the new order is painted, its longest turn is told as well. The peers, at 10,000, are a bare
list model behind a QSortFilterProxyModel in a QTableView with the same rows, and a
QStandardItemModel.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QHeaderView, QLineEdit, QTableView

from benchmarks.figure import FRAME_MS, measured, median, milliseconds, not_run, p99, spread
from klearstack_desktop.api.reader import DocumentReader
from klearstack_desktop.model.fieldmap import default_field_map
from klearstack_desktop.model.queue import Judgement, QueueEntry, ReviewState
from klearstack_desktop.review.queue import DocumentQueue
from klearstack_desktop.review.standards import Standards
from klearstack_desktop.ui import theme
from klearstack_desktop.ui.queue.list_view import DocumentList
from klearstack_desktop.ui.queue.model import QueueModel
from klearstack_desktop.ui.queue.order import QueueOrder
from klearstack_desktop.ui.queue.panel import QueuePanel
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.figure import Figure
    from klearstack_desktop.model.document import Document

SIZES: Final = (1_000, 10_000, 100_000)
PIECE: Final = 100
WORDS: Final = "supplier 42"
PEER_SIZE: Final = 10_000
MOST_BYTES: Final = 4_000
"""What a document of the list may take, with 23 fields and 2,000 bytes in the answer."""

_MEMORY: Final = "queue: memory of a document with 23 fields"
_READ_AT_ONCE: Final = 1_000
_LEAST_MEMORY: Final = 10_000
_TEXT: Final = Qt.ItemDataRole.UserRole + 1


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure every size, then the peers and how the times grow."""
    application = QApplication.instance() or QApplication([])
    if isinstance(application, QApplication):
        theme.dress(application, theme.LIGHT)
    # As in the window, which looks for garbage between two events.
    gc.disable()
    filled: dict[int, float] = {}
    for size in SIZES[:1] if quick else SIZES:
        yield from _filling(size, filled, rounds=1 if quick else 2)
    keys, sorts = {}, {}
    for size in SIZES:
        board = _Board(size)
        keys[size] = board.keys(rounds=1 if quick else 5)
        sorts[size] = board.sorts()
        yield from board.figures(keys[size], sorts[size])
        board.panel.close()
    yield from _against_peers(keys, sorts, quick=quick)
    yield _growth("queue: sorting", {size: median(took) for size, (took, _) in sorts.items()})
    if quick:
        for name, unit in (("queue: filling", "times as long"), (_MEMORY, "bytes")):
            yield not_run(name, unit, "needs the full run")
        return
    yield _against_items(filled[PEER_SIZE])
    yield _growth("queue: filling", filled)
    yield _memory()


# Filling


def _filling(size: int, filled: dict[int, float], rounds: int) -> Iterator[Figure]:
    totals: list[float] = []
    firsts: list[float] = []
    pieces: list[float] = []
    for _ in range(rounds):
        panel, queue = _panel(), DocumentQueue(Standards(_Noon()))
        queue.arrived.connect(panel.take_entries)
        filling = queue.filling()
        took = []
        for some in _documents(size):
            for start in range(0, len(some), PIECE):
                part = some[start : start + PIECE]
                took.append(milliseconds(partial(_shown, panel, filling.take, part)))
        took.append(milliseconds(filling.finish))
        totals.append(sum(took))
        firsts.append(took[0])
        pieces += took[1:]
        panel.close()
    filled[size] = median(totals)
    yield measured(
        f"queue of {size:,}: the first {PIECE} documents against one frame",
        max(firsts),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note="into an empty list; in a new process with all that is made at the first row",
    )
    yield measured(
        f"queue of {size:,}: {PIECE} more documents, p99 against one frame",
        p99(pieces),
        "ms",
        against=FRAME_MS,
        most_ratio=1,
        note=f"{spread(pieces, 'ms')}; all of them {median(totals) / 1000:.2f} s",
    )


def _shown(panel: QueuePanel, work: Callable[[Any], object], argument: object) -> None:
    """Do something and have the rows painted anew."""
    work(argument)
    found(panel, DocumentList, "documentList").viewport().repaint()


def _documents(size: int) -> Iterator[Sequence[Document]]:
    """Yield documents as the reader makes them, so many that not all are held at once."""
    reader = DocumentReader(default_field_map())
    for start in range(0, size, _READ_AT_ONCE):
        numbers = range(start, min(start + _READ_AT_ONCE, size))
        # Through text and back, so that no two documents share a string that the wire would not.
        yield reader.documents(json.loads(json.dumps([_listed(number) for number in numbers])))


def _listed(number: int) -> list[list[object]]:
    """Return a document in the positional layout of section 4.4: 23 fields, some 2,000 bytes."""
    values = {
        "Inv_Supplier": f"Supplier {number * 7919 % 5003} GmbH",
        "Inv_Number": f"INV-{number:06}",
        "Inv_Date": str(date(2026, 1, 1) + timedelta(days=number % 320)),
        "Inv_Total": f"{number * 31 % 99_991 / 4:.2f}",
        "Currency": "EUR",
        **{f"Field_{place}": f"value {number * place}" for place in range(18)},
    }
    fields: list[list[object]] = [
        [value, name, 0.98 - place / 100, {"page_index": 1}, [place, number % 900, 1104, 645]]
        for place, (name, value) in enumerate(values.items())
    ]
    return [
        [f"{number:024x}", "Document_id"],
        [0.9, "overall_confidence"],
        [f"invoice {number}.pdf", "file_name"],
        *fields,
    ]


class _Noon:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    async def pause(self, seconds: float) -> None:
        raise NotImplementedError


# Keys and orders


class _Board:
    """A panel with so many rows."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.panel = _panel()
        rows = entries(size)
        for start in range(0, size, _READ_AT_ONCE):
            self.panel.take_entries(rows[start : start + _READ_AT_ONCE])
        self._turns: list[float] = []
        self._since = 0.0
        self.panel.rows_changed.connect(self._on_turn)
        _settle(self.panel)
        gc.freeze()

    def _on_turn(self) -> None:
        now = time.perf_counter()
        self._turns.append((now - self._since) * 1000)
        self._since = now

    def _settled(self) -> list[float]:
        """Let the panel work off what is left; return how long each turn took, with its paint."""
        self._turns.clear()
        self._since = time.perf_counter()
        _settle(self.panel)
        return self._turns or [0.0]

    def keys(self, rounds: int) -> tuple[list[float], list[float]]:
        """Return how long each key took, and each turn after it."""
        press = partial(QTest.keyClick, found(self.panel, QLineEdit, "searchBox"))
        took, turns = [], []
        for _ in range(rounds):
            for key in (*WORDS, *[Qt.Key.Key_Backspace] * len(WORDS)):
                took.append(milliseconds(partial(_shown, self.panel, press, key)))
                turns += self._settled()
        return took, turns

    def sorts(self) -> tuple[list[float], list[float]]:
        """Return how long each order took until it was shown, and each turn on the way."""
        box = found(self.panel, QComboBox, "sortBox")
        took, turns = [], []
        for order in (QueueOrder.SUPPLIER, QueueOrder.AMOUNT, QueueOrder.DATE, QueueOrder.SERVER):
            choose = partial(_shown, self.panel, box.setCurrentIndex, box.findData(order))
            first = milliseconds(choose)
            rest = self._settled()
            took.append(first + sum(rest))
            turns += [first, *rest]
        return took, turns

    def figures(
        self, keys: tuple[list[float], list[float]], sorts: tuple[list[float], list[float]]
    ) -> Iterator[Figure]:
        """Yield what was found."""
        yield measured(
            f"queue of {self.size:,}: a key of the filter, p99 against one frame",
            p99(keys[0]),
            "ms",
            against=FRAME_MS,
            most_ratio=1,
            note=f"{spread(keys[0], 'ms')}; longest turn after it {max(keys[1]):.3g} ms",
        )
        yield measured(
            f"queue of {self.size:,}: longest turn of sorting against one frame",
            max(sorts[1]),
            "ms",
            against=FRAME_MS,
            most_ratio=1,
            note=f"until the order is shown: {spread(sorts[0], 'ms')}",
        )


def entries(size: int) -> list[QueueEntry]:
    """Return rows as ten fields make them."""
    return [_entry(number) for number in range(size)]


def _entry(number: int) -> QueueEntry:
    supplier, amount = f"Supplier {number * 7919 % 5003} GmbH", Decimal(number * 31 % 99_991) / 4
    day = date(2026, 1, 1) + timedelta(days=number % 320)
    shown = f"{supplier}\nINV-{number:06}\nEUR {amount:,.2f}\n{day:%d %b %Y}\n{amount:f}"
    captured = f"invoice {number}.pdf\nPO-{number * 3}\nDE89 3704 {number:08}\nHauptstraße {number}"
    return QueueEntry(
        f"{number:024x}",
        supplier,
        f"EUR {amount:,.2f}",
        f"INV-{number:06}",
        f"{day:%d %b %Y}",
        ReviewState.OPEN,
        judgement=Judgement(number % 4),
        confidence=0.9,
        search_text=f"{shown}\n{captured}".casefold(),
        day=day,
        total=amount,
        place=number,
    )


def _panel() -> QueuePanel:
    panel = QueuePanel()
    panel.resize(310, 900)
    panel.show()
    QTest.qWaitForWindowExposed(panel)
    return panel


def _settle(panel: QueuePanel) -> None:
    model = found(panel, DocumentList, "documentList").model()
    QTest.qWait(0)
    while isinstance(model, QueueModel) and model.has_work:
        QTest.qWait(0)


# Peers


def _against_peers(
    keys: dict[int, tuple[list[float], list[float]]],
    sorts: dict[int, tuple[list[float], list[float]]],
    *,
    quick: bool,
) -> Iterator[Figure]:
    rows = entries(PEER_SIZE)
    bare = _Bare(rows)
    filtered = [milliseconds(partial(bare.filter, WORDS[: n + 1])) for n in range(len(WORDS))]
    bare.filter("")
    columns = ("supplier",) if quick else ("supplier", "total")
    ordered = [milliseconds(partial(bare.sort, column)) for column in columns]
    yield measured(
        f"queue of {PEER_SIZE:,}: a key of the filter against QSortFilterProxyModel",
        median(keys[PEER_SIZE][0]),
        "ms",
        against=median(filtered),
        most_ratio=1,
        note=f"the peer: {spread(filtered, 'ms')}",
    )
    yield measured(
        f"queue of {PEER_SIZE:,}: sorting against QSortFilterProxyModel",
        median(sorts[PEER_SIZE][0]),
        "ms",
        against=median(ordered),
        most_ratio=1,
        note=f"the peer: {spread(ordered, 'ms')}",
    )


class _Bare:
    """The same rows in a bare list model, behind Qt's own filter."""

    def __init__(self, rows: Sequence[QueueEntry]) -> None:
        self._model = _BareModel(rows)
        self._proxy = QSortFilterProxyModel()
        self._proxy.setSourceModel(self._model)
        self._proxy.setFilterRole(_TEXT)
        self._view = QTableView()
        self._view.setModel(self._proxy)
        self._view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._view.resize(310, 900)
        self._view.show()
        QTest.qWaitForWindowExposed(self._view)

    def filter(self, text: str) -> None:
        self._proxy.setFilterFixedString(text)
        self._view.repaint()

    def sort(self, column: str) -> None:
        self._model.sorted_by = column
        self._proxy.setSortRole(_TEXT + 1)
        self._proxy.invalidate()
        self._proxy.sort(0)
        self._view.repaint()


class _BareModel(QAbstractListModel):
    """Rows that somebody else filters and sorts."""

    def __init__(self, rows: Sequence[QueueEntry]) -> None:
        super().__init__()
        self._rows = rows
        self.sorted_by = "supplier"

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:  # noqa: ANN401 - Qt's signature
        """Return what a role says of a row."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.supplier
        if role == _TEXT:
            return row.search_text
        if role == _TEXT + 1:
            value = getattr(row, self.sorted_by)
            return float(value) if isinstance(value, Decimal) else value
        return None


def _against_items(filled: float) -> Figure:
    """Compare the filling with that of Qt's own model."""
    return measured(
        f"queue of {PEER_SIZE:,}: filling against a QStandardItemModel",
        filled,
        "ms",
        against=milliseconds(partial(_with_items, entries(PEER_SIZE))),
        note="ours makes the rows from what was read, item by item is all that the peer does",
    )


def _with_items(rows: Sequence[QueueEntry]) -> QTableView:
    model = QStandardItemModel()
    for row in rows:
        item = QStandardItem(row.supplier)
        item.setData(row.search_text, _TEXT)
        model.appendRow(item)
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.show()
    view.repaint()
    return view


# Growth and memory


def _growth(name: str, took: dict[int, float]) -> Figure:
    """Compare ten times as many documents with what n log n allows."""
    less, more = sorted(took)[-2:]
    allowed = (more * math.log(more)) / (less * math.log(less))
    return measured(
        f"{name} {more:,} against {less:,} documents, against n log n",
        took[more] / took[less],
        "times as long",
        against=allowed,
        most_ratio=1,
        note=f"{took[less]:.4g} ms and {took[more]:.4g} ms",
    )


def _memory() -> Figure:
    """Measure what the queue and the list take for each document, by what the process takes."""
    name, unit = _MEMORY, "bytes"
    if not sys.platform.startswith("linux"):
        return not_run(name, unit, "reads /proc", most=MOST_BYTES)
    queue, panel = DocumentQueue(Standards(_Noon())), _panel()
    queue.arrived.connect(panel.take_entries)
    filling = queue.filling()
    taken, size, before = 0, SIZES[-1], 0
    for some in _documents(size):
        if taken == _LEAST_MEMORY:
            gc.collect()
            before = _resident()
        for start in range(0, len(some), PIECE):
            filling.take(some[start : start + PIECE])
        taken += len(some)
    gc.collect()
    a_document = (_resident() - before) / (size - _LEAST_MEMORY)
    panel.close()
    note = f"from {_LEAST_MEMORY:,} to {size:,} documents: queue, rows, what is searched"
    return measured(name, a_document, unit, most=MOST_BYTES, note=note)


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
