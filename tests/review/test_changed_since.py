"""After a conflict nothing that was kept of the document is shown as if it were the service's."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.seen import page_digest
from klearstack_desktop.waiting import until
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import TOTAL, reached, ready, value

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from tests.server_process import ServerProcess

PAGE_KEY = bytes(range(32))


def another_page() -> bytes:
    file = io.BytesIO()
    Image.new("L", (400, 560), 200).save(file, "PNG")
    return file.getvalue()


def colleague_saves(server: ServerProcess, document_id: str, total: str) -> None:
    credentials = Credentials(server.company, "meera", server.passwords["meera"])
    with KlearStackClient(ServerProfile(server.url), credentials) as client:
        client.update_document(document_id, {"total_value": total})


def at_desk_with_pages(
    server: ServerProcess, profile: Path, work: Callable[[Desk], Awaitable[object]]
) -> None:
    """Work at a desk that keeps pages on disk."""

    async def run() -> None:
        account = Account.of(server)
        async with (
            asyncio.timeout(60),
            desk_at_work(account, profile, page_key=PAGE_KEY) as desk,
        ):
            await work(desk)

    asyncio.run(run())


async def approved_in_vain(desk: Desk, server: ServerProcess) -> None:
    """Approve a document that a colleague has given another page and another total."""
    opened = await ready(desk)
    await asyncio.to_thread(server.replace_page, opened.id, 1, another_page())
    await asyncio.to_thread(colleague_saves, server, opened.id, "99.00")
    assert desk.submissions.approve()
    await reached(desk, opened.id, ReviewState.CONFLICT)


async def approve_what_is_there_now(desk: Desk) -> None:
    opened = await ready(desk)
    new = page_digest(PageImage(1, another_page(), "image/png"))

    def is_shown() -> bool:
        current = desk.session.current
        return value(desk, TOTAL) == "99.00" and current is not None and current.digests[1] == new

    await until(desk.session.changed, is_shown, "the other total and the other page")
    assert desk.submissions.approve()
    await reached(desk, opened.id, ReviewState.APPROVED)


@pytest.mark.parametrize("is_left", [False, True])
def test_what_changed_is_shown_and_can_be_approved(
    server: ServerProcess, tmp_path: Path, is_left: bool
) -> None:
    async def work(desk: Desk) -> None:
        await approved_in_vain(desk, server)
        if is_left:
            await ready(desk, 1)
        await approve_what_is_there_now(desk)

    at_desk_with_pages(server, tmp_path / "profile", work)
    assert [row["call"] for row in server.record()] == ["update_document", "approve_reject_doc"]


def test_what_changed_is_shown_after_a_restart(server: ServerProcess, tmp_path: Path) -> None:
    async def before(desk: Desk) -> None:
        await approved_in_vain(desk, server)

    at_desk_with_pages(server, tmp_path / "profile", before)
    at_desk_with_pages(server, tmp_path / "profile", approve_what_is_there_now)
    assert [row["call"] for row in server.record()] == ["update_document", "approve_reject_doc"]
