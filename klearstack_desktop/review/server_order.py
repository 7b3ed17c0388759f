"""The order of the server's list, kept by difference: what did not move keeps its place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROOM: Final = 1 << 40
"""Between two documents that came one after the other; so many may come in between."""


class ServerOrder:
    """Gives every document a place, a number that is the higher the later it comes.

    A document that comes between two others takes a place between theirs, so that a list of any
    length is brought up to date without a new number for all the rest.
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._place: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        """The documents in their order."""
        return iter(self._ids)

    def place_of(self, document_id: str) -> int:
        """Return the place of a document.

        Raises:
            KeyError: it has none.
        """
        return self._place[document_id]

    def append(self, document_id: str) -> None:
        """Put a new document at the end."""
        last = self._place[self._ids[-1]] if self._ids else 0
        self._place[document_id] = last + _ROOM
        self._ids.append(document_id)

    def remove(self, document_id: str) -> None:
        """Take a document out."""
        del self._ids[self._index(self._place[document_id])]
        del self._place[document_id]

    def follow(self, ids: Sequence[str], after: str | None) -> set[str]:
        """Put documents one after the other.

        Args:
            ids: known and new ones, each once.
            after: what they come after; None for the beginning.

        Returns:
            Those that were given a place, besides others that had to make room.
        """
        last = None if after is None else self._place[after]
        kept = set(self._longest_chain(ids, last))
        moved = [document_id for document_id in ids if document_id not in kept]
        for document_id in moved:
            if document_id in self._place:
                self.remove(document_id)
        placed = set(moved)
        run: list[str] = []
        for document_id in ids:
            if document_id in kept:
                placed |= self._insert(run, after)
                run, after = [], document_id
            else:
                run.append(document_id)
        return placed | self._insert(run, after)

    def _longest_chain(self, ids: Sequence[str], last: int | None) -> Iterator[str]:
        """Yield the most documents that stand one after the other as they are asked to."""
        ends: list[int] = []
        holders: list[str] = []
        before: dict[str, str | None] = {}
        for document_id in ids:
            place = self._place.get(document_id)
            if place is None or (last is not None and place <= last):
                continue
            length = bisect_left(ends, place)
            before[document_id] = holders[length - 1] if length else None
            ends[length : length + 1] = [place]
            holders[length : length + 1] = [document_id]
        link = holders[-1] if holders else None
        while link is not None:
            yield link
            link = before[link]

    def _insert(self, run: list[str], after: str | None) -> set[str]:
        """Put new documents after another one; return those that had to make room."""
        if not run:
            return set()
        index = 0 if after is None else self._index(self._place[after]) + 1
        self._ids[index:index] = run
        first, last = index, index + len(run)
        while not self._spread(first, last):
            # The gap is used up, which takes some forty documents one after the other in it.
            last += last - first
        return set(self._ids[first : min(last, len(self._ids))]) - set(run)

    def _spread(self, first: int, last: int) -> bool:
        """Give the documents from one index to before another places; False if there is no room."""
        last = min(last, len(self._ids))
        count = last - first
        if last == len(self._ids):
            low = self._place[self._ids[first - 1]] if first else 0
            step = _ROOM
        elif first == 0:
            step = _ROOM
            low = self._place[self._ids[last]] - step * (count + 1)
        else:
            low, high = self._place[self._ids[first - 1]], self._place[self._ids[last]]
            step = (high - low) // (count + 1)
        if not step:
            return False
        for number, document_id in enumerate(self._ids[first:last], start=1):
            self._place[document_id] = low + step * number
        return True

    def _index(self, place: int) -> int:
        return bisect_right(self._ids, place, key=self._place.__getitem__) - 1
