"""One field of many documents: which documents, which of them is the current one, what is left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.sweep import (
    FieldCensus,
    Standing,
    SweepTally,
    TallyCount,
    field_to_begin_with,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence

    from klearstack_desktop.model.document import Field, FieldKey
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.review.beside import Beside
    from klearstack_desktop.review.crops import BroughtCrop, Crops
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.standings import Standings
    from klearstack_desktop.review.tasks import TaskRegister

SLICE_SECONDS: Final = 0.008
"""So long documents are examined in one go; then keys and painting have their turn."""


@dataclass(frozen=True, slots=True)
class SweptRow:
    """What is shown of one document.

    Attributes:
        opened: the document as it would open, with the draft laid over.
        field: the field, or None where the document has lost it.
        standing: how it stands.
        why_not: why nothing can be changed here, as a sentence; empty where it can.
        crop: what came of the page; None while that is on its way.
    """

    opened: OpenDocument
    field: Field | None
    standing: Standing
    why_not: str
    crop: BroughtCrop | None


class Sweep(QObject):
    """Holds the place of a reviewer who goes through one field of a list of documents.

    Signals:
        counted: the fields that can be swept are known; carries a tuple of `SweptField`.
        begun: another field is swept, or none; `ids` are the documents.
        row_changed: something of a document that is held changed; carries its id.
        moved: another document is the current one; carries its id.
        tally_changed: carries a `SweepTally`.
        closed: it is over.
    """

    counted = Signal(object)
    begun = Signal()
    row_changed = Signal(str)
    moved = Signal(str)
    tally_changed = Signal(object)
    closed = Signal()

    def __init__(
        self,
        *,
        beside: Beside,
        crops: Crops,
        standings: Standings,
        queue: DocumentQueue,
        tasks: TaskRegister,
    ) -> None:
        super().__init__()
        self._beside = beside
        self._crops = crops
        self._judge = standings
        self._queue = queue
        self._tasks = tasks
        self._is_open = False
        self._census = FieldCensus()
        self._key: FieldKey | None = None
        self._standings: dict[str, Standing] = {}
        self._ids: tuple[str, ...] = ()
        self._places: dict[str, int] = {}
        self._in_sight: tuple[str, ...] = ()
        self._standing_count = TallyCount()
        self._tally = SweepTally()
        self._counting: asyncio.Task[object] | None = None
        self._judging: asyncio.Task[object] | None = None
        beside.told.connect(self._on_told)
        crops.brought.connect(self._on_told)
        queue.entry_changed.connect(self._on_entry_changed)
        queue.replaced.connect(self._judge_all_anew)

    @property
    def key(self) -> FieldKey | None:
        """The field that is swept, or None."""
        return self._key

    @property
    def ids(self) -> tuple[str, ...]:
        """The documents that have the field, in the order of the list."""
        return self._ids

    @property
    def current(self) -> str | None:
        """The document that the reviewer is at, or None."""
        opened = self._beside.current
        return opened.id if opened is not None else None

    @property
    def tally(self) -> SweepTally:
        """How far the reviewer has come."""
        return self._tally

    def open(self, document_ids: Sequence[str], wanted: FieldKey | None) -> None:
        """Count the fields of these documents, then sweep one of them; `counted` and `begun` tell.

        Args:
            document_ids: in the order of the list.
            wanted: the field to begin with, if any of them has it.
        """
        self.close()
        self._is_open = True
        count = self._count(tuple(document_ids), wanted)
        self._counting = self._tasks.spawn(count, "count fields to sweep")

    def choose(self, key: FieldKey) -> None:
        """Sweep another field of the same documents."""
        if key != self._key:
            self._begin(key)

    def close(self) -> None:
        """End it; what was typed and confirmed is kept in the drafts."""
        if not self._is_open:
            return
        self._is_open = False
        if self._counting is not None:
            self._counting.cancel()
        self._let_go()
        self._census = FieldCensus()
        self.closed.emit()

    def row(self, document_id: str) -> SweptRow | None:
        """Return what is shown of a document; None where it is not held."""
        opened = self._beside.get(document_id)
        if opened is None or self._key is None:
            return None
        return SweptRow(
            opened,
            opened.shown.by_key(self._key),
            self._judge.of(document_id),
            self._judge.why_not(opened),
            self._crops.of(document_id),
        )

    def look_at(self, in_sight: Sequence[str]) -> None:
        """Hold the documents that are on the screen, and what comes after the current one."""
        self._in_sight = tuple(in_sight)
        self._want()

    def go_to(self, document_id: str) -> bool:
        """Make a document the current one; say whether it is that now.

        A document that has left the list in the meantime is passed over.
        """
        if document_id in self._places and document_id != self.current:
            self._beside.open(document_id)
            if document_id == self.current:
                self._want()
                self.moved.emit(document_id)
        return document_id == self.current

    def go_by(self, rows: int) -> None:
        """Go so many documents down, or up where it is less than nothing, as far as there are."""
        place = self._places.get(self.current or "")
        if place is None or not rows:
            return
        target = min(max(place + rows, 0), len(self._ids) - 1)
        beyond = self._ids[target:] if rows > 0 else self._ids[target::-1]
        next((i for i in beyond if i != self.current and self.go_to(i)), None)

    def go_to_next(self, direction: int = 1) -> bool:
        """Go to the next document that needs a person, or before with -1; say whether there is."""
        found = self._next_to_check(direction)
        return found is not None and self.go_to(found)

    def retry(self) -> None:
        """Try again to get the pages that could not be had."""
        self._crops.look_again()

    async def _count(self, document_ids: Sequence[str], wanted: FieldKey | None) -> None:
        self._census = census = FieldCensus()
        async for document_id in _in_slices(document_ids):
            if (document := self._queue.document(document_id)) is not None:
                shown, findings = self._judge.examined(document)
                is_fixed = bool(self._judge.why_not_by_state(document_id))
                census.count(shown, findings, is_fixed=is_fixed)
        fields = census.fields
        self.counted.emit(fields)
        self._begin(field_to_begin_with(fields, wanted))

    def _begin(self, key: FieldKey | None) -> None:
        self._let_go()
        self._key = key
        self._judge.begin(key)
        if key is not None:
            self._standings = self._census.standings(key)
            self._standing_count = TallyCount(self._standings.values())
            self._ids = tuple(self._standings)
            self._places = {document_id: place for place, document_id in enumerate(self._ids)}
            self._crops.begin(key)
        self.begun.emit()
        self._tell_tally()
        if self._ids:
            left = (i for i in self._ids if self._standings[i].is_left)
            next((i for i in (*left, *self._ids) if self.go_to(i)), None)
        # The fields were counted some time ago.
        self._judge_all_anew()

    def _let_go(self) -> None:
        if self._judging is not None:
            self._judging.cancel()
            self._judging = None
        self._crops.stop()
        self._beside.close()
        self._key = None
        self._ids = self._in_sight = ()
        self._places, self._standings, self._standing_count = {}, {}, TallyCount()
        self._tell_tally()

    def _judge_all_anew(self) -> None:
        if self._judging is not None:
            self._judging.cancel()
        if self._ids:
            self._judging = self._tasks.spawn(self._judge_all(), "judge what is swept")

    async def _judge_all(self) -> None:
        async for document_id in _in_slices(self._ids):
            self._take_standing(document_id)
        self._tell_tally()
        self._want()
        self._crops.look_again()

    def _want(self) -> None:
        current = self.current
        if current is None:
            return
        place = self._places[current]
        ahead = (current, self._next_to_check(1), *self._ids[place + 1 : place + 2])
        wanted = tuple(dict.fromkeys(i for i in (*ahead, *self._in_sight) if i is not None))
        self._beside.want(wanted)
        self._crops.want(wanted)

    def _next_to_check(self, direction: int) -> str | None:
        place = self._places.get(self.current or "")
        if place is None:
            return None
        places = range(place + 1, len(self._ids)) if direction > 0 else range(place - 1, -1, -1)
        rows = (self._ids[each] for each in places)
        return next((i for i in rows if self._standings[i].is_left), None)

    def _on_told(self, document_id: str) -> None:
        if document_id not in self._places:
            return
        if self._take_standing(document_id):
            self._tell_tally()
        self.row_changed.emit(document_id)

    def _take_standing(self, document_id: str) -> bool:
        """Note how a document stands now; say whether that is news."""
        before, after = self._standings[document_id], self._judge.of(document_id)
        self._standings[document_id] = after
        self._standing_count.change(before, after)
        return before != after

    def _on_entry_changed(self, entry: QueueEntry) -> None:
        self._on_told(entry.document_id)

    def _tell_tally(self) -> None:
        tally = self._standing_count.tally
        if tally != self._tally:
            self._tally = tally
            self.tally_changed.emit(tally)


async def _in_slices(document_ids: Iterable[str]) -> AsyncIterator[str]:
    """Yield ids, and let keys and painting have their turn now and then."""
    loop = asyncio.get_running_loop()
    due = loop.time() + SLICE_SECONDS
    for document_id in document_ids:
        yield document_id
        if loop.time() > due:
            await asyncio.sleep(0)
            due = loop.time() + SLICE_SECONDS
