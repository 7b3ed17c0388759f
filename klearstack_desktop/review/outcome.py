"""What became of one outbox row when it was brought to the service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from klearstack_desktop.model.role import Role

if TYPE_CHECKING:
    from datetime import datetime

    from klearstack_desktop.api.errors import Already
    from klearstack_desktop.model.merge import Clash, Taken
    from klearstack_desktop.model.outbox import OutboxRow
    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.model.seen import Difference


class Verdict(StrEnum):
    """How one attempt to bring a row to the service ended."""

    APPLIED = "applied"
    """The service has done what the row says."""
    REFUSED = "refused"
    """The service will not do it, and nobody else is the reason."""
    CONFLICT = "conflict"
    """Another person was there first, or changed what was seen: a person must look."""
    UNKNOWN = "unknown"
    """It may have arrived. Sending the row again, with `OutboxRow.was_unknown`, settles it."""
    NOT_SENT = "not sent"
    """It certainly did not arrive, now or earlier: it waits again, and ``was_unknown`` is off."""


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """How one attempt to bring a row to the service ended, and what was found on the way.

    Attributes:
        row: the row as it was handed in.
        verdict: how it ended.
        problem: why it was not applied; None if it was.
        retry_after: seconds the service asks to wait before the next try, or None.
        taken: what others changed and the reviewer did not; it stays as they made it.
        clashes: what both changed, and differently; nothing was sent.
        differences: what is not any more as it was seen. With CONFLICT the approval was not sent;
            with APPLIED it was found afterwards, and `alarm` says so.
        decided: what somebody else made of the document, where that is the conflict.
        role: whom the service takes the reviewer for, where its refusal tells that.
        alarm: one sentence for the reviewer and the journal where an approval was applied to a
            document that others changed in that very moment; else empty.
        note: one sentence on the outcome for the outbox and the journal; may be empty. Holds no
            field values.
        server_date: the service's clock (the Date header) in its answer to what was sent, or, where
            nothing was sent or answered, in the last reading; None where it named no time.
    """

    row: OutboxRow
    verdict: Verdict
    problem: Problem | None = None
    retry_after: float | None = None
    taken: tuple[Taken, ...] = ()
    clashes: tuple[Clash, ...] = ()
    differences: tuple[Difference, ...] = ()
    decided: Already | None = None
    role: Role = Role.UNKNOWN
    alarm: str = ""
    note: str = ""
    server_date: datetime | None = None

    @property
    def is_applied(self) -> bool:
        """Whether the service has done what the row says."""
        return self.verdict is Verdict.APPLIED
