"""What is only made ready ahead gives way: to another order, to trouble, to what is looked at."""

from __future__ import annotations

import asyncio
import io
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.review.prefetch import LONGEST_PAUSE_SECONDS, SHORTEST_PAUSE_SECONDS
from klearstack_desktop.waiting import until
from tests.faults.fault_proxy import FaultProxy
from tests.hand_clock import HandClock
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import ready
from tests.review.test_connection import cut_off
from tests.review.test_prefetch import listed, made_ready
from tests.review.watched_decoder import WatchedDecoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess

BIG_PAGE = (1300, 1300)
"""Readable already where it is half as wide and high."""


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def proxy(server: ServerProcess) -> Iterator[FaultProxy]:
    with FaultProxy(server.url) as proxy:
        yield proxy


async def answered(desk: Desk, document_id: str) -> None:
    """Ask the service for something else: what it sent before has come by then."""
    await desk.service.interactive(desk.service.client.document, document_id)


@pytest.mark.parametrize("held", [["getimage"], ["getdocument", "getimage"]])
def test_what_is_wanted_no_more_is_given_up_and_keeps_nobody_waiting(
    at_desk: AtDesk, server: ServerProcess, held: list[str]
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        for call in held:
            server.fault(call, "held", document=ids[1])
        desk.prefetch.set_order([ids[0], ids[1]], ids[0])
        for _ in held:
            await asyncio.to_thread(server.wait_until_held)
        desk.prefetch.set_order([ids[0], ids[2]], ids[0])
        # The answers of the one before are still on their way.
        await made_ready(desk, 1)
        in_memory = desk.prefetch._ready.nbytes
        server.let_go()
        await answered(desk, ids[3])
        assert desk.prefetch._ready.get(ids[1]) is None
        assert desk.prefetch._ready.nbytes == in_memory

    at_desk(work)


def test_nothing_is_asked_for_ahead_while_the_service_is_out_of_reach(
    server: ServerProcess, proxy: FaultProxy, tmp_path: Path
) -> None:
    async def work() -> None:
        account = Account.of(server, url=proxy.url)
        async with asyncio.timeout(40), desk_at_work(account, tmp_path / "profile") as desk:
            ids = await listed(desk)
            await ready(desk)
            await cut_off(desk, server)
            asked = len(proxy.log())
            desk.prefetch.set_order(ids, ids[0])
            lacking = desk.queue.lacking
            await until(lacking.changed, lambda: all(map(lacking.of, ids[1:])), "the tries to fail")
            if (task := desk.prefetch._task) is not None:
                await task
            # Whether the service is back is asked at its bare address, not with one of its calls.
            assert {seen.name for seen in proxy.log()[asked:]} <= {""}
            server.start_again()

    asyncio.run(work())


def test_after_trouble_the_pauses_grow_and_after_a_success_they_are_short_again(
    server: ServerProcess, clock: HandClock, tmp_path: Path
) -> None:
    async def passed() -> float:
        seconds = await clock.begun_pause()
        clock.pass_by(seconds)
        return seconds

    async def work() -> None:
        account = Account.of(server)
        async with (
            asyncio.timeout(40),
            desk_at_work(account, tmp_path / "profile", clock=clock) as desk,
        ):
            ids = await listed(desk)
            await ready(desk)
            server.fault("getdocument", "status_500_html", times=None)
            server.fault("getimage", "status_500_html", times=None)
            desk.prefetch.set_order(ids, ids[0])
            # Three documents, each tried for its first page and then for all of them.
            pauses = [await passed() for _ in range(6)]
            assert pauses[0] == SHORTEST_PAUSE_SECONDS
            assert pauses[-1] == LONGEST_PAUSE_SECONDS
            for before, after in pairwise(pauses):
                assert after == min(2 * before, LONGEST_PAUSE_SECONDS)

            server.clear_faults()
            desk.prefetch.forget(ids[1])
            await made_ready(desk, 1)
            server.fault("getimage", "status_500_html", times=None)
            desk.prefetch.forget(ids[2])
            assert await passed() == SHORTEST_PAUSE_SECONDS

    asyncio.run(work())


def big_page(grey: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", BIG_PAGE, grey).save(file, "PNG")
    return file.getvalue()


def test_the_page_that_is_looked_at_is_decoded_before_any_other_is_begun(
    server: ServerProcess, tmp_path: Path
) -> None:
    decoder = WatchedDecoder()

    async def work() -> None:
        account = Account.of(server)
        async with (
            asyncio.timeout(40),
            desk_at_work(account, tmp_path / "profile", decoder=decoder) as desk,
        ):
            ids = await listed(desk)
            pages = [big_page(grey) for grey in range(len(ids))]
            for document_id, page in zip(ids, pages, strict=True):
                server.replace_page(document_id, 1, page)
            with decoder.held():
                desk.prefetch.set_order(ids[1:], None)
                await asyncio.to_thread(decoder.wait_until_held, 1)
                decoder.let_through(1)
                # One thread makes that page sharp, the other one decodes the next document's.
                await asyncio.to_thread(decoder.wait_until_held, 2)
                server.fault("getimage", "held", document=ids[0])
                desk.session.open(ids[0])
                desk.prefetch.set_order(ids, ids[0])
                await asyncio.to_thread(server.wait_until_held)
                decoder.let_through(2)
                await made_ready(desk, 2)
                await answered(desk, ids[3])
                server.let_go()
                await asyncio.to_thread(decoder.wait_until_held, 1)
            await made_ready(desk, 3)
            numbers = {page: number for number, page in enumerate(pages)}
            begun = [(numbers.get(page), detail) for page, detail in decoder.begun]
            assert begun[0] == (1, Detail.READABLE)
            assert set(begun[1:3]) == {(1, Detail.FULL), (2, Detail.READABLE)}
            assert begun[3:5] == [(0, Detail.READABLE), (0, Detail.FULL)]

    asyncio.run(work())
