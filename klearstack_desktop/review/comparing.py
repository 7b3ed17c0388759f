"""Keeps what documents are compared with up to date: the list, what was seen, what was decided."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from operator import eq
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject

from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.slips.comparison import values_of
from klearstack_desktop.model.slips.duplicates import SeenDocuments
from klearstack_desktop.model.slips.examining import slips_in
from klearstack_desktop.model.slips.facts import Outcome, facts_of
from klearstack_desktop.model.slips.supplier_list import SupplierList
from klearstack_desktop.model.slips.suppliers import Suppliers
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.slips.facts import Facts
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.standards import Standards
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore
    from klearstack_desktop.store.supplier_memory import Seen

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE: Final = 500
"""So many documents are looked through without a pause."""

PAUSE_SECONDS: Final = 0.5
"""Several changes in a row are taken together."""

_OUTCOMES: Final = {OutboxKind.APPROVE: Outcome.APPROVED, OutboxKind.REJECT: Outcome.REJECTED}

_OUTCOME_OF: Final = {
    ReviewState.APPROVED: Outcome.APPROVED,
    ReviewState.REJECTED: Outcome.REJECTED,
}


class Comparing(QObject):
    """Learns from decisions that were applied, and gathers what documents are compared with.

    Everything is looked through off the window's thread; the queue hears only of the documents of
    which something else is said by it.
    """

    def __init__(
        self,
        *,
        queue: DocumentQueue,
        standards: Standards,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        super().__init__()
        self._queue = queue
        self._standards = standards
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._clock = clock
        self._has_news = asyncio.Event()
        self._compared: tuple[Document, ...] | None = None
        self._listed = SupplierList()
        queue.replaced.connect(self._has_news.set)
        queue.entry_changed.connect(self._has_news.set)

    def list_suppliers(self, listed: SupplierList) -> None:
        """Compare with these suppliers on record from now on."""
        self._listed = listed
        self._compared = None
        self._has_news.set()

    def learn(self, outcome: SendOutcome, _given: object = None) -> None:
        """Remember a decision that was applied."""
        row = outcome.row
        if outcome.is_applied and row.kind in _OUTCOMES:
            known = row.seen.document if row.seen else self._queue.document(row.document_id)
            if known is not None:
                decided = row.draft.laid_over(known)
                facts = replace(
                    facts_of(decided),
                    outcome=_OUTCOMES[row.kind],
                    decided_at=self._clock.now(),
                )
                if row.kind is OutboxKind.REJECT:
                    facts = replace(facts, reason=row.comment, values=values_of(decided))
                self._tasks.spawn(self._record(facts), "remember a decision")

    async def keep_known(self) -> None:
        """Gather what is known whenever something changed, until cancelled."""
        while True:
            self._has_news.clear()
            await self._gather()
            await self._has_news.wait()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _gather(self) -> None:
        documents, compared = self._queue.documents(), self._compared
        if compared is not None and await self._lanes.run(Lane.STORE_READ, eq, documents, compared):
            return
        memory, before = self._store.suppliers, self._standards.known
        # Before anything is read: what is decided meanwhile makes it None again.
        self._compared = documents
        try:
            decided = await self._lanes.run(Lane.STORE_CACHE, memory.decided)
            seen = await self._lanes.run(Lane.STORE_CACHE, memory.seen)
        except Problem as problem:
            log.warning("documents cannot be compared: %s", problem.details)
            self._compared = None
            return
        outcomes = {i: _OUTCOME_OF[state] for i, state in self._queue.decided_here().items()}
        listed = [facts async for part in self._each(documents, _facts) for facts in part]
        onwards = replace(before, listed=self._listed)
        known = await self._lanes.run(
            Lane.STORE_READ, _known_from, onwards, decided, listed, seen, outcomes
        )
        compare = partial(_told_otherwise, before, known)
        changed = [each async for part in self._each(documents, compare) for each in part]
        self._standards.know(known, frozenset(changed))

    async def _each(
        self, documents: Sequence[Document], work: Callable[[Sequence[Document]], list[T]]
    ) -> AsyncIterator[list[T]]:
        """Work on some documents at a time; in between a search has its turn."""
        for start in range(0, len(documents), AT_ONCE):
            yield await self._lanes.run(Lane.STORE_READ, work, documents[start : start + AT_ONCE])

    async def _record(self, facts: Facts) -> None:
        try:
            await self._lanes.run(Lane.STORE_CACHE, self._store.suppliers.record, facts)
        except Problem as problem:
            # Later documents are compared with less; what would be lost is said elsewhere.
            log.warning("a decision is not remembered: %s", problem.details)
        self._compared = None
        self._has_news.set()


def _facts(documents: Sequence[Document]) -> list[Facts]:
    return [facts_of(document) for document in documents]


def _known_from(
    before: Known,
    decided: Sequence[Facts],
    listed: Iterable[Facts],
    seen: Seen,
    outcomes: Mapping[str, Outcome],
) -> Known:
    """Put together what is known.

    Args:
        before: what was known until now.
        decided: what was decided here, with reason and time.
        listed: what is in the list.
        seen: what was seen here, as far as the search shows it.
        outcomes: what became of documents by their ids; older than ``decided`` reaches back.
    """
    told = (
        replace(each, outcome=outcomes[each.document_id]) if each.document_id in outcomes else each
        for each in (*listed, *seen.facts)
    )
    documents = SeenDocuments((*decided, *told), seen.since)
    return replace(before, seen=documents, suppliers=Suppliers(decided))


def _told_otherwise(before: Known, after: Known, documents: Sequence[Document]) -> list[str]:
    """Return the ids of the documents of which something else is said than before."""
    return [each.id for each in documents if [*slips_in(each, before)] != [*slips_in(each, after)]]
