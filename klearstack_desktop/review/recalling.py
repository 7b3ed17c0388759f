"""Brings back the undo steps that the store remembers of a document."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane, Lanes

if TYPE_CHECKING:
    from collections.abc import Collection

    from klearstack_desktop.model.undo import UndoStack
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore


class RecalledSteps(QObject):
    """Reads the steps of a document once for each time it is opened.

    What was read stays known until `keep_only` drops it: edits made before it arrived stand on
    exactly these steps, whatever has been written since.

    Signals:
        arrived: carries a document's id and its stored `UndoStack`.
    """

    arrived = Signal(str, object)

    def __init__(self, store: AccountStore, lanes: Lanes, tasks: TaskRegister) -> None:
        super().__init__()
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._steps: dict[str, UndoStack] = {}
        self._turn = asyncio.Lock()

    def begin(self, document_id: str) -> None:
        """Start reading; a problem is met again, and told, when the steps are needed to write."""
        self._tasks.spawn(self._read(document_id), "recall undo steps")

    async def of(self, document_id: str) -> UndoStack:
        """Return the steps as they were stored when the document was opened.

        Raises:
            Problem: the store cannot be read.
        """
        async with self._turn:
            if document_id not in self._steps:
                load = self._store.drafts.steps.load
                steps = await self._lanes.run(Lane.STORE_WORK, load, document_id)
                self._steps[document_id] = steps
                self.arrived.emit(document_id, steps)
        return self._steps[document_id]

    def keep_only(self, document_ids: Collection[str]) -> None:
        """Drop the steps of all other documents."""
        self._steps = {key: steps for key, steps in self._steps.items() if key in document_ids}

    async def _read(self, document_id: str) -> None:
        try:
            await self.of(document_id)
        except Problem:
            return
