"""What others did to a document that was approved here: shown, and then decided anew."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import reached, ready

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.seen import Difference
    from klearstack_desktop.review.desk import Desk
    from tests.server_process import ServerProcess

KEY = bytes(range(32))


def another_page() -> bytes:
    file = io.BytesIO()
    Image.new("L", (400, 560), 250).save(file, "PNG")
    return file.getvalue()


async def approved_in_vain(desk: Desk, server: ServerProcess) -> tuple[str, list[str]]:
    """Approve a document whose first page is another one meanwhile; return what was told."""
    told: list[str] = []
    desk.conflicts.differences_changed.connect(
        lambda found: told.extend(difference.label for difference in found)
    )
    opened = await ready(desk)
    server.replace_page(opened.id, 1, another_page())
    assert desk.submissions.approve()
    await reached(desk, opened.id, ReviewState.CONFLICT)
    return opened.id, told


@pytest.mark.parametrize("page_key", [None, KEY], ids=["without a keychain", "pages on disk"])
def test_another_page_is_shown_and_can_be_approved_then(
    server: ServerProcess, tmp_path: Path, page_key: bytes | None
) -> None:
    async def work() -> None:
        account = Account.of(server)
        async with (
            asyncio.timeout(60),
            desk_at_work(account, tmp_path / "profile", page_key=page_key) as desk,
        ):
            document_id, told = await approved_in_vain(desk, server)
            await until(desk.session.changed, lambda: bool(told), "what changed")
            assert told == ["Page 1"]
            desk.session.close()
            await ready(desk)
            assert desk.submissions.approve()
            await reached(desk, document_id, ReviewState.APPROVED)

    asyncio.run(work())


def test_what_changed_is_still_told_after_a_restart(server: ServerProcess, tmp_path: Path) -> None:
    async def first() -> None:
        async with desk_at_work(Account.of(server), tmp_path / "profile") as desk:
            await approved_in_vain(desk, server)

    async def second() -> list[Difference]:
        found: list[Difference] = []
        async with desk_at_work(Account.of(server), tmp_path / "profile") as desk:
            desk.conflicts.differences_changed.connect(found.extend)
            await ready(desk)
            await until(desk.session.changed, lambda: bool(found), "what changed")
            desk.conflicts.dismiss()
            await until(
                desk.submissions.outbox_changed, lambda: not desk.submissions.entries(), "the end"
            )
        return found

    async def both() -> list[Difference]:
        async with asyncio.timeout(60):
            await first()
            return await second()

    (difference,) = asyncio.run(both())
    assert (difference.label, difference.page) == ("Page 1", 1)
