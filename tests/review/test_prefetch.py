"""The next documents lie ready, and never stand in the way of the one that is looked at."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.clock import SystemClock
from klearstack_desktop.store.details import KnownDetails
from klearstack_desktop.waiting import until
from tests.review.steps import ready

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.session import ReviewSession
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


async def listed(desk: Desk) -> list[str]:
    await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
    return [document.id for document in desk.queue.documents()]


async def made_ready(desk: Desk, count: int) -> None:
    await until(
        desk.prefetch.ready_changed,
        lambda: desk.prefetch.count == count,
        f"{count} documents to be ready",
    )


def pages_painted(session: ReviewSession) -> list[int]:
    painted: list[int] = []
    session.page_arrived.connect(lambda page, _decoded: painted.append(page))
    return painted


def test_a_document_made_ready_opens_whole_before_anything_else_happens(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        desk.prefetch.set_order(ids, ids[0])
        await made_ready(desk, 3)
        painted = pages_painted(desk.session)
        desk.session.open(ids[1])
        # No await since the key went down: this is still the same turn of the event loop.
        assert painted[0] == 1
        assert desk.session.current is not None
        assert desk.session.current.has_details
        assert desk.session.current.digests.keys() == desk.session.current.pages.keys()

    at_desk(work)


def test_the_list_says_what_was_read_of_a_document_that_is_likely_to_be_opened_next(
    at_desk: AtDesk,
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        desk.prefetch.set_order(ids, ids[0])
        await made_ready(desk, 3)
        desk.session.prepare(ids[1:2])
        told: list[str] = []
        desk.queue.entry_changed.connect(lambda entry: told.append(entry.document_id))
        known = desk.queue.document(ids[1])
        assert known is not None
        assert known.tables
        desk.session.open(ids[1])
        assert told == []

    at_desk(work)


def test_what_is_made_ready_in_the_moment_of_opening_is_shown_all_the_same(
    at_desk: AtDesk,
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        summary = desk.queue.document(ids[1])
        assert summary is not None
        details = desk.service.client.document(ids[1], summary.collection_name)
        desk.session.open(ids[1])
        # The last word of a prefetch that was under way, before the loading has begun.
        desk.prefetch._ready.put_details(KnownDetails(details, SystemClock().now()))
        await until(
            desk.session.changed,
            lambda: desk.session.current is not None and desk.session.current.readiness.is_ready,
            "the document that was made ready late",
        )

    at_desk(work)


def test_the_document_before_is_held_when_it_was_left(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        desk.session.opened.connect(lambda opened: desk.prefetch.set_order(ids, opened.id))
        await ready(desk)
        await ready(desk, 1)
        painted = pages_painted(desk.session)
        desk.session.open(ids[0])
        assert painted[0] == 1

    at_desk(work)


def test_the_document_before_is_made_ready_though_nobody_was_there(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk, 2)
        desk.prefetch.set_order(ids, ids[2])
        await until(
            desk.prefetch.page_held,
            lambda: (held := desk.prefetch._ready.get(ids[1])) is not None and held.opens_at_once,
            "the document before",
        )
        painted = pages_painted(desk.session)
        desk.session.open(ids[1])
        assert painted[0] == 1

    at_desk(work)


def test_what_is_looked_at_goes_first(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        server.fault("getdocument", "held", document=ids[0])
        desk.session.open(ids[0])
        desk.prefetch.set_order(ids, ids[0])
        await asyncio.to_thread(server.wait_until_held)
        assert desk.prefetch.count == 0
        server.let_go()
        await made_ready(desk, 3)

    at_desk(work)


def test_no_more_memory_is_taken_than_allowed(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        desk.prefetch.set_most_bytes(1)
        desk.prefetch.set_order(ids, ids[0])
        desk.prefetch.set_documents(2)
        await until(desk.prefetch.page_held, lambda: True, "a page that finds no room")
        assert desk.prefetch.count == 0
        desk.prefetch.set_most_bytes(512 * 1024 * 1024)
        await made_ready(desk, 2)

    at_desk(work)


def test_documents_that_are_wanted_no_more_are_left_alone(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        desk.prefetch.set_order(ids, ids[0])
        desk.prefetch.set_order(ids[:1], ids[0])
        assert desk.prefetch.count == 0
        desk.prefetch.set_documents(1)
        desk.prefetch.set_order([ids[0], ids[3], ids[1]], ids[0])
        await made_ready(desk, 1)
        painted = pages_painted(desk.session)
        desk.session.open(ids[3])
        assert painted[0] == 1

    at_desk(work)


def test_a_network_that_fails_is_left_alone_until_it_is_back(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        server.kill()
        desk.prefetch.set_order(ids, ids[0])
        await until(
            desk.service.connection_changed, lambda: desk.service.is_offline, "the cut to show"
        )
        assert desk.prefetch.count == 0
        server.start_again()
        await made_ready(desk, 3)

    at_desk(work)


def test_a_document_that_cannot_be_had_does_not_hold_up_the_others(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        server.fault("getimage", "not_an_image", times=None, document=ids[1])
        await ready(desk)
        desk.prefetch.set_order(ids, ids[0])
        await made_ready(desk, 2)
        # It is tried a second time, and who opens it meanwhile would get that answer, too.
        if (task := desk.prefetch._task) is not None:
            await task
        server.clear_faults()
        desk.session.open(ids[1])
        await until(
            desk.session.changed,
            lambda: desk.session.current is not None and desk.session.current.readiness.is_ready,
            "the document that could not be had",
        )

    at_desk(work)
