"""Brings every edit into the store, and says truthfully whether it is there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.hand_overs import HandOvers
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.recalling import RecalledSteps
from klearstack_desktop.review.unsaved import Edited, UnsavedEdits
from klearstack_desktop.review.visits import Visits
from klearstack_desktop.store.drafts import DraftRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import TypeVar

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.undo import UndoStack
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

    T = TypeVar("T")

GATHER_SECONDS = 0.2
SLOW_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 5.0
SAVED = "Draft saved"


def why_not_saved(failure: Exception) -> str:
    """Return what kept edits from being written, as a sentence."""
    if isinstance(failure, Problem):
        return failure.sentence
    return "Something unexpected happened. The log says more."


@dataclass(frozen=True, slots=True)
class DraftStatus:
    """What the draft sign says.

    Attributes:
        text: ready to be shown; empty while there is nothing to say.
        revision: the number up to which every edit is safely stored.
        is_problem: the last write failed.
    """

    text: str
    revision: int
    is_problem: bool = False


class DraftKeeper(QObject):
    """Gathers edits for at most 200 ms and writes them in one transaction.

    The sign says "Draft saved" only while every edit of every document is in the store. It is blank
    from an edit on until that is so again, says "Saving" where this takes longer than a second, and
    "Not saved" with the reason from a failed write until one succeeds.

    Signals:
        status_changed: carries a `DraftStatus`.
        recalled: carries a document's id and the `UndoStack` that was stored when it was opened.
    """

    status_changed = Signal(object)
    recalled = Signal(str, object)

    def __init__(self, store: AccountStore, lanes: Lanes, tasks: TaskRegister) -> None:
        super().__init__()
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._unsaved = UnsavedEdits()
        self._visits = Visits()
        self._hand_overs = HandOvers()
        self._steps = RecalledSteps(store, lanes, tasks)
        self._steps.arrived.connect(self.recalled)
        self._status = DraftStatus("", 0)
        self._edited_at = 0.0
        self._is_writing = False
        self._turn = asyncio.Lock()

    @property
    def revision(self) -> int:
        """The number of the newest edit, stored or not."""
        return self._unsaved.revision

    @property
    def saved_revision(self) -> int:
        """The number up to which every edit is safely stored."""
        return self._unsaved.saved_revision

    @property
    def status(self) -> DraftStatus:
        """What the sign says now."""
        return self._status

    def recall(self, document_id: str) -> Edited | None:
        """Return what a document has become by edits that are not stored yet, or None.

        Unless its steps are whole in there, those that the store remembers are read; `recalled`
        brings them.
        """
        edited = self._unsaved.of(document_id)
        self._steps.keep_only(self._unsaved.without_whole_steps())
        if edited is None or edited.undo is None or not edited.is_whole:
            self._steps.begin(document_id)
        return edited

    def note(
        self,
        document_id: str,
        draft: Draft,
        undo: UndoStack | None = None,
        *,
        is_whole: bool = True,
    ) -> None:
        """Take what a document has become by an edit; it is written within 200 ms.

        Args:
            document_id: the document.
            draft: the whole draft.
            undo: the steps that led to it, or None where they are as they were.
            is_whole: the steps are all there are; else they stand on those that `recalled` brings.
        """
        self._unsaved.note(document_id, Edited(draft, undo, is_whole))
        self._visits.note_edit(document_id)
        self._edited_at = asyncio.get_running_loop().time()
        if self._status.text == SAVED:
            self._say("")
        self._begin_writing()

    def end_visit(self) -> None:
        """Note that the reviewer goes on to another place: what has changed is journalled."""
        self._visits.end()
        self._begin_writing()

    def hand_over(
        self, document_id: str, draft: Draft, enqueue: Callable[[], T]
    ) -> Coroutine[Any, Any, T]:
        """Let what takes a draft away happen after all edits of that draft are stored.

        From this call on the document's next edits stand on top of what is handed over; they are
        written when the returned coroutine, which must be awaited, has ended. If it fails, the
        draft is kept: it waits to be written, with what was edited since over it; and what was
        handed over of the document after it fails too.

        Args:
            document_id: the document.
            draft: its draft as it is handed over.
            enqueue: runs in the store's lane, when the draft is stored.

        Raises:
            Problem: the store cannot be written; nothing was taken away.
        """
        return self._hand_over(document_id, draft, enqueue, self._hold(document_id))

    def bring_back(self, document_id: str, give_back: Callable[[], T]) -> Coroutine[Any, Any, T]:
        """Let what puts a draft back under newer edits happen after those are stored.

        The document's next edits are not written before the returned coroutine has ended; the
        caller then notes, before it awaits anything, what both are together.

        Args:
            document_id: the document.
            give_back: runs in the store's lane, when all edits of the document are stored.

        Raises:
            Problem: the store cannot be written; nothing was put back.
        """
        return self._hand_over(document_id, None, give_back, self._hold(document_id))

    async def flush(self) -> None:
        """Write what waits without gathering any longer.

        Raises:
            Problem: the store cannot be written; the edits wait on.
        """
        async with self._turn:
            await self._write()
        is_pausing = asyncio.get_running_loop().time() - self._edited_at >= GATHER_SECONDS / 2
        # Where somebody types on, the sign would flicker between two key presses.
        self._say_stored(SAVED if is_pausing else "")

    async def close(self) -> None:
        """End every visit and write what waits.

        Raises:
            Problem: the store cannot be written.
        """
        self._visits.end()
        await self.flush()

    async def _write(self) -> None:
        taken, visited = self._unsaved.take(), self._visits.take()
        if not taken and not visited:
            return
        try:
            records = {each: await self._record(each, taken[each]) for each in taken}
            save_all, revision = self._store.drafts.save_all, self._unsaved.revision
            await self._lanes.run(Lane.STORE_WORK, save_all, records, revision, visited)
        except BaseException:
            self._unsaved.failed()
            self._visits.give_back(visited)
            raise
        self._unsaved.stored()

    async def _record(self, document_id: str, edited: Edited) -> DraftRecord:
        undo = edited.undo
        if undo is not None and not edited.is_whole:
            undo = (await self._steps.of(document_id)).followed_by(undo)
        return DraftRecord(edited.draft, undo)

    def _hold(self, document_id: str) -> asyncio.Event:
        self._visits.end()
        self._unsaved.hold(document_id)
        return self._hand_overs.begin(document_id)

    async def _hand_over(
        self, document_id: str, draft: Draft | None, move: Callable[[], T], own: asyncio.Event
    ) -> T:
        try:
            async with self._turn:
                self._hand_overs.check(document_id)
                result = await self._store_and_move(document_id, move)
        except BaseException as failure:
            if isinstance(failure, Exception):
                await self._hand_overs.fail(document_id, own, failure)
            self._unsaved.came_back(document_id, draft)
            raise
        else:
            self._unsaved.release(document_id)
        finally:
            self._hand_overs.end(document_id, own)
            self._begin_writing()
        if self.saved_revision == self.revision:
            self._say("")
        else:
            self._say(self._status.text, is_problem=self._status.is_problem)
        return result

    async def _store_and_move(self, document_id: str, move: Callable[[], T]) -> T:
        records: dict[str, DraftRecord] = {}
        edited = self._unsaved.held(document_id)
        if edited is not None:
            records[document_id] = await self._record(document_id, edited)
        visited, revision = self._visits.take_of(document_id), self._unsaved.revision

        def save_and_move() -> T:
            if records or visited:
                self._store.drafts.save_all(records, revision, visited)
            return move()

        try:
            return await self._lanes.run(Lane.STORE_WORK, save_and_move)
        except BaseException:
            self._visits.give_back(visited)
            raise

    @property
    def _is_anything_waiting(self) -> bool:
        return self._unsaved.is_waiting or self._visits.is_waiting

    def _begin_writing(self) -> None:
        if not self._is_writing and self._is_anything_waiting:
            self._is_writing = True
            self._tasks.spawn(self._write_until_done(), "write drafts")

    async def _write_until_done(self) -> None:
        pause, is_reported = GATHER_SECONDS, False
        try:
            while True:
                await asyncio.sleep(pause)
                if not self._is_anything_waiting:
                    break
                try:
                    await self._flush_saying_when_slow()
                    pause = GATHER_SECONDS
                except Exception as failure:  # noqa: BLE001 - whatever it is, edits wait on
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                    self._say(f"Not saved: {why_not_saved(failure)}", is_problem=True)
                    if not isinstance(failure, Problem) and not is_reported:
                        is_reported = True
                        self._tasks.report(failure)
            self._say_stored(SAVED)
        finally:
            self._is_writing = False

    async def _flush_saying_when_slow(self) -> None:
        slow = asyncio.get_running_loop().call_later(SLOW_SECONDS, self._say_saving)
        try:
            await self.flush()
        finally:
            slow.cancel()

    def _say_saving(self) -> None:
        if not self._status.is_problem:
            self._say("Saving")

    def _say_stored(self, text: str) -> None:
        """Say how far the store is after a write; `text` where every edit is there."""
        is_all = self.saved_revision == self.revision
        self._say(text if is_all else "")

    def _say(self, text: str, *, is_problem: bool = False) -> None:
        status = DraftStatus(text, self.saved_revision, is_problem)
        if status != self._status:
            self._status = status
            self.status_changed.emit(status)
