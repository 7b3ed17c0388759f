"""Sends one outbox row: corrections first, then the decision, and settles what became of it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from klearstack_desktop.api import errors
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.store.outbox import OutboxKind, OutboxRow, OutboxState

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.service import Service
    from klearstack_desktop.store.account_store import AccountStore

T = TypeVar("T")

_ALREADY = {OutboxKind.APPROVE: "approved", OutboxKind.REJECT: "rejected"}


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """What became of an outbox row.

    Attributes:
        row: the row.
        state: its final state.
        problem: why it was not applied, or None.
        returned: the rows whose edits go back into the draft, oldest first: this one and those
            that waited behind it.
    """

    row: OutboxRow
    state: OutboxState
    problem: Problem | None = None
    returned: tuple[OutboxRow, ...] = ()

    @property
    def is_applied(self) -> bool:
        """Whether the service has done what the row says."""
        return self.state is OutboxState.APPLIED


class Sender:
    """Takes rows to the service, first in first out for each document."""

    def __init__(self, service: Service, store: AccountStore, lanes: Lanes) -> None:
        self._service = service
        self._store = store
        self._lanes = lanes
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(self, row: OutboxRow) -> SendOutcome:
        """Send a row and record its outcome; whatever was not applied goes back into the draft.

        Raises:
            Problem: the outcome is known but cannot be recorded on this workstation.
        """
        async with self._turns[row.document_id]:
            if not await self._store_work(self._store.outbox.begin_sending, row.id):
                return SendOutcome(row, OutboxState.WITHDRAWN)
            try:
                await self._apply(row)
            except Problem as problem:
                if await self._store_work(self._confirm_unknown, row, problem):
                    return SendOutcome(row, OutboxState.APPLIED)
                state = _state_after(problem)
                back = await self._store_work(
                    self._store.outbox.give_back, row.id, state, problem.sentence
                )
                return SendOutcome(row, state, problem, back.rows if back else ())
            await self._store_work(self._store.outbox.finish, row.id, OutboxState.APPLIED)
            return SendOutcome(row, OutboxState.APPLIED)

    def _confirm_unknown(self, row: OutboxRow, problem: Problem) -> bool:
        """Take "already decided" for a yes, but only if our own record says that we sent it."""
        if not isinstance(problem, errors.Refused) or problem.already != _ALREADY.get(row.kind):
            return False
        outbox = self._store.outbox
        before = [
            sent
            for sent in outbox.rows({OutboxState.UNKNOWN})
            if sent.document_id == row.document_id and sent.kind is row.kind
        ]
        if not before:
            return False
        for sent in (*before, row):
            outbox.finish(sent.id, OutboxState.APPLIED, "confirmed by refusal")
        return True

    async def _apply(self, row: OutboxRow) -> None:
        client = self._service.client
        if changes := row.changes:
            await self._service.background(
                client.update_document, row.document_id, changes, row.collection_name or None
            )
        if row.kind is OutboxKind.APPROVE:
            await self._service.background(
                client.approve, row.document_id, row.comment, row.collection_name or None
            )
        elif row.kind is OutboxKind.REJECT:
            await self._service.background(
                client.reject, row.document_id, row.comment, row.collection_name or None
            )

    async def _store_work(self, call: Callable[..., T], *arguments: object) -> T:
        return await self._lanes.run(Lane.STORE_WORK, call, *arguments)


def _state_after(problem: Problem) -> OutboxState:
    if isinstance(problem, errors.Refused) and problem.already:
        return OutboxState.CONFLICT
    if isinstance(problem, errors.KlearStackError) and problem.may_have_arrived:
        return OutboxState.UNKNOWN
    return OutboxState.REFUSED
