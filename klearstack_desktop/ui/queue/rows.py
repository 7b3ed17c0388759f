"""All rows of the queue in one order, and the way into another order in short turns."""

from __future__ import annotations

from bisect import bisect_left
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.queue import QueueFilter, ReviewState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.ui.queue.order import KeyFunction, SortKey

ROWS_A_TURN: Final = 3_000
"""So many rows are sorted at once."""

_MANY: Final = 500
"""If more rows than that go at once, the list is made anew."""

BIT: Final = {segment: 1 << place for place, segment in enumerate(QueueFilter)}
"""The bit of a segment in `Row.segments`."""

_SEGMENTS: Final = {
    state: sum(bit for segment, bit in BIT.items() if segment.admits(state))
    for state in ReviewState
}


class Row:
    """One document of the queue, with what searching and sorting need at hand.

    Attributes:
        key_a, key_b: what it is ordered by, in the order of now and in the one before or to come;
            `Rows` knows which is which.
        segments: a bit for each of the segments that the document belongs to; an enumeration's
            member in a set takes five times as long, for each row of each filter key.
    """

    __slots__ = ("entry", "haystack", "key_a", "key_b", "segments")

    def __init__(self, entry: QueueEntry) -> None:
        self.key_a: SortKey = ()
        self.key_b: SortKey = ()
        self.take(entry)

    def take(self, entry: QueueEntry) -> None:
        """Hold another entry of the same document."""
        self.entry = entry
        self.haystack = entry.search_text
        self.segments = _SEGMENTS[entry.state]


class Rows:
    """The rows by document and in order; a row's key is unlike that of any other.

    Attributes:
        ordered: all rows, by ascending key.
        key: returns the key of a row.
    """

    def __init__(self, key_of: KeyFunction) -> None:
        self.ordered: list[Row] = []
        self._by_id: dict[str, Row] = {}
        self._key_of = key_of
        self._slot = "key_a"
        self.key: Callable[[Row], SortKey] = attrgetter(self._slot)
        self._touched: set[Row] = set()

    def __len__(self) -> int:
        return len(self.ordered)

    def __iter__(self) -> Iterator[Row]:
        """The rows in their order."""
        return iter(self.ordered)

    def get(self, document_id: str) -> Row | None:
        """Return the row of a document, or None."""
        return self._by_id.get(document_id)

    def key_for(self, entry: QueueEntry) -> SortKey:
        """Return what a row with that entry is ordered by."""
        return self._key_of(entry)

    def place_among(self, some: list[Row], row: Row) -> int:
        """Return where a row is among some in their order, or where it would be."""
        key = self.key(row)
        place = before = bisect_left(some, key, key=self.key)
        # While several rows move, two of them may have one key for a moment.
        while place < len(some) and some[place] is not row and self.key(some[place]) == key:
            place += 1
        return place if place < len(some) and some[place] is row else before

    def index_of(self, row: Row) -> int:
        """Return where a row is, or where one with its key would be."""
        return self.place_among(self.ordered, row)

    def add(self, row: Row) -> int:
        """Take a row in, ordered by what it holds now; return where it is."""
        key = self._key_of(row.entry)
        setattr(row, self._slot, key)
        self._by_id[row.entry.document_id] = row
        self._touched.add(row)
        if not self.ordered or self.key(self.ordered[-1]) < key:
            self.ordered.append(row)
            return len(self.ordered) - 1
        index = self.index_of(row)
        self.ordered.insert(index, row)
        return index

    def remove(self, rows: Sequence[Row], before: int) -> int:
        """Take rows out; return how many of them stood before an index."""
        self._touched.update(rows)
        for row in rows:
            del self._by_id[row.entry.document_id]
        if len(rows) > _MANY:
            gone = set(rows)
            found = sum(row in gone for row in islice(self.ordered, before))
            self.ordered = [row for row in self.ordered if row not in gone]
            return found
        found = 0
        for row in rows:
            index = self.index_of(row)
            # Those that were taken out already stood before others, too.
            found += index < before - found
            del self.ordered[index]
        return found

    def touch(self, row: Row) -> None:
        """Note that a row has another entry, with the same key in this order."""
        self._touched.add(row)

    def sort(self, key_of: KeyFunction) -> Iterator[None]:
        """Order the rows otherwise, in short turns; up to the end they keep their order.

        What comes, goes and changes between two turns is in its right place in the end.
        """
        waiting, slot = list(self.ordered), "key_b" if self._slot == "key_a" else "key_a"
        key: Callable[[Row], SortKey] = attrgetter(slot)
        self._touched.clear()
        runs: list[list[Row]] = []
        for start in range(0, len(waiting), ROWS_A_TURN):
            run = waiting[start : start + ROWS_A_TURN]
            for row in run:
                setattr(row, slot, key_of(row.entry))
            run.sort(key=key)
            runs.append(run)
            yield
        merged = iter(runs[0]) if len(runs) == 1 else merge(*runs, key=key)
        rows: list[Row] = []
        while part := list(islice(merged, ROWS_A_TURN)):
            rows += part
            if len(runs) > 1:
                yield
        self._slot, self.key, self._key_of = slot, key, key_of
        touched, self._touched = self._touched, set()
        self.ordered = [row for row in rows if row not in touched] if touched else rows
        for row in touched:
            if self._by_id.get(row.entry.document_id) is row:
                self.add(row)
        self._touched.clear()
