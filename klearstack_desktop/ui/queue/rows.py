"""All rows of the queue in one order, and the way into another order in short turns."""

from __future__ import annotations

from bisect import bisect_left
from heapq import merge
from itertools import islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from klearstack_desktop.model.queue import QueueFilter, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.ui.queue.order import KeyFunction, SortKey

ROWS_A_TURN: Final = 3_000
"""So many rows are sorted at once."""

_MANY: Final = 500
"""If more rows than that go at once, the list is made anew."""

by_key = attrgetter("key")
_first = itemgetter(0)


BIT: Final = {segment: 1 << place for place, segment in enumerate(QueueFilter)}
"""The bit of a segment in `Row.segments`."""

_SEGMENTS: Final = {
    state: sum(bit for segment, bit in BIT.items() if segment.admits(state))
    for state in ReviewState
}


def place_in(rows: list[Row], row: Row) -> int:
    """Return where a row is among rows in their order, or where it would be."""
    place = before = bisect_left(rows, row.key, key=by_key)
    # While several rows move, two of them may have one key for a moment.
    while place < len(rows) and rows[place] is not row and rows[place].key == row.key:
        place += 1
    return place if place < len(rows) and rows[place] is row else before


class Row:
    """One document of the queue, with what searching and sorting need at hand.

    Attributes:
        key: unlike that of any other row; rows are ordered by it.
        segments: a bit for each of the segments that the document belongs to; an enumeration's
            member in a set takes five times as long, for each row of each filter key.
    """

    __slots__ = ("entry", "haystack", "key", "segments")

    def __init__(self, entry: QueueEntry, key: SortKey) -> None:
        self.key = key
        self.take(entry)

    def take(self, entry: QueueEntry) -> None:
        """Hold another entry of the same document."""
        self.entry = entry
        self.haystack = entry.search_text
        self.segments = _SEGMENTS[entry.state]


class Rows:
    """The rows by document and in order.

    Attributes:
        ordered: all rows, by ascending key.
    """

    def __init__(self, key_of: KeyFunction) -> None:
        self.ordered: list[Row] = []
        self._by_id: dict[str, Row] = {}
        self._key_of = key_of
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

    def index_of(self, row: Row) -> int:
        """Return where a row is, or where one with its key would be."""
        return place_in(self.ordered, row)

    def add(self, row: Row) -> int:
        """Take a row in; return where it is now."""
        self._by_id[row.entry.document_id] = row
        self._touched.add(row)
        if not self.ordered or self.ordered[-1].key < row.key:
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
        waiting = list(self.ordered)
        self._touched.clear()
        runs: list[list[tuple[SortKey, Row]]] = []
        for start in range(0, len(waiting), ROWS_A_TURN):
            run = [(key_of(row.entry), row) for row in waiting[start : start + ROWS_A_TURN]]
            run.sort(key=_first)
            runs.append(run)
            yield
        pairs = iter(runs[0]) if len(runs) == 1 else merge(*runs, key=_first)
        keys: list[SortKey] = []
        rows: list[Row] = []
        while part := list(islice(pairs, ROWS_A_TURN)):
            for key, row in part:
                keys.append(key)
                rows.append(row)
            if len(runs) > 1:
                yield
        self._turn_to(key_of, keys, rows)

    def _turn_to(self, key_of: KeyFunction, keys: list[SortKey], rows: list[Row]) -> None:
        touched, self._touched = self._touched, set()
        for key, row in zip(keys, rows, strict=True):
            row.key = key
        if touched:
            rows = [row for row in rows if row not in touched]
        self.ordered, self._key_of = rows, key_of
        for row in touched:
            if self._by_id.get(row.entry.document_id) is row:
                row.key = key_of(row.entry)
                self.add(row)
        self._touched.clear()
