"""What was accepted is a value: another one in its place has been accepted by nobody."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, TOTAL, ready, value

if TYPE_CHECKING:
    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


def colleague_saves_total(server: ServerProcess, document_id: str, total: str) -> None:
    credentials = Credentials(server.company, "meera", server.passwords["meera"])
    with KlearStackClient(ServerProfile(server.url), credentials) as client:
        client.update_document(document_id, {"total_value": total})


def accepted(desk: Desk) -> set[FieldKey]:
    """Return what counts as accepted of the number and the total of the open document."""
    current = desk.session.current
    assert current is not None
    fields = (current.shown.by_key(key) for key in (NUMBER, TOTAL))
    return {field.key for field in fields if field and current.draft.accepts(field)}


async def comes_to_be(desk: Desk, server: ServerProcess, document_id: str, total: str) -> None:
    """Let a colleague change the total of the open document, and wait until that is shown."""
    await asyncio.to_thread(colleague_saves_total, server, document_id, total)
    desk.session.read_details_again()
    await until(desk.session.changed, lambda: value(desk, TOTAL) == total, "the other total")


async def accept_and_let_change(desk: Desk, server: ServerProcess) -> str:
    """Accept number and total of a document, whose total then becomes another; say which it is."""
    opened = await ready(desk)
    desk.editing.accept_field(NUMBER)
    desk.editing.accept_field(TOTAL)
    assert accepted(desk) == {NUMBER, TOTAL}
    await comes_to_be(desk, server, opened.id, "99.00")
    assert accepted(desk) == {NUMBER}
    return opened.id


def test_another_value_counts_as_accepted_by_nobody_however_often_it_is_opened(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        document_id = await accept_and_let_change(desk, server)
        desk.session.open(desk.queue.documents()[1].id)
        desk.session.open(document_id)
        assert value(desk, TOTAL) == "99.00"
        assert accepted(desk) == {NUMBER}
        desk.editing.accept_field(TOTAL)
        desk.session.open(desk.queue.documents()[1].id)
        desk.session.open(document_id)
        assert accepted(desk) == {NUMBER, TOTAL}, "that is the value that stands there"

    at_desk(work)


def test_another_value_counts_as_accepted_by_nobody_at_the_next_start(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    changed: list[str] = []

    async def leave(desk: Desk) -> None:
        changed.append(await accept_and_let_change(desk, server))

    async def come_back(desk: Desk) -> None:
        await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
        desk.session.open(changed[0])
        await until(desk.session.changed, lambda: value(desk, TOTAL) == "99.00", "the other total")
        assert accepted(desk) == {NUMBER}

    at_desk(leave)
    at_desk(come_back)


def test_the_value_that_was_accepted_is_accepted_when_it_stands_there_again(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        read = value(desk, TOTAL)
        desk.editing.accept_field(TOTAL)
        await comes_to_be(desk, server, opened.id, "99.00")
        assert accepted(desk) == set()
        await comes_to_be(desk, server, opened.id, read)
        assert accepted(desk) == {TOTAL}

    at_desk(work)
