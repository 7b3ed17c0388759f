"""A desk of the real parts, without any window: what every test of the use cases stands on."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials, KlearStackClient, Limits, ServerProfile
from klearstack_desktop.clock import SystemClock
from klearstack_desktop.keychain import Keychain
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.inspect import inspect_upload
from klearstack_desktop.review.desk import Desk, Equipment, SignInDetails
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.seal import Seal
from klearstack_desktop.store.witness import witness_here

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from klearstack_desktop.model.profile import Profile
    from klearstack_desktop.review.ports import Clock
    from tests.server_process import ServerProcess


@dataclass(frozen=True)
class Account:
    """Who works where.

    Attributes:
        url: the way to the server, which may lead through a proxy.
        home: names the account's folder; stays the same whichever way the server is reached.
    """

    url: str
    home: str
    company: str
    user: str
    password: str

    @classmethod
    def of(cls, server: ServerProcess, user: str | None = None, url: str | None = None) -> Account:
        user = user or server.username
        return cls(url or server.url, server.url, server.company, user, server.passwords[user])


@contextlib.asynccontextmanager
async def desk_at_work(
    account: Account,
    profile: Path,
    limits: Limits | None = None,
    page_key: bytes | None = None,
    undo_seconds: int = 0,
    clock: Clock | None = None,
    decoder: PageDecoder | None = None,
    profile_of_server: Profile | None = None,
) -> AsyncIterator[Desk]:
    """Give a desk that has started; afterwards it is closed, and nothing may have failed unseen.

    Pages lie on disk only with a key for them. Unless a test says so, decisions are sent at once.
    """
    failures: list[BaseException] = []
    lanes, tasks = Lanes(), TaskRegister(failures.append)
    equipment = Equipment(
        lanes, tasks, decoder or PageDecoder(), clock or SystemClock(), inspect_upload, Keychain()
    )
    details = SignInDetails(
        account.url,
        account.company,
        account.user,
        account.password,
        profile=profile_of_server,
    )
    client = KlearStackClient(
        ServerProfile(account.url),
        Credentials(account.company, account.user, account.password),
        limits=limits,
    )
    store = AccountStore(profile, account.home, account.company, account.user)
    witness = witness_here(account.home, account.company, account.user)
    await lanes.run(Lane.STORE_WORK, store.open_work, Seal(), witness)
    await lanes.run(Lane.STORE_CACHE, store.open_cache, None, page_key)
    desk = Desk(details, client, store, equipment)
    desk.submissions.set_undo_seconds(undo_seconds)
    try:
        await desk.start()
        yield desk
    finally:
        await desk.close()
        await tasks.close()
        lanes.close()
    assert not failures, failures
