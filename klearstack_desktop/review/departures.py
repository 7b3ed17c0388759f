"""Takes drafts out of the reviewer's hands and into the outbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.outbox import Circumstances, OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.seen import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.review.draft_keeper import DraftKeeper
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.work_store import WorkStore


@dataclass(slots=True)
class Departure:
    """A draft that has no row in the outbox yet.

    Attributes:
        current: the document as it was submitted.
        due: monotonic seconds before which the row is not sent.
        is_taken_back: it was taken back before it had a row.
    """

    current: OpenDocument
    kind: OutboxKind
    comment: str
    due: float
    is_taken_back: bool = False


class Departures(QObject):
    """Writes rows for drafts in the order in which they were submitted.

    Signals:
        queued: carries the `Departure` and its `OutboxRow`.
        failed: the row cannot be written and the draft is kept; carries the `Departure` and the
            `Problem`.
    """

    queued = Signal(object, object)
    failed = Signal(object, object)

    def __init__(
        self, *, drafts: DraftKeeper, work: WorkStore, tasks: TaskRegister, clock: Clock
    ) -> None:
        super().__init__()
        self._drafts = drafts
        self._work = work
        self._tasks = tasks
        self._clock = clock
        self._leaving: list[Departure] = []
        self._all_left = asyncio.Event()
        self._all_left.set()

    def __len__(self) -> int:
        return len(self._leaving)

    def leave(self, current: OpenDocument, kind: OutboxKind, comment: str, window: float) -> None:
        """Submit the draft of a document.

        Args:
            current: the document as the reviewer saw it.
            kind: what the service shall do.
            comment: what is sent with a decision.
            window: seconds in which it can be taken back.
        """
        departure = Departure(current, kind, comment, self._clock.monotonic() + window)
        handing_over = self._drafts.hand_over(
            current.id, current.draft, self._enqueue(departure, window)
        )
        self._leaving.append(departure)
        self._all_left.clear()
        if self._tasks.spawn(self._queue(departure, handing_over), f"queue {kind}") is None:
            handing_over.close()

    def take_back_newest(self) -> str | None:
        """Let the newest decision come back as soon as it has a row; return its document's id."""
        for departure in reversed(self._leaving):
            if departure.kind.is_decision and not departure.is_taken_back:
                departure.is_taken_back = True
                return departure.current.id
        return None

    async def all_queued(self) -> None:
        """Wait until every draft that was submitted has its row, or is kept as a draft."""
        await self._all_left.wait()

    def _enqueue(self, departure: Departure, window: float) -> Callable[[], OutboxRow]:
        current, now = departure.current, self._clock.now()
        return partial(
            self._work.outbox.enqueue,
            current.shown,
            current.draft,
            departure.kind,
            departure.comment,
            now,
            now + timedelta(seconds=window),
            Seen(current.base, current.digests),
            _circumstances(current),
        )

    async def _queue(
        self, departure: Departure, handing_over: Coroutine[Any, Any, OutboxRow]
    ) -> None:
        try:
            row = await handing_over
        except Problem as problem:
            self._forget(departure)
            self.failed.emit(departure, problem)
        else:
            self._forget(departure)
            self.queued.emit(departure, row)

    def _forget(self, departure: Departure) -> None:
        self._leaving.remove(departure)
        if not self._leaving:
            self._all_left.set()


def _circumstances(current: OpenDocument) -> Circumstances:
    fields = current.shown.fields
    return Circumstances(
        unseen_fields=frozenset(f.key.name for f in fields if not current.draft.accepts(f)),
        unseen_pages=frozenset(current.unseen_pages),
        waived_pages=current.waived,
        overridden=current.findings.overridden,
    )
