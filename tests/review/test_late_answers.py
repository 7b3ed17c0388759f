"""What comes for a document that was left is never shown in the one that is open by then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, change_elsewhere, ready
from tests.review.test_giving_way import answered
from tests.review.test_prefetch import listed, pages_painted

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


async def opened_and_held(desk: Desk, server: ServerProcess, document_id: str) -> None:
    """Open a document of which nothing comes."""
    for call in ("getdocument", "getimage"):
        server.fault(call, "held", document=document_id)
    desk.session.open(document_id)
    for _ in range(2):
        await asyncio.to_thread(server.wait_until_held)


def number_of(document: Document | None) -> str:
    field = document.by_key(NUMBER) if document is not None else None
    return field.value if field is not None else ""


def test_pages_and_details_that_come_late_are_not_shown_in_another_document(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await opened_and_held(desk, server, ids[0])
        before = await ready(desk, 1)
        painted = pages_painted(desk.session)
        server.let_go()
        await answered(desk, ids[3])
        assert painted == []
        assert desk.session.current is before

    at_desk(work)


def test_documents_that_were_left_keep_the_one_that_is_looked_at_waiting_no_longer(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        for document_id in ids[:2]:
            await opened_and_held(desk, server, document_id)
        # Details and page of two documents are on their way: that is all the threads there are.
        await ready(desk, 2)
        server.let_go()

    at_desk(work)


def test_details_that_come_late_are_kept_for_their_own_document(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        ids = await listed(desk)
        await ready(desk)
        await asyncio.to_thread(change_elsewhere, server, ids[0], "changed elsewhere")
        server.fault("getdocument", "held", document=ids[0])
        desk.session.read_details_again()
        await asyncio.to_thread(server.wait_until_held)
        before = await ready(desk, 1)
        server.let_go()
        await until(
            desk.queue.entry_changed,
            lambda: number_of(desk.queue.document(ids[0])) == "changed elsewhere",
            "the late details",
        )
        assert desk.session.current is before
        desk.session.open(ids[0])
        assert desk.session.current is not None
        assert number_of(desk.session.current.shown) == "changed elsewhere"

    at_desk(work)
