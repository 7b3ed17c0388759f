"""A long list, from the server and from the workstation's memory, arrives part by part."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.store.summaries import FIRST_PART
from klearstack_desktop.waiting import until
from tests.api.scripted import ScriptedServer, answer
from tests.review.desk_at_work import Account, desk_at_work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.review.desk import Desk

_LONG = 450
_REMARK = "Roses, 40 cm. " * 60
LIST = "getuserdocuments"


@pytest.fixture
def tenant() -> Iterator[ScriptedServer]:
    with closing(ScriptedServer()) as server:
        yield server


def text_of_list(ids: list[str], total: str = "1.50") -> bytes:
    listed = [
        [[each, "Document_id"], [total, "Inv_Total", 0.5], [_REMARK, "Inv_Remarks", 0.5]]
        for each in ids
    ]
    return json.dumps({"result": listed, "release_version": "7.8.9"}).encode()


def ids_of(desk: Desk) -> list[str]:
    return [document.id for document in desk.queue.documents()]


def totals_of(desk: Desk) -> list[str]:
    return [document.fields[0].value for document in desk.queue.documents()]


def at_work(
    tenant: ScriptedServer, folder: Path, work: Callable[[Desk], Awaitable[object]]
) -> None:
    account = Account(tenant.url, tenant.url, "acme", "maria", "secret")

    async def main() -> None:
        async with asyncio.timeout(60), desk_at_work(account, folder) as desk:
            await work(desk)

    asyncio.run(main())


async def idle(desk: Desk) -> None:
    """Wait until the list that is being read, from the first one on, has ended."""
    await asyncio.sleep(0)
    await until(desk.refreshing.busy_changed, lambda: not desk.refreshing.is_busy, "its end")


async def read_again(desk: Desk) -> list[Problem]:
    """Read the list because somebody asks for it; return what stood in the way."""
    problems: list[Problem] = []
    await idle(desk)
    desk.refreshing.problem_met.connect(problems.append)
    await desk.refreshing.refresh()
    return problems


IDS = [f"d{number}" for number in range(_LONG)]


def test_documents_are_shown_as_they_come(tenant: ScriptedServer, tmp_path: Path) -> None:
    tenant.script(LIST, answer(text_of_list(IDS)))
    counts: list[int] = []

    async def work(desk: Desk) -> None:
        desk.queue.arrived.connect(lambda _entries: counts.append(len(desk.queue)))
        await idle(desk)
        assert ids_of(desk) == IDS

    at_work(tenant, tmp_path, work)
    assert counts[0] < _LONG
    assert len(set(counts)) > 3


def test_a_list_that_breaks_off_removes_nothing(tenant: ScriptedServer, tmp_path: Path) -> None:
    other = text_of_list(list(reversed(IDS)), "2.50")
    tenant.script(LIST, answer(text_of_list(IDS)), answer(other[: len(other) // 2]))

    async def work(desk: Desk) -> None:
        (problem,) = await read_again(desk)
        assert "damaged" in problem.sentence
        assert set(ids_of(desk)) == set(IDS)
        assert {"1.50", "2.50"} == set(totals_of(desk))

    at_work(tenant, tmp_path, work)
    # The next run remembers the older list, in its order, each document as it was last read.
    tenant.script(LIST, answer({"message": "Not today"}, 403))

    async def next_day(desk: Desk) -> None:
        await until(desk.queue.replaced, lambda: len(desk.queue) == _LONG, "the remembered list")
        assert ids_of(desk) == IDS
        assert {"1.50", "2.50"} == set(totals_of(desk))

    at_work(tenant, tmp_path, next_day)


def test_the_first_of_what_is_remembered_is_there_at_once(
    tenant: ScriptedServer, tmp_path: Path
) -> None:
    tenant.script(LIST, answer(text_of_list(IDS)))
    at_work(tenant, tmp_path, idle)
    tenant.script(LIST, answer({"message": "Not today"}, 403))

    async def work(desk: Desk) -> None:
        assert ids_of(desk) == IDS[:FIRST_PART]
        await until(desk.queue.replaced, lambda: len(desk.queue) == _LONG, "the rest")
        assert ids_of(desk) == IDS

    at_work(tenant, tmp_path, work)


def test_a_store_that_takes_nothing_keeps_no_list_from_the_queue(
    tenant: ScriptedServer, tmp_path: Path
) -> None:
    tenant.script(LIST, answer(text_of_list([])), answer(text_of_list(IDS)))

    async def work(desk: Desk) -> None:
        await idle(desk)
        refusing = (
            "CREATE TRIGGER refusing BEFORE INSERT ON summary"
            " BEGIN SELECT RAISE(FAIL, 'it takes nothing'); END"
        )
        execute = desk._store.summaries._connection.execute
        await desk._lanes.run(Lane.STORE_CACHE, execute, refusing)
        (problem,) = await read_again(desk)
        assert "it takes nothing" in problem.details
        assert ids_of(desk) == IDS

    at_work(tenant, tmp_path, work)
