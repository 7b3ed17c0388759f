"""Who may sign in: one demo company with one user for each role."""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from klearstack_desktop.localserver.folder import write_private_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.localserver.folder import DataFolder

DEMO_COMPANY = "Acme Retail Pvt Ltd"
DEMO_REVIEWER = "priya"
_MOST_IDS = 2**53
"""User ids are drawn from a space too large to guess: whoever knows one can sign in (2.2)."""


class Role(StrEnum):
    """The roles of KlearStack's user manual (section 11)."""

    ADMIN = "Admin"
    APPROVER = "Approver"
    CREATOR = "Creator"

    @property
    def may_decide(self) -> bool:
        """Whether the role may approve, reject, and read the approved results."""
        return self is not Role.CREATOR


@dataclass(frozen=True, slots=True)
class Account:
    """One user of the company."""

    user_id: int
    username: str
    password: str
    role: Role

    def has_password(self, password: str) -> bool:
        """Compare in a time that does not tell how much of the password was right."""
        return hmac.compare_digest(self.password.encode(), password.encode())


@dataclass(frozen=True, slots=True)
class Accounts:
    """The company and its users."""

    company: str
    members: tuple[Account, ...]

    def __iter__(self) -> Iterator[Account]:
        return iter(self.members)

    def named(self, username: str) -> Account | None:
        """Return the user of that login name."""
        return next((a for a in self.members if a.username == username), None)

    def numbered(self, user_id: int) -> Account | None:
        """Return the user of that id, as ``getuserid`` gives it."""
        return next((a for a in self.members if a.user_id == user_id), None)

    @property
    def reviewer(self) -> Account:
        """The user as whom the demo signs in: an Approver."""
        return next(a for a in self.members if a.username == DEMO_REVIEWER)


def _new_accounts() -> Accounts:
    people = ((DEMO_REVIEWER, Role.APPROVER), ("arjun", Role.CREATOR), ("meera", Role.ADMIN))
    return Accounts(
        DEMO_COMPANY,
        tuple(
            Account(secrets.randbelow(_MOST_IDS), name, secrets.token_urlsafe(12), role)
            for name, role in people
        ),
    )


def load_accounts(folder: DataFolder) -> Accounts:
    """Return the accounts of a data folder; a new folder gets random passwords.

    Raises:
        OSError: the file cannot be read or written.
    """
    if folder.accounts.exists():
        stored = json.loads(folder.accounts.read_text(encoding="utf-8"))
        members = tuple(Account(**{**a, "role": Role(a["role"])}) for a in stored["accounts"])
        return Accounts(stored["company"], members)
    accounts = _new_accounts()
    contents = {"company": accounts.company, "accounts": [asdict(a) for a in accounts]}
    write_private_json(folder.accounts, contents)
    return accounts
