"""Which role KlearStack gives to a user, as far as anybody here knows (sections 0.8 and 11)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a user may do. No answer of the service tells it, so that it may be unknown."""

    UNKNOWN = "not known"
    CREATOR = "creator"
    APPROVER = "approver"
    ADMIN = "admin"

    @property
    def may_decide(self) -> bool:
        """Whether approving and rejecting is offered; to whom nobody knows better, it is."""
        return self is not Role.CREATOR
