"""The journal as the use cases keep and read it, with a keychain and without."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.clock import SystemClock
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.model.journal import JournalEntry, JournalFilter, JournalKind
from klearstack_desktop.review.journal_keeper import NOT_WHOLE, JournalKeeper
from klearstack_desktop.review.journal_keeping import KeptAnchor, seal_of
from klearstack_desktop.review.journal_review import JournalReview
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.database import transaction
from klearstack_desktop.store.journal import ROWS_PER_ANCHOR
from klearstack_desktop.store.problems import StoreProblem, UnusableExport
from tests.memory_keyring import MemoryKeyring, installed
from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


@pytest.fixture
def _keychain() -> Iterator[None]:
    with installed(MemoryKeyring()):
        yield


@dataclass
class Session:
    """One session of an account: what it was warned of, its journal, and a way to write into it."""

    store: AccountStore
    lanes: Lanes
    journal: JournalReview
    warning: str

    async def write(self, count: int) -> None:
        def append() -> None:
            entry = JournalEntry(JournalKind.CHANGE, "doc", SystemClock().now(), {"field": "net"})
            with transaction(self.store._work):  # type: ignore[arg-type]
                self.store.journal.append(*[entry] * count)

        await self.lanes.run(Lane.STORE_WORK, append)


@contextlib.asynccontextmanager
async def session(folder: Path) -> AsyncIterator[Session]:
    failures: list[BaseException] = []
    lanes, tasks, keys = Lanes(), TaskRegister(failures.append), Keychain()
    store = AccountStore(folder, WITNESS.server, WITNESS.company, WITNESS.user)
    seal = seal_of(keys, store.folder.name)
    await lanes.run(Lane.STORE_WORK, store.open_work, seal, WITNESS)
    keeper = JournalKeeper(store, lanes, tasks, SystemClock(), keys)
    journal = JournalReview(store.folder, lanes, SystemClock(), keys)
    try:
        yield Session(store, lanes, journal, await keeper.begin())
    finally:
        await keeper.close()
        await journal.close()
        await tasks.close()
        await lanes.run(Lane.STORE_WORK, store.close_work)
        store.close()
        lanes.close()
    assert not failures, failures


def kept(folder: Path) -> KeptAnchor:
    [account] = (folder / "accounts").iterdir()
    return KeptAnchor(Keychain(), account.name)


def tampered(folder: Path, statement: str) -> None:
    [work] = folder.glob("accounts/*/work.db")
    with contextlib.closing(sqlite3.connect(work)) as connection, connection:
        connection.execute(statement)


@pytest.mark.usefixtures("_keychain")
def test_the_journal_is_anchored_at_the_end_of_each_session(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path) as first:
            await first.write(3)
            assert first.warning == ""
        anchor = kept(tmp_path).load()
        assert anchor is not None
        assert anchor.rows == 4
        async with session(tmp_path) as second:
            assert second.warning == ""
            found = await second.journal.check()
            assert (found.is_sound, found.reserves, found.end.rows) == (True, (), 5)

    asyncio.run(work())


@pytest.mark.usefixtures("_keychain")
def test_a_growing_journal_is_anchored_in_between(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path) as open_session:
            await open_session.write(ROWS_PER_ANCHOR + 1)
            async with asyncio.timeout(30):
                while (anchor := kept(tmp_path).load()) is None or anchor.rows < ROWS_PER_ANCHOR:
                    await open_session.lanes.run(Lane.STORE_READ, lambda: None)
            assert anchor.rows == ROWS_PER_ANCHOR + 2

    asyncio.run(work())


@pytest.mark.usefixtures("_keychain")
def test_a_cut_journal_warns_at_the_next_sign_in_and_says_so_for_good(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path) as first:
            await first.write(3)
        tampered(tmp_path, "DELETE FROM journal WHERE sequence > 2")
        async with session(tmp_path) as second:
            assert second.warning == NOT_WHOLE
            wanted = JournalFilter(kinds=frozenset({JournalKind.ALARM.value}))
            [number] = await second.journal.find(wanted)
            alarm = (await second.journal.entries([number]))[number]
            assert alarm.facts["anchor"].startswith("journal 4:")
        async with session(tmp_path) as third:
            assert third.warning == ""

    asyncio.run(work())


def test_without_a_keychain_the_journal_is_kept_all_the_same(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path) as first:
            await first.write(2)
        async with session(tmp_path) as second:
            assert second.warning == ""
            found = await second.journal.check()
            assert (found.is_sound, found.anchors, found.reserves[0].last) == (True, 0, 4)

    asyncio.run(work())


@pytest.mark.usefixtures("_keychain")
def test_an_export_is_an_anchor_to_check_against(tmp_path: Path) -> None:
    async def work() -> None:
        file = tmp_path / "record.json"
        async with session(tmp_path / "profile") as open_session:
            await open_session.write(2)
            anchor = await open_session.journal.export(file)
            assert anchor.rows == 3
            await open_session.write(1)
            found = await open_session.journal.check(file)
            assert (found.is_sound, found.anchors, found.last_anchor) == (True, 2, 3)
            with pytest.raises(UnusableExport):
                await open_session.journal.export(tmp_path / "record.txt")

    asyncio.run(work())


def test_closing_does_not_wait_for_a_check(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path) as open_session:
            await open_session.write(20_000)
            await open_session.journal.find(JournalFilter())
            checking = asyncio.ensure_future(open_session.journal.check())
            await asyncio.sleep(0)
            await open_session.journal.close()
            with contextlib.suppress(StoreProblem):
                await checking
            # An export is what somebody asked for: it is finished.
            await open_session.journal.find(JournalFilter())
            exporting = asyncio.ensure_future(open_session.journal.export(tmp_path / "all.csv"))
            await asyncio.sleep(0)
            await open_session.journal.close()
            assert (await exporting).rows == 20_001

    asyncio.run(work())


def test_what_is_written_while_the_journal_is_read_is_found(tmp_path: Path) -> None:
    async def work() -> None:
        async with session(tmp_path) as open_session:
            assert list(await open_session.journal.find(JournalFilter())) == [1]
            await open_session.write(2)
            assert list(await open_session.journal.find(JournalFilter())) == [3, 2, 1]

    asyncio.run(work())
