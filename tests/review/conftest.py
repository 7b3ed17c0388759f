from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.review.desk_at_work import Account, desk_at_work
from tests.server_process import ServerProcess

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk


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
        async with (
            asyncio.timeout(40),
            desk_at_work(Account.of(server), tmp_path / "profile") as desk,
        ):
            await work(desk)
        return desk

    def run(work: Callable[[Desk], Awaitable[Any]]) -> Desk:
        return asyncio.run(work_at(work))

    return run
