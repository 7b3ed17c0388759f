"""What was written in earlier documents of the same supplier, for whoever types there again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.review.held_document import HeldDocument
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)


class ValueHistory(QObject):
    """Learns from approvals that were applied, and recalls what fits the document in hand.

    Rejected documents teach nothing: what stands there may be what was wrong with them.

    Signals:
        recalled: carries internal name of a field to values, the likeliest first.
    """

    recalled = Signal(object)

    def __init__(
        self,
        *,
        session: HeldDocument,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._clock = clock
        self._supplier: str | None = None
        session.opened.connect(self._follow)
        session.changed.connect(self._follow)

    def learn(self, outcome: SendOutcome, _given: object = None) -> None:
        """Remember the free text of a document whose approval was applied."""
        row = outcome.row
        if outcome.is_applied and row.kind is OutboxKind.APPROVE and row.seen is not None:
            approved = row.draft.laid_over(row.seen.document)
            self._tasks.spawn(self._record(approved), "remember what was written")

    def _follow(self, opened: OpenDocument) -> None:
        supplier = opened.shown.value_of(FieldRole.SUPPLIER)
        if supplier != self._supplier:
            self._supplier = supplier
            self._tasks.spawn(self._recall(supplier), "recall what was written")

    async def _record(self, approved: Document) -> None:
        record = self._store.values.record
        try:
            await self._lanes.run(Lane.STORE_CACHE, record, approved, self._clock.now())
        except Problem as problem:
            # Nobody would miss it; a disk that takes nothing is said where something would be lost.
            log.warning("what was written is not remembered: %s", problem.details)
        self._supplier = None

    async def _recall(self, supplier: str) -> None:
        try:
            known = await self._lanes.run(Lane.STORE_CACHE, self._store.values.known, supplier)
        except Problem as problem:
            log.warning("what was written cannot be recalled: %s", problem.details)
            return
        if supplier == self._supplier:
            self.recalled.emit(known)
