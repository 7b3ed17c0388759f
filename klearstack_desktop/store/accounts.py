"""The accounts that this workstation remembers, found without anybody signed in."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.model.journal import JournalFilter, recorded
from klearstack_desktop.store.journal_export import ExportedAccount
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.store.places import account_name
from klearstack_desktop.store.problems import NothingStored, StoreProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from klearstack_desktop.model.journal import Json


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """The folder of one account.

    Attributes:
        folder: where all of it lies.
        whose: what its journal says of it; empty texts where it says nothing.
    """

    folder: Path
    whose: ExportedAccount

    @property
    def label(self) -> str:
        """The account in words, or its folder where nothing else is known of it."""
        whose = self.whose
        if not whose.user:
            return whose.folder
        return f"{whose.user} at {whose.company}, {whose.server}"


def find_account(profile_dir: Path, server: str, company: str, user: str) -> KnownAccount:
    """Return the one account that is meant.

    Args:
        profile_dir: the folder under which the files of all accounts lie.
        server: the tenant's address; ``demo`` is the local server with sample invoices.
        company: the tenant's name.
        user: the login name. What is left empty does not choose; one that is left is taken.

    Raises:
        NothingStored: there is no such account, or more than one.
    """
    accounts = known_accounts(profile_dir)
    if server and company and user:
        name = account_name(server, company, user)
        fitting = [account for account in accounts if account.folder.name == name]
    else:
        wanted = {"server": _comparable(server), "company": company, "user": user}
        fitting = [account for account in accounts if _fits(account.whose, wanted)]
    if len(fitting) == 1:
        return fitting[0]
    listed = "".join(f"\n  {account.label}" for account in fitting or accounts)
    if fitting:
        raise NothingStored(
            f"There is more than one account; say which with --server, --company, --user:{listed}"
        )
    known = f" What is there:{listed}" if listed else ""
    raise NothingStored(f"This workstation remembers nothing of that account.{known}")


def known_accounts(profile_dir: Path) -> list[KnownAccount]:
    """Return every account that has something to remember, by the names of their folders."""
    return [
        KnownAccount(work.parent, whose_journal(work.parent))
        for work in sorted((profile_dir / "accounts").glob("*/work.db"))
    ]


def whose_journal(folder: Path) -> ExportedAccount:
    """Return whose journal lies in an account's folder, as its newest row tells."""
    by: Mapping[str, Json] = {}
    with contextlib.suppress(StoreProblem), contextlib.closing(JournalReader(folder)) as reader:
        numbers = reader.find(JournalFilter())[:1]
        for row in reader.rows(numbers).values():
            by = recorded(row).by
    server, company, user = (str(by.get(name, "")) for name in ("server", "company", "user"))
    return ExportedAccount(server, company, user, folder.name)


def _fits(whose: ExportedAccount, wanted: Mapping[str, str]) -> bool:
    known = {"server": _comparable(whose.server), "company": whose.company, "user": whose.user}
    return all(not text or known[name] == text for name, text in wanted.items())


def _comparable(server: str) -> str:
    return server.strip().rstrip("/").lower()
