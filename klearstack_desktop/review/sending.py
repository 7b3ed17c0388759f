"""Brings one outbox row to its end: read again, settle, merge, correct, decide, read once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from klearstack_desktop.api import errors
from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.dated_calls import DatedCalls
from klearstack_desktop.review.outcome import SendOutcome, Verdict
from klearstack_desktop.review.rereading import Reading, Rereading
from klearstack_desktop.review.settling import (
    CONFIRMED_BY_REFUSAL,
    NOT_READ_AFTERWARDS,
    Stage,
    after_problem,
    after_reading,
    found_applied,
    is_confirmation,
    is_decision_next,
    merged_into,
    unless_as_seen,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from klearstack_desktop.model.changes import Change, Draft
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.model.merge import Taken
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.review.service import Service


@dataclass(frozen=True, slots=True)
class Marks:
    """What is written down while a row is being sent; each raises `Problem` if it cannot be.

    Attributes:
        leaving: a request goes out next; from now on nobody knows what becomes of the row. If this
            cannot be written down, nothing is sent.
        updated: the corrections of a decision are with the service; if this cannot be written down,
            the decision is not sent.
    """

    leaving: Callable[[OutboxRow], Awaitable[None]]
    updated: Callable[[OutboxRow], Awaitable[None]]


class Sending:
    """Sends rows of the outbox, each as far as it gets in one attempt.

    It keeps nothing between two rows. Who calls it takes care that a row is SENDING before and that
    no two rows of one document are under way at once, and records what became of it.

    Args:
        service: the way to the service.
        marks: writes down how far it came, so that a killed program knows it at its next start.
    """

    def __init__(self, service: Service, marks: Marks) -> None:
        self._service = service
        self._marks = marks

    async def send(self, row: OutboxRow) -> SendOutcome:
        """Bring a row to the service, or find out what became of it when it was sent before.

        Never raises a `Problem`. If it is cancelled, whatever was under way may have arrived.
        """
        return await _Attempt(row, self._service, self._marks).run()


class _Attempt:
    """One attempt at one row."""

    def __init__(
        self,
        row: OutboxRow,
        service: Service,
        marks: Marks,
    ) -> None:
        self._row = row
        self._calls = DatedCalls(service)
        self._rereading = Rereading(self._calls)
        self._marks = marks
        self._stage = Stage.READING
        self._is_open = row.was_unknown
        self._taken: tuple[Taken, ...] = ()

    async def run(self) -> SendOutcome:
        """Return how it ended."""
        try:
            outcome = await self._run()
        except Problem as problem:
            outcome = after_problem(self._row, self._stage, problem, is_open=self._is_open)
        return replace(
            outcome,
            taken=outcome.taken or self._taken,
            server_date=outcome.server_date or self._calls.server_date,
        )

    async def _run(self) -> SendOutcome:
        row = self._row
        reading = await self._read_first()
        if reading is not None:
            merged = merged_into(row, reading.document)
            if (end := after_reading(row, reading, merged)) is not None:
                return end
            self._taken = merged.taken
            if not is_decision_next(row):
                await self._correct(merged.draft, reading.document)
                if row.kind is OutboxKind.SAVE:
                    return SendOutcome(row, Verdict.APPLIED)
                if (end := await self._read_between(merged.draft)) is not None:
                    return end
        note = await self._decide()
        if row.kind is OutboxKind.REJECT:
            return SendOutcome(row, Verdict.APPLIED, note=note)
        return await self._read_afterwards(note)

    async def _read_first(self) -> Reading | None:
        """Read the document again; None where a rejection goes out over one that cannot be read."""
        try:
            return await self._read()
        except errors.KlearStackError as problem:
            is_mere_rejection = self._row.kind is OutboxKind.REJECT and is_decision_next(self._row)
            if is_mere_rejection and _is_about_the_document(problem):
                return None
            raise

    async def _read(self) -> Reading:
        row = self._row
        is_bound = row.kind is OutboxKind.APPROVE
        return await self._rereading.read(row, row.seen.pages if is_bound and row.seen else None)

    async def _correct(self, draft: Draft, document: Document) -> None:
        row, client = self._row, self._calls.client
        if changes := _changes(draft, document):
            await self._marks.leaving(row)
            self._stage = Stage.CORRECTING
            await self._calls.run(
                client.update_document, row.document_id, changes, row.collection_name or None
            )
        # An unknown outcome of this row was that of its update, and that is settled now.
        self._is_open = False
        if row.kind.is_decision:
            self._stage = Stage.CORRECTING
            await self._marks.updated(row)

    async def _read_between(self, sent: Draft) -> SendOutcome | None:
        """Look once more before an approval whose corrections took their time.

        The pages were compared a moment ago; they are again after the approval.
        """
        row = self._row
        if row.kind is not OutboxKind.APPROVE or row.seen is None or not sent.has_corrections:
            return None
        self._stage = Stage.READING
        reading = replace(await self._rereading.read(row), pages=row.seen.pages)
        return unless_as_seen(row, reading, is_updated=True)

    async def _decide(self) -> str:
        """Send the decision and return how it is known that it arrived, empty if by its answer."""
        row, client = self._row, self._calls.client
        self._stage = Stage.READING
        await self._marks.leaving(row)
        self._stage = Stage.DECIDING
        decide = client.approve if row.kind is OutboxKind.APPROVE else client.reject
        try:
            await self._calls.run(decide, row.document_id, row.comment, row.collection_name or None)
        except errors.Refused as refusal:
            if is_confirmation(row, refusal, is_open=self._is_open):
                return CONFIRMED_BY_REFUSAL
            raise
        return ""

    async def _read_afterwards(self, note: str) -> SendOutcome:
        """Close the gap between the last look and the approval."""
        answered_at = self._calls.server_date
        try:
            outcome = found_applied(self._row, await self._read(), note)
        except Problem:
            note = "; ".join(filter(None, (note, NOT_READ_AFTERWARDS)))
            outcome = SendOutcome(self._row, Verdict.APPLIED, note=note)
        return replace(outcome, server_date=answered_at)


def _changes(draft: Draft, document: Document) -> dict[str, Change]:
    """Return what ``update_document`` must send: nothing but edits, under the document's names."""
    names = {field.key: field.name for field in document.fields}
    changes: dict[str, Change] = {names[key]: edit.mine for key, edit in draft.fields.items()}
    return changes | {name: edit.mine for name, edit in draft.tables.items()}


def _is_about_the_document(problem: errors.KlearStackError) -> bool:
    """Whether the service answered and will not, or cannot, show this document.

    A document that nobody can read must still be rejectable.
    """
    is_fault = isinstance(problem, errors.ServerFault) and problem.may_have_arrived
    return is_fault or isinstance(problem, errors.Refused | errors.NotUnderstood)
