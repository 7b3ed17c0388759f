"""Keeps what documents are compared with up to date: the list, what was seen, what was decided."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.slips.comparison import values_of
from klearstack_desktop.model.slips.duplicates import SeenDocuments
from klearstack_desktop.model.slips.examining import slips_in
from klearstack_desktop.model.slips.facts import Outcome, comparable, facts_of
from klearstack_desktop.model.slips.names import NearNames
from klearstack_desktop.model.slips.supplier_list import SupplierList
from klearstack_desktop.model.slips.supplier_warnings import LEARNED_FROM
from klearstack_desktop.model.slips.suppliers import Suppliers
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.known import Known
    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.model.slips.facts import Facts
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.queue import DocumentQueue
    from klearstack_desktop.review.standards import Standards
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

log = logging.getLogger(__name__)

AT_ONCE: Final = 100
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
        self._dirty: dict[str, None] = {}
        self._facts: dict[str, Facts] = {}
        """What is compared with, by document; the same that `Known.seen` finds."""
        self._decided: dict[str, Facts] | None = None
        self._seen: dict[str, Facts] = {}
        self._learned: list[Facts] = []
        self._listed = SupplierList()
        queue.arrived.connect(self._note_entries)
        queue.entry_changed.connect(self._note_entry)
        queue.departed.connect(self._note)

    def _note_entries(self, entries: Sequence[QueueEntry]) -> None:
        self._note(entry.document_id for entry in entries)

    def _note_entry(self, entry: QueueEntry) -> None:
        self._note((entry.document_id,))

    def _note(self, ids: Iterable[str]) -> None:
        self._dirty.update(dict.fromkeys(ids))
        self._has_news.set()

    def list_suppliers(self, listed: SupplierList) -> None:
        """Compare with these suppliers on record from now on."""
        self._listed = listed
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
            if self._decided is not None or await self._recall():
                await self._gather()
            await self._has_news.wait()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _recall(self) -> bool:
        """Read what earlier runs have seen and decided; say whether that succeeded."""
        memory = self._store.suppliers
        try:
            decided = await self._lanes.run(Lane.STORE_CACHE, memory.decided)
            seen = await self._lanes.run(Lane.STORE_CACHE, memory.seen)
        except Problem as problem:
            log.warning("documents cannot be compared: %s", problem.details)
            return False
        self._decided = {facts.document_id: facts for facts in decided}
        self._seen = {facts.document_id: facts for facts in seen.facts}
        self._note((*self._decided, *self._seen))
        suppliers = await self._lanes.run(Lane.STORE_READ, Suppliers, decided)
        # Whatever was judged until now was judged without it.
        changed = frozenset(self._queue.ids() if decided else ())
        documents = SeenDocuments(since=seen.since)
        known = replace(self._standards.known, seen=documents, suppliers=suppliers)
        self._standards.know(known, changed)
        return True

    async def _gather(self) -> None:
        """Learn what is new of documents and decisions, and tell of what is said otherwise by it.

        A hundred thousand documents are looked at once; after that only those that change.
        """
        before = self._standards.known
        suppliers, seen = before.suppliers, before.seen
        concerned: set[str] = set()
        learned, self._learned = self._learned, []
        for facts in learned:
            suppliers = await self._lanes.run(Lane.STORE_READ, suppliers.with_latest, facts)
        if earlier := await self._changes():
            gone = [facts for facts in earlier.values() if facts is not None]
            come = [self._facts[document_id] for document_id in earlier]
            seen, concerned = await self._lanes.run(Lane.STORE_READ, _followed, seen, gone, come)
        if suppliers is not before.suppliers:
            concerned |= await self._lanes.run(
                Lane.STORE_READ, _of_suppliers, self._facts, learned, before.suppliers.approved
            )
        listed = self._listed
        if listed is not before.listed:
            concerned |= self._facts.keys()
        elif seen is before.seen and suppliers is before.suppliers:
            return
        known = replace(self._standards.known, seen=seen, suppliers=suppliers, listed=listed)
        changed = [each async for each in self._told_otherwise(before, known, concerned)]
        self._standards.know(known, frozenset(changed))

    async def _changes(self) -> dict[str, Facts | None]:
        """Look through all that may have changed; return what was known until now of what has."""
        earlier: dict[str, Facts | None] = {}
        while self._dirty:
            ids = list(islice(self._dirty, AT_ONCE))
            for document_id in ids:
                del self._dirty[document_id]
            for document_id, before in (await self._looked_at(ids)).items():
                earlier.setdefault(document_id, before)
        return earlier

    async def _looked_at(self, ids: Sequence[str]) -> dict[str, Facts | None]:
        """Take in what is known of some documents by now; return what was, of those that differ."""
        queue, decided = self._queue, self._decided or {}
        listed = [found for i in ids if i not in decided and (found := queue.document(i))]
        facts = {
            each.document_id: each
            for each in await self._lanes.run(Lane.STORE_READ, _facts, listed)
        }
        earlier: dict[str, Facts | None] = {}
        for document_id in ids:
            before = self._facts.get(document_id)
            after = decided.get(document_id) or facts.get(document_id)
            if after is None:
                is_known = before is not None and before.outcome is not Outcome.GONE
                left = replace(before, outcome=Outcome.GONE) if before and is_known else before
                after = self._seen.get(document_id) or left
            elif document_id in facts:
                outcome = _OUTCOME_OF.get(queue.state(document_id), after.outcome)
                after = replace(after, outcome=outcome)
            if after is None or after == before:
                continue
            self._facts[document_id] = after
            earlier[document_id] = before
        return earlier

    async def _told_otherwise(
        self, before: Known, after: Known, ids: Iterable[str]
    ) -> AsyncIterator[str]:
        """Yield the documents of which something else is said; what is to be judged anyway not."""
        queue = self._queue
        judged = [each for each in ids if queue.judging.known(each) is not None]
        for start in range(0, len(judged), AT_ONCE):
            some = [found for i in judged[start : start + AT_ONCE] if (found := queue.document(i))]
            work = partial(_told_otherwise, before, after, some)
            for document_id in await self._lanes.run(Lane.STORE_READ, work):
                yield document_id

    async def _record(self, facts: Facts) -> None:
        try:
            await self._lanes.run(Lane.STORE_CACHE, self._store.suppliers.record, facts)
        except Problem as problem:
            # Later documents are compared with less; what would be lost is said elsewhere.
            log.warning("a decision is not remembered: %s", problem.details)
        if self._decided is not None:
            self._decided[facts.document_id] = facts
            self._learned.append(facts)
        self._note((facts.document_id,))


def _facts(documents: Sequence[Document]) -> list[Facts]:
    return [facts_of(document) for document in documents]


def _followed(
    seen: SeenDocuments, gone: Sequence[Facts], come: Sequence[Facts]
) -> tuple[SeenDocuments, set[str]]:
    """Return what to compare with after a change, and of which documents that may say more."""
    after = seen.changed(gone, come)
    itself = {facts.document_id for facts in come}
    return after, seen.beside(gone) | after.beside(come) | itself


def _of_suppliers(known: Mapping[str, Facts], learned: Iterable[Facts], approved: int) -> set[str]:
    """Return the documents whose supplier, or one of a near name, something was learned of.

    Args:
        known: of all documents.
        learned: what was decided.
        approved: how many documents were approved before.
    """
    decisions = list(learned)
    if approved < LEARNED_FROM <= approved + len(decisions) or not approved:
        # From now on a supplier can be a new one.
        return set(known)
    names = {comparable(facts.supplier): facts.supplier for facts in decisions}
    near = NearNames(names)
    concerned = {
        supplier
        for supplier in {facts.supplier for facts in known.values()}
        if comparable(supplier) in names or near.near(supplier)
    }
    return {i for i, facts in known.items() if facts.supplier in concerned}


def _told_otherwise(before: Known, after: Known, documents: Sequence[Document]) -> list[str]:
    """Return the ids of the documents of which something else is said than before."""
    return [each.id for each in documents if [*slips_in(each, before)] != [*slips_in(each, after)]]
