"""The rows of the queue: filtered, sorted and searched inside the model, without a proxy.

A proxy over a Python model takes seconds at 100,000 rows where one list comprehension takes
milliseconds. A new question (other words, another segment) resets the model; everything else is
announced as what changed, so that selection and scroll position stay.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from enum import IntEnum
from itertools import chain, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from klearstack_desktop.model.queue import QueueFilter, ReviewState
from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.queue.difference import runs_outside
from klearstack_desktop.ui.queue.order import KeyFunction, QueueOrder, SortKey
from klearstack_desktop.ui.queue.question import Question, haystack_of
from klearstack_desktop.ui.queue.states import chip_of, needs_reviewer, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from klearstack_desktop.model.narrowing import Narrowing
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.model.share import Share

_MOST_RUNS: Final = 200
"""Above this many separate changes one reset costs the view less than announcing each."""

_NEAR_ROWS: Final = 1000
"""How many rows are looked through for the documents that are made ready."""

_BEYOND: Final = 10**9
"""Place in the server's order of the first document that is not in the list any more."""

_by_key = attrgetter("key")


class Role(IntEnum):
    """What ``data`` answers beside Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    DOCUMENT_ID = Qt.ItemDataRole.UserRole + 2


class _Row:
    """One document of the queue, with what searching and sorting need at hand."""

    __slots__ = ("entry", "haystack", "key", "position")

    def __init__(self, entry: QueueEntry, position: int) -> None:
        self.position = position
        self.key: SortKey = ()
        self.take(entry)

    def take(self, entry: QueueEntry) -> None:
        self.entry = entry
        self.haystack = haystack_of(entry)


class QueueModel(QAbstractListModel):
    """A list model over queue entries, with its own index of the rows that are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._next_position = 0
        self._states: Counter[ReviewState] = Counter()
        self._question = Question()
        self._order = QueueOrder.SERVER
        self._is_descending = False
        self._earlier: dict[str, _Row] = {}
        self._shown: list[_Row] = []
        self._in_segment: list[_Row] | None = []
        """The rows of the segment in order, or None when they have to be gathered anew."""

    # What Qt asks

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Return what a role says of a row."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry = self._shown[index.row()].entry
        match role:
            case Role.ENTRY:
                return entry
            case Role.DOCUMENT_ID:
                return entry.document_id
            case Qt.ItemDataRole.DisplayRole:
                return entry.supplier
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(entry.note or f"{entry.supplier}: {chip_of(entry).text}")
            case _:
                return None

    # The question

    @property
    def filter(self) -> QueueFilter:
        """The segment that is shown."""
        return self._question.segment

    @property
    def order(self) -> QueueOrder:
        """The order of the rows."""
        return self._order

    @property
    def is_descending(self) -> bool:
        """Whether the highest comes first."""
        return self._is_descending

    @property
    def narrowing(self) -> Narrowing:
        """What else a document must be to be shown."""
        return self._question.narrowing

    def set_narrowing(self, narrowing: Narrowing) -> None:
        """Show only documents that are like this."""
        if narrowing != self._question.narrowing:
            self._question.narrowing = narrowing
            self._ask_otherwise()

    def set_share(self, share: Share | None) -> None:
        """Show only the documents of a reviewer's share; None shows everybody's."""
        if share != self._question.share:
            self._question.share = share
            self._ask_otherwise()

    def set_filter(self, segment: QueueFilter) -> None:
        """Show the documents of another segment."""
        if segment is not self._question.segment:
            self._question.segment = segment
            self._ask_otherwise()

    def set_text(self, text: str) -> None:
        """Show only documents in which every word of the text occurs; letter case is ignored."""
        folded, question = text.casefold(), self._question
        if folded == question.text:
            return
        goes_on = folded.startswith(question.text)
        # What the index found stays until it answers anew, so that rows do not come and go; where
        # the question is another one, it says nothing.
        if not question.continues(folded):
            question.hits, goes_on = frozenset(), False
            self._forget_earlier()
        question.text = folded
        self._ask_anew(self._matching(self._shown if goes_on else self._segment_rows()))

    def take_hits(self, text: str, ids: frozenset[str], earlier: Sequence[QueueEntry] = ()) -> None:
        """Show as well what the index found, if it is what is searched for now.

        Args:
            text: what it was asked for.
            ids: documents of the list.
            earlier: documents that are in the list no more; they are shown among all documents.
        """
        if text.casefold() != self._question.text:
            return
        self._question.hits = ids | {entry.document_id for entry in earlier}
        key_of = self._key_function()
        gone: dict[str, _Row] = {}
        for place, entry in enumerate(earlier, start=_BEYOND):
            if entry.document_id not in self._rows:
                row = self._earlier.get(entry.document_id) or _Row(entry, place)
                row.position = place
                row.key = key_of(entry, place)
                gone[entry.document_id] = row
        if gone or self._earlier:
            self._earlier = gone
            self._in_segment = None
        rows = self._matching(self._segment_rows())
        if rows != self._shown:
            self._become(rows, set())

    def count_elsewhere(self) -> int:
        """Return how many documents the index found that only another segment shows."""
        states = self._question.states
        return sum(row.entry.state not in states for row in self._hit_rows())

    def set_order(self, order: QueueOrder, *, is_descending: bool = False) -> None:
        """Show the rows in another order."""
        if (order, is_descending) == (self._order, self._is_descending):
            return
        self._order, self._is_descending = order, is_descending
        key_of = self._key_function()
        for row in chain(self._rows.values(), self._earlier.values()):
            row.key = key_of(row.entry, row.position)
        self._in_segment = None
        self._rearrange(sorted(self._shown, key=_by_key))

    # The entries

    def set_entries(self, entries: Sequence[QueueEntry]) -> None:
        """Take over the whole queue in the server's order; of repeated ids the last one counts."""
        changed: set[_Row] = set()
        rows: dict[str, _Row] = {}
        key_of = self._key_function()
        for position, entry in enumerate(entries):
            row = self._rows.get(entry.document_id)
            if row is None:
                row = _Row(entry, position)
            elif row.entry is not entry and row.entry != entry:
                row.take(entry)
                changed.add(row)
            row.position = position
            row.key = key_of(entry, position)
            rows[entry.document_id] = row
        self._rows = rows
        self._next_position = len(entries)
        self._earlier = {i: row for i, row in self._earlier.items() if i not in rows}
        self._states = Counter(row.entry.state for row in rows.values())
        self._in_segment = None
        self._become(self._matching(self._segment_rows()), changed)

    def update_entry(self, entry: QueueEntry) -> None:
        """Replace one entry, or add it at the end of the server's order; cheap at any length."""
        row = self._rows.get(entry.document_id)
        if row is None:
            row = self._rows[entry.document_id] = _Row(entry, self._next_position)
            self._next_position += 1
            before = None
        else:
            before = self.row_of(entry.document_id)
            self._states[row.entry.state] -= 1
            row.take(entry)
        self._states[entry.state] += 1
        self._in_segment = None
        key = self._key_function()(entry, row.position)
        is_in_place, row.key = key == row.key, key
        is_shown = self._question.admits(entry) and self._matches(row)
        if before is not None and is_shown and is_in_place:
            index = self.index(before)
            self.dataChanged.emit(index, index)
        else:
            self._place(row, before, is_shown=is_shown)

    def _place(self, row: _Row, before: int | None, *, is_shown: bool) -> None:
        others = self._shown if before is None else self._without(before)
        after = bisect_left(others, row.key, key=_by_key)
        if before is None:
            if is_shown:
                self.beginInsertRows(QModelIndex(), after, after)
                self._shown.insert(after, row)
                self.endInsertRows()
        elif not is_shown:
            self.beginRemoveRows(QModelIndex(), before, before)
            del self._shown[before]
            self.endRemoveRows()
        else:
            if after != before:
                target = after + 1 if after > before else after
                self.beginMoveRows(QModelIndex(), before, before, QModelIndex(), target)
                self._shown.insert(after, self._shown.pop(before))
                self.endMoveRows()
            index = self.index(after)
            self.dataChanged.emit(index, index)

    # Where things are

    def row_of(self, document_id: str) -> int | None:
        """Return the row that shows a document, or None where the filter hides it."""
        place = self.place_of(document_id)
        is_there = place < len(self._shown) and self._shown[place].entry.document_id == document_id
        return place if is_there else None

    def place_of(self, document_id: str) -> int:
        """Return the row where a document is or would be; 0 for one that is not in the queue."""
        row = self._rows.get(document_id) or self._earlier.get(document_id)
        return 0 if row is None else bisect_left(self._shown, row.key, key=_by_key)

    def count(self, segment: QueueFilter) -> int:
        """Return how many documents belong to a segment, whatever is searched for."""
        return sum(n for state, n in self._states.items() if segment.admits(state))

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

    def previous(self, document_id: str) -> str | None:
        """Return the document in the row before, whatever its state, or None at the top."""
        place = self.place_of(document_id)
        return self._shown[place - 1].entry.document_id if place > 0 else None

    # How the rows come about

    def _segment_rows(self) -> list[_Row]:
        if self._in_segment is None:
            states = self._question.states
            every = chain(self._rows.values(), self._earlier.values())
            rows = [row for row in every if row.entry.state in states]
            if self._question.is_narrow:
                rows = [row for row in rows if self._question.admits(row.entry)]
            rows.sort(key=_by_key)
            self._in_segment = rows
        return self._in_segment

    def _ask_otherwise(self) -> None:
        self._in_segment = None
        self._ask_anew(self._matching(self._segment_rows()))

    def _matching(self, rows: list[_Row]) -> list[_Row]:
        question = self._question
        for word in question.words:
            rows = [row for row in rows if word in row.haystack]
        # They are few, so each is looked up instead of each row being asked whether it is one.
        hits = (row for row in self._hit_rows() if not question.has_words(row.haystack))
        more = [row for row in hits if question.admits(row.entry)]
        return sorted([*rows, *more], key=_by_key) if more else rows

    def _matches(self, row: _Row) -> bool:
        question = self._question
        return question.has_words(row.haystack) or row.entry.document_id in question.hits

    def _hit_rows(self) -> Iterator[_Row]:
        for document_id in self._question.hits:
            row = self._rows.get(document_id) or self._earlier.get(document_id)
            if row is not None:
                yield row

    def _key_function(self) -> KeyFunction:
        return self._order.key(is_descending=self._is_descending)

    def _forget_earlier(self) -> None:
        if self._earlier:
            self._earlier = {}
            self._in_segment = None

    def _without(self, index: int) -> list[_Row]:
        return self._shown[:index] + self._shown[index + 1 :]

    def _ask_anew(self, rows: Iterable[_Row]) -> None:
        self.beginResetModel()
        self._shown = list(rows)
        self.endResetModel()

    def _become(self, rows: list[_Row], changed: set[_Row]) -> None:
        """Announce the way from the rows that are shown to others, as small as it is."""
        before, after = set(self._shown), set(rows)
        gone = runs_outside(self._shown, after)
        come = runs_outside(rows, before)
        if len(gone) + len(come) > _MOST_RUNS:
            self._ask_anew(rows)
            return
        for run in reversed(gone):
            self.beginRemoveRows(QModelIndex(), run.first, run.last)
            del self._shown[run.first : run.last + 1]
            self.endRemoveRows()
        kept = [row for row in rows if row in before]
        if kept != self._shown:
            self._rearrange(kept)
        for run in come:
            self.beginInsertRows(QModelIndex(), run.first, run.last)
            self._shown[run.first : run.first] = rows[run.first : run.last + 1]
            self.endInsertRows()
        for run in runs_outside(rows, after - (changed & before)):
            self.dataChanged.emit(self.index(run.first), self.index(run.last))

    def _rearrange(self, rows: list[_Row]) -> None:
        """Show the same rows in another order; indexes that others hold go along."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        held_rows = [self._shown[index.row()] for index in held]
        self._shown = rows
        places = {row: place for place, row in enumerate(rows)} if held else {}
        self.changePersistentIndexList(held, [self.index(places[row]) for row in held_rows])
        self.layoutChanged.emit()
