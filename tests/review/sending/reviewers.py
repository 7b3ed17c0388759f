"""Reviewers who send single rows with the real client, and look at what the service recorded."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from klearstack_desktop.api import Credentials, KlearStackClient, Limits, ServerProfile
from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.outbox import OutboxKind, OutboxRow, OutboxState
from klearstack_desktop.model.seen import Seen, page_digest
from klearstack_desktop.review.lanes import Lanes
from klearstack_desktop.review.outcome import SendOutcome, Verdict
from klearstack_desktop.review.sending import Marks, Sending
from klearstack_desktop.review.service import Service

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from klearstack_desktop.model.document import Row
    from klearstack_desktop.model.problems import Problem
    from tests.server_process import ServerProcess

HASTY = Limits(connect=5.0, read=10.0, repeat_pauses=())
NOBODY_THERE = "http://127.0.0.1:9"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COMMENT = "looked at it twice"


class Reviewer:
    """One person at one workstation: a client of their own, and a line that sends row by row.

    Attributes:
        cannot_note_leaving: what writing down "a request goes out" fails with, or None.
        left: the rows that a request went out for, once for each.
        cannot_write: what writing down "the corrections have arrived" fails with, or None.
        updated: the ids of the rows for which that was written down.
    """

    def __init__(
        self,
        server: ServerProcess,
        user: str,
        *,
        url: str | None = None,
        limits: Limits = HASTY,
    ) -> None:
        who = Credentials(server.company, user, server.passwords[user])
        self.client = KlearStackClient(ServerProfile(url or server.url), who, limits=limits)
        self.cannot_write: Problem | None = None
        self.cannot_note_leaving: Problem | None = None
        self.left: list[str] = []
        self.updated: set[str] = set()
        self._lanes = Lanes()
        self._sending = Sending(
            Service(self.client, self._lanes), Marks(self._mark_leaving, self._mark_updated)
        )

    async def _mark_leaving(self, row: OutboxRow) -> None:
        if self.cannot_note_leaving is not None:
            raise self.cannot_note_leaving
        self.left.append(row.id)

    async def _mark_updated(self, row: OutboxRow) -> None:
        if self.cannot_write is not None:
            raise self.cannot_write
        self.updated.add(row.id)

    def sees(self, document_id: str) -> Seen:
        """Look at all there is of a document."""
        images = self.client.page_images(document_id)
        digests = {image.page: page_digest(image) for image in images}
        return Seen(self.client.document(document_id), digests)

    def row(
        self,
        kind: OutboxKind,
        seen: Seen,
        values: Mapping[str, str] | None = None,
        lines: tuple[str, ...] = (),
    ) -> OutboxRow:
        """Make a row as the outbox would: values by name, descriptions of the line items."""
        draft = Draft()
        for name, value in (values or {}).items():
            field = seen.document.field(name)
            assert field is not None
            draft = draft.with_field(field, value, field.box)
        if lines:
            table = seen.document.tables[0]
            draft = draft.with_table(table, tuple(_line(table.rows[0], text) for text in lines))
        return OutboxRow(
            id=f"{kind} of {seen.document.id}",
            document_id=seen.document.id,
            collection_name=seen.document.collection_name,
            kind=kind,
            draft=draft,
            wire_names={},
            comment="" if kind is OutboxKind.SAVE else COMMENT,
            state=OutboxState.SENDING,
            created_at=NOW,
            not_before=NOW,
            seen=seen,
        )

    def send(self, row: OutboxRow) -> SendOutcome:
        """Bring a row to the service in one attempt."""
        return asyncio.run(self.sent(row))

    async def sent(self, row: OutboxRow) -> SendOutcome:
        """Bring a row to the service in one attempt, beside other things."""
        return await self._sending.send(row)

    def send_again(self, outcome: SendOutcome) -> SendOutcome:
        """Send a row once more, with what the outbox has written down of it by now."""
        assert outcome.verdict in {Verdict.UNKNOWN, Verdict.NOT_SENT}
        row = outcome.row
        is_updated = row.id in self.updated
        return self.send(
            replace(row, is_updated=is_updated, was_unknown=outcome.verdict is Verdict.UNKNOWN)
        )

    def saves(self, document_id: str, name: str, value: str) -> None:
        """Write a value without looking left or right, as another program would."""
        field = self.client.document(document_id).field(name)
        assert field is not None
        self.client.update_document(document_id, {field.name: value})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.client.close()
        self._lanes.close()


def _line(row: Row, description: str) -> Row:
    return row.with_value(0, description)


def applied(server: ServerProcess, document_id: str) -> list[str]:
    """What the service has done to a document, oldest first: wire names, or the decision."""
    return [
        row.get("decision") or ",".join(sorted(row["values"]))
        for row in server.record()
        if row["document_id"] == document_id
    ]
