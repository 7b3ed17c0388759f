"""Which rows of the queue are shown and in what order, worked out without a proxy model.

A proxy over a Python model takes seconds at 100,000 rows where a list comprehension takes
milliseconds. A new question (other words, another segment) resets the model; everything else is
announced as what changed, so that selection and scroll position stay. What takes longer than a
moment is done in turns, and the window does what it is asked for in between.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.queue import QueueFilter, ReviewState
from klearstack_desktop.ui.queue.difference import Run
from klearstack_desktop.ui.queue.order import QueueOrder
from klearstack_desktop.ui.queue.question import Question
from klearstack_desktop.ui.queue.rows import BIT, ROWS_A_TURN, Row, Rows
from klearstack_desktop.ui.queue.shown_rows import ShownRows
from klearstack_desktop.ui.queue.states import needs_reviewer

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from klearstack_desktop.model.narrowing import Narrowing
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.model.share import Share

_NEAR_ROWS: Final = 1000
"""How many rows are looked through for the documents that are made ready."""

_MANY_MOVES: Final = 64
"""If more rows than that change their place at once, all are sorted anew."""

_BEYOND: Final = 1 << 62
"""Place in the server's order of the first document that is not in the list any more."""


class QueueModel(ShownRows):
    """Decides which rows are shown and in what order.

    Signals:
        work_came: `take_turn` is to be called until nothing is left to do.
    """

    work_came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(Rows(QueueOrder.UPLOADED.key(is_descending=False)), parent)
        self._order = QueueOrder.UPLOADED
        self._is_descending = False
        self._states: Counter[ReviewState] = Counter()
        self._types: Counter[str] = Counter()
        self._question = Question()
        self._earlier: dict[str, Row] = {}
        self._looked_at = 0
        """The rows up to here were asked whether they are to be shown: those that are, are."""
        self._sorting: Iterator[None] | None = None
        self._must_sort = False

    # The question

    @property
    def filter(self) -> QueueFilter:
        """The segment that is shown."""
        return self._question.segment

    @property
    def order(self) -> QueueOrder:
        """The order of the rows, or the one they are being brought into."""
        return self._order

    @property
    def is_descending(self) -> bool:
        """Whether the highest comes first."""
        return self._is_descending

    @property
    def is_looking(self) -> bool:
        """Whether more rows may be found."""
        return self._looked_at < len(self._rows)

    @property
    def is_sorting(self) -> bool:
        """Whether the rows are still in another order."""
        return self._sorting is not None or self._must_sort

    @property
    def narrowing(self) -> Narrowing:
        """What else a document must be to be shown."""
        return self._question.narrowing

    def set_narrowing(self, narrowing: Narrowing) -> None:
        """Show only documents that are like this."""
        if narrowing != self._question.narrowing:
            self._question.narrowing = narrowing
            self._look_anew()

    def set_share(self, share: Share | None) -> None:
        """Show only the documents of a reviewer's share; None shows everybody's."""
        if share != self._question.share:
            self._question.share = share
            self._look_anew()

    def set_filter(self, segment: QueueFilter) -> None:
        """Show the documents of another segment."""
        if segment is not self._question.segment:
            self._question.segment = segment
            self._look_anew()

    def set_text(self, text: str) -> None:
        """Show only documents in which every word of the text occurs; letter case is ignored."""
        folded, question = text.casefold(), self._question
        if folded == question.text:
            return
        goes_on = folded.startswith(question.text)
        # What the index found stays until it answers anew, so that rows do not come and go; where
        # the question is another one, it says nothing.
        if not question.continues(folded):
            goes_on = goes_on and not question.hits
            question.hits = frozenset()
            self._forget_earlier()
        question.text = folded
        if goes_on and len(self._shown) <= question.rows_a_turn:
            self._turn_to(question.picked(self._shown))
        else:
            self._look_anew()

    def take_hits(self, text: str, ids: frozenset[str], earlier: Sequence[QueueEntry] = ()) -> None:
        """Show as well what the index found, if it is what is searched for now.

        Args:
            text: what it was asked for.
            ids: documents of the list.
            earlier: documents that are in the list no more; they are shown among all documents.
        """
        question = self._question
        if text.casefold() != question.text:
            return
        before = question.hits
        question.hits = ids | {entry.document_id for entry in earlier}
        self._show_earlier(earlier)
        concerned = map(self._rows.get, before ^ question.hits)
        self._look_again_at([row for row in concerned if row is not None])

    def count_elsewhere(self) -> int:
        """Return how many documents the index found that only another segment shows."""
        bit = BIT[self._question.segment]
        rows = map(self._rows.get, self._question.hits)
        return sum(row is not None and not row.segments & bit for row in rows)

    def set_order(self, order: QueueOrder, *, is_descending: bool = False) -> None:
        """Show the rows in another order; many rows come into it in turns."""
        if (order, is_descending) != (self._order, self._is_descending):
            self._order, self._is_descending = order, is_descending
            self._sorting = None
            self._sort()

    # The entries

    def take(self, entries: Iterable[QueueEntry]) -> None:
        """Take over entries of documents that are new or known already; of repeated ids the last.

        Costs about as much at any length of the queue.
        """
        latest = {entry.document_id: entry for entry in entries}
        self._remove([row for i in latest if (row := self._earlier.pop(i, None)) is not None])
        come: list[Row] = []
        changed: list[tuple[Row, QueueEntry]] = []
        for document_id, entry in latest.items():
            row = self._rows.get(document_id)
            if row is None:
                self._count_in(entry, 1)
                come.append(Row(entry))
            elif row.entry is not entry and row.entry != entry:
                changed.append((row, entry))
        if len(changed) > _MANY_MOVES and not self._must_sort:
            moves = sum(self._rows.key_for(new) != self._rows.key(row) for row, new in changed)
            self._must_sort = moves > _MANY_MOVES
        for row, entry in changed:
            self._count_in(row.entry, -1)
            self._count_in(entry, 1)
            self._change(row, entry)
        self._add(come)
        if self._must_sort:
            self._sort()

    def drop(self, ids: Iterable[str]) -> None:
        """Let go of documents that have left the queue."""
        found = map(self._rows.get, dict.fromkeys(ids))
        gone = [row for row in found if row is not None and not self._is_earlier(row)]
        for row in gone:
            self._count_in(row.entry, -1)
        self._remove(gone)

    def _count_in(self, entry: QueueEntry, step: int) -> None:
        self._states[entry.state] += step
        self._types[entry.document_type] += step

    def _is_earlier(self, row: Row) -> bool:
        return row.entry.document_id in self._earlier

    def _show_earlier(self, earlier: Sequence[QueueEntry]) -> None:
        placed = {
            entry.document_id: replace(entry, place=place)
            for place, entry in enumerate(earlier, start=_BEYOND)
            if self._rows.get(entry.document_id) is None or entry.document_id in self._earlier
        }
        self._forget_earlier(kept=placed.keys())
        for document_id in placed.keys() & self._earlier.keys():
            self._change(self._earlier[document_id], placed[document_id])
        come = {
            document_id: Row(entry)
            for document_id, entry in placed.items()
            if document_id not in self._earlier
        }
        self._earlier |= come
        self._add(come.values())

    def _forget_earlier(self, kept: Container[str] = ()) -> None:
        gone = [document_id for document_id in self._earlier if document_id not in kept]
        self._remove([self._earlier.pop(document_id) for document_id in gone])

    # Where things are

    def count(self, segment: QueueFilter) -> int:
        """Return how many documents belong to a segment, whatever is searched for."""
        return sum(n for state, n in self._states.items() if segment.admits(state))

    @property
    def types(self) -> frozenset[str]:
        """The types of the documents in the queue."""
        return frozenset(name for name, count in self._types.items() if name and count > 0)

    def shown_ids(self) -> tuple[str, ...]:
        """Return the documents of all rows, in their order."""
        return tuple(row.entry.document_id for row in self._shown)

    def next_open(self, document_id: str) -> str | None:
        """Return the next document that needs the reviewer, starting over after the last row.

        Among approved or rejected documents, where nothing is left to do, it is the next row.
        """
        return next(self._following(document_id), None)

    def following(self, document_id: str, count: int) -> tuple[str, ...]:
        """Return the documents that `next_open` leads to one after another, at most so many.

        Far away among decided documents none is looked for: that would take its time.
        """
        near = self._following(document_id, farthest=_NEAR_ROWS)
        return tuple(islice(near, count))

    def _following(self, document_id: str, farthest: int | None = None) -> Iterator[str]:
        place = self.place_of(document_id)
        takes_any = self.filter in {QueueFilter.APPROVED, QueueFilter.REJECTED}
        rows = chain(range(place, len(self._shown)), range(place))
        for index in islice(rows, farthest):
            entry = self._shown[index].entry
            if entry.document_id != document_id and (takes_any or needs_reviewer(entry)):
                yield entry.document_id

    # How the rows come about

    @property
    def has_work(self) -> bool:
        """Whether rows are still to be looked through or sorted."""
        return self.is_looking or self.is_sorting

    def take_turn(self) -> None:
        """Do some of what is left to do; none of it takes longer than a moment."""
        if self.is_looking:
            self._look_on()
        elif self._sorting is not None:
            self._sort_on()

    def _look_anew(self) -> None:
        self._looked_at = min(self._question.rows_a_turn, len(self._rows))
        self._turn_to(self._question.picked(self._rows.ordered[: self._looked_at]))
        if self.is_looking:
            self.work_came.emit()

    def _look_on(self) -> None:
        start = self._looked_at
        self._looked_at = min(start + self._question.rows_a_turn, len(self._rows))
        found = self._question.picked(self._rows.ordered[start : self._looked_at])
        self._append(found)

    def _look_again_at(self, rows: Iterable[Row]) -> None:
        """Show or hide rows of which something else decides now."""
        looked_at = [row for row in rows if self._rows.index_of(row) < self._looked_at]
        wanted = set(self._question.picked(looked_at))
        shown = {row for row in looked_at if self._place_shown(row) is not None}
        self._hide(shown - wanted)
        self._show(wanted - shown)

    def _add(self, rows: Iterable[Row]) -> None:
        """Take rows in that are not there yet."""
        looked_at = [row for row in rows if self._is_looked_at(row)]
        self._show(self._question.picked(looked_at))

    def _is_looked_at(self, row: Row) -> bool:
        """Take a row in; say whether it is in the part that was looked at, and so is by now."""
        was_looking = self.is_looking
        is_in_it = self._rows.add(row) < self._looked_at or not was_looking
        self._looked_at += is_in_it
        return is_in_it

    def _remove(self, rows: Sequence[Row]) -> None:
        self._hide([row for row in rows if self._place_shown(row) is not None])
        self._looked_at -= self._rows.remove(rows, before=self._looked_at)

    def _change(self, row: Row, entry: QueueEntry) -> None:
        """Let a row have another entry, wherever it goes by it."""
        key = self._rows.key_for(entry)
        place = self._place_shown(row)
        row.take(entry)
        self._rows.touch(row)
        # While they are sorted, or about to be, rows stay where they are.
        if key == self._rows.key(row) or self.is_sorting:
            is_looked_at = self._rows.index_of(row) < self._looked_at
        else:
            self._looked_at -= self._rows.remove([row], before=self._looked_at)
            is_looked_at = self._is_looked_at(row)
        is_shown = is_looked_at and self._question.admits(row)
        if place is None:
            self._show([row] if is_shown else [])
        elif is_shown:
            self._move(place, row)
        else:
            self._take_from(Run(place, place))

    # The order

    def _sort(self) -> None:
        key_of = self._order.key(is_descending=self._is_descending)
        self._sorting, self._must_sort = self._rows.sort(key_of), False
        if len(self._rows) <= ROWS_A_TURN:
            while self._sorting is not None:
                self._sort_on()
        else:
            self.work_came.emit()

    def _sort_on(self) -> None:
        if self._sorting is not None and next(self._sorting, self) is self:
            self._sorting = None
            if self.is_looking:
                self._look_anew()
            else:
                self._rearrange()
