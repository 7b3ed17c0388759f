from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.review.desk_at_work import Account, desk_at_work
from tests.server_process import ServerProcess, draw_samples

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk


DOCUMENTS = 4


@pytest.fixture(scope="session")
def drawn_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with sample documents, drawn once for all tests."""
    return draw_samples(tmp_path_factory.mktemp("samples"), documents=DOCUMENTS)


@pytest.fixture
def server(drawn_samples: Path, tmp_path: Path) -> Iterator[ServerProcess]:
    folder = tmp_path / "server"
    shutil.copytree(drawn_samples, folder / "data")
    with ServerProcess(folder, documents=DOCUMENTS) as process:
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
