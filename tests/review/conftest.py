from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.clock import SystemClock
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.inspect import inspect_upload
from klearstack_desktop.review.desk import Desk, Equipment, SignInDetails
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.store.account_store import AccountStore
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    folder = tmp_path / "server"
    folder.mkdir()
    with ServerProcess(folder, documents=4) as process:
        yield process


class AtDesk(Protocol):
    def __call__(self, work: Callable[[Desk], Awaitable[Any]]) -> Desk: ...


@pytest.fixture
def at_desk(server: ServerProcess, tmp_path: Path) -> AtDesk:
    """Runs a coroutine with a signed-in desk, without any window, and closes the desk."""

    async def work_at(work: Callable[[Desk], Awaitable[Any]]) -> Desk:
        failures: list[BaseException] = []
        lanes, tasks = Lanes(), TaskRegister(failures.append)
        equipment = Equipment(lanes, tasks, PageDecoder(), SystemClock(), inspect_upload)
        details = SignInDetails(server.url, server.company, server.username, server.password)
        client = KlearStackClient(
            ServerProfile(server.url),
            Credentials(server.company, server.username, server.password),
        )
        store = AccountStore(tmp_path / "profile", server.url, server.company, server.username)
        await lanes.run(Lane.STORE_WORK, store.open_work)
        await lanes.run(Lane.STORE_CACHE, store.open_cache)
        desk = Desk(details, client, store, equipment)
        try:
            async with asyncio.timeout(40):
                await desk.start()
                await work(desk)
        finally:
            await desk.close()
            await tasks.close()
            lanes.close()
        assert not failures, failures
        return desk

    def run(work: Callable[[Desk], Awaitable[Any]]) -> Desk:
        return asyncio.run(work_at(work))

    return run
