"""What could not be had of a document shows in the queue, and goes as soon as it comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.model.queue import Mark, ReviewState
from klearstack_desktop.review.lacking import Lacking
from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, reached

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


async def listed(desk: Desk) -> list[str]:
    await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
    return list(desk.queue.ids())


def test_a_page_that_cannot_be_had_marks_its_document_until_it_comes(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        first = (await listed(desk))[0]
        server.fault("getimage", "truncated_jpeg", None, document=first)
        desk.session.open(first)
        await reached(desk, first, ReviewState.PAGE_MISSING)
        entry = desk.queue.entry(first)
        assert entry.marks.count(Mark.PAGE_MISSING) == 1
        assert entry.note.startswith("Page 1: ")
        # A draft is what the chip says; what stands out is known all the same.
        desk.editing.set_field(NUMBER, "typed")
        entry = desk.queue.entry(first)
        assert (entry.state, entry.has(Mark.PAGE_MISSING)) == (ReviewState.DRAFT, True)
        desk.editing.undo()
        server.clear_faults()
        desk.session.read_again()
        await reached(desk, first, ReviewState.OPEN)
        assert not desk.queue.entry(first).has(Mark.PAGE_MISSING)

    at_desk(work)


def test_a_document_without_details_is_a_summary_only(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        first = (await listed(desk))[0]
        server.fault("getdocument", "garbage", None, document=first)
        desk.session.open(first)
        await reached(desk, first, ReviewState.SUMMARY_ONLY)
        assert desk.queue.entry(first).state_note
        server.clear_faults()
        desk.session.read_again()
        await reached(desk, first, ReviewState.OPEN)
        # Details that cannot be read again are still there.
        server.fault("getdocument", "garbage", None, document=first)
        desk.session.read_details_again()
        session = desk.session
        await until(
            session.changed,
            lambda: session.current is not None and session.current.is_dated,
            "the problem",
        )
        assert desk.queue.state(first) is ReviewState.OPEN

    at_desk(work)


def test_what_is_made_ready_ahead_is_marked_too(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        server.fault("getimage", "truncated_jpeg", None, document=ids[1])
        server.fault("getdocument", "garbage", None, document=ids[2])
        desk.prefetch.set_order(ids, ids[0])
        await reached(desk, ids[1], ReviewState.PAGE_MISSING)
        await reached(desk, ids[2], ReviewState.SUMMARY_ONLY)
        assert desk.queue.state(ids[3]) is ReviewState.OPEN
        desk.queue.lacking.start_over()
        assert desk.queue.state(ids[1]) is ReviewState.OPEN

    at_desk(work)


def test_several_lacks_are_kept_apart_and_each_change_is_told() -> None:
    async def work() -> None:
        lacking, told = Lacking(), list[str]()
        lacking.changed.connect(told.append)
        lacking.no_page("d", 2, "gone")
        lacking.no_page("d", 1, "broken")
        assert lacking.of("d") == (Mark.PAGE_MISSING, "Page 1: broken")
        lacking.no_details("d", "refused")
        assert lacking.of("d") == (Mark.SUMMARY_ONLY, "refused")
        lacking.details_came("d")
        lacking.page_came("d", 1)
        assert lacking.of("d") == (Mark.PAGE_MISSING, "Page 2: gone")
        lacking.page_came("d", 2)
        assert lacking.of("d") is None
        assert told == ["d"] * 6
        lacking.page_came("d", 2)
        lacking.details_came("other")
        assert len(told) == 6, "where nothing was lacking nothing is told"
        lacking.no_page("e", 1, "gone")
        lacking.forget("e")
        assert lacking.of("e") is None

    asyncio.run(work())
