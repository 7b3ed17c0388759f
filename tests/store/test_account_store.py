from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Document
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.problems import AccountInUse, NewerDatabase, NotWritten
from klearstack_desktop.store.seal import Seal
from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Opener = Callable[[str], AccountStore]

DRAFT = Draft(comment="wrong supplier")


@pytest.fixture
def account_of(tmp_path: Path) -> Iterator[Opener]:
    """Opens accounts by user name under one profile and closes them at the end."""
    opened: list[AccountStore] = []

    def open_account(username: str) -> AccountStore:
        account = AccountStore(tmp_path, "https://tenant.example", "Acme", username)
        opened.append(account)
        return account

    yield open_account
    for account in opened:
        account.close_work()
        account.close_cache()
        account.close()


def test_everything_is_there_at_the_next_start(account_of: Opener) -> None:
    first = account_of("ann")
    first.open_work(Seal(), WITNESS)
    first.open_cache()
    first.drafts.save("doc", DRAFT, 1)
    first.summaries.replace([Document("doc")])
    first.view_state.put("last_open", "doc")
    first.close_work()
    first.close_cache()
    first.close()

    second = account_of("ann")
    second.open_work(Seal(), WITNESS)
    second.open_cache()
    assert second.drafts.load_all() == {"doc": DRAFT}
    assert second.outbox.rows() == ()
    assert second.summaries.load() == (Document("doc"),)
    assert second.view_state.get("last_open") == "doc"


def test_accounts_do_not_see_each_other(account_of: Opener) -> None:
    ann, bob = account_of("ann"), account_of("bob")
    ann.open_work(Seal(), WITNESS)
    bob.open_work(Seal(), WITNESS)
    ann.drafts.save("doc", DRAFT, 1)
    assert bob.drafts.load_all() == {}


def test_an_account_is_open_once(account_of: Opener) -> None:
    first = account_of("ann")
    with pytest.raises(AccountInUse):
        account_of("ann")
    first.close()
    account_of("ann").open_work(Seal(), WITNESS)


def test_a_damaged_cache_is_begun_anew(account_of: Opener) -> None:
    account = account_of("ann")
    (account.folder / "cache.db").write_bytes(b"no database " * 100)
    account.open_cache()
    assert account.summaries.load() == ()
    account.summaries.replace([Document("doc")])
    assert account.summaries.load() == (Document("doc"),)


@pytest.mark.parametrize("half", ["work", "cache"])
def test_what_a_newer_program_wrote_is_refused_and_not_touched(
    account_of: Opener, half: str
) -> None:
    account = account_of("ann")
    path = account.folder / f"{half}.db"
    with contextlib.closing(sqlite3.connect(path)) as newer:
        newer.execute("CREATE TABLE from_the_future (text TEXT)")
        newer.execute("PRAGMA user_version = 99")
    before = {entry.name: entry.read_bytes() for entry in account.folder.iterdir()}
    opening = {"work": lambda: account.open_work(Seal(), WITNESS), "cache": account.open_cache}
    with pytest.raises(NewerDatabase, match="newer version"):
        opening[half]()
    assert {entry.name: entry.read_bytes() for entry in account.folder.iterdir()} == before


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="root may write into any folder"
)
def test_a_read_only_folder_is_reported(account_of: Opener) -> None:
    account = account_of("ann")
    account.folder.chmod(0o500)
    try:
        with pytest.raises(NotWritten, match="rights"):
            account.open_work(Seal(), WITNESS)
    finally:
        account.folder.chmod(0o700)
