"""The parts of a sweep, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.review.beside import Beside
from klearstack_desktop.review.crops import Crops
from klearstack_desktop.review.editing import Editing
from klearstack_desktop.review.loader import DocumentLoader
from klearstack_desktop.review.right_of_way import Pace
from klearstack_desktop.review.standings import Standings
from klearstack_desktop.review.sweep import Sweep
from klearstack_desktop.review.sweep_edits import SweepEdits
from klearstack_desktop.review.value_history import ValueHistory

if TYPE_CHECKING:
    from klearstack_desktop.review.draft_keeper import DraftKeeper
    from klearstack_desktop.review.fetching import Fetching
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.ready_documents import ReadyDocuments
    from klearstack_desktop.review.right_of_way import RightOfWay
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.session import ReviewSession
    from klearstack_desktop.review.standards import Standards
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore


class Sweeping:
    """One field of many documents: what the window joins to its sheet.

    Attributes:
        sweep: which documents, and where the reviewer is.
        edits: what the reviewer does there.
        value_history: what was written there before for the supplier of the current document.
    """

    def __init__(
        self,
        *,
        session: ReviewSession,
        queue: DocumentQueue,
        standards: Standards,
        drafts: DraftKeeper,
        service: Service,
        fetching: Fetching,
        ready: ReadyDocuments,
        way: RightOfWay,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        beside = Beside(session=session, queue=queue, standards=standards)
        crops = Crops(
            beside=beside,
            queue=queue,
            ready=ready,
            fetching=fetching,
            urgent=DocumentLoader(fetching, Pace(way, is_urgent=True), clock),
            patient=DocumentLoader(fetching, Pace(way, is_urgent=False), clock),
            tasks=tasks,
        )
        standings = Standings(beside=beside, session=session, queue=queue, standards=standards)
        editing = Editing(service=service, session=beside, queue=queue, drafts=drafts, tasks=tasks)
        self.sweep = Sweep(
            beside=beside, crops=crops, standings=standings, queue=queue, tasks=tasks
        )
        self.edits = SweepEdits(
            sweep=self.sweep, beside=beside, editing=editing, crops=crops, standings=standings
        )
        self.value_history = ValueHistory(
            session=beside, store=store, lanes=lanes, tasks=tasks, clock=clock
        )
        service.reconnected.connect(self.sweep.retry)
