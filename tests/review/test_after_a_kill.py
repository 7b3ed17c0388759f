"""What a killed program left undone in one of its two databases is made up for at the start."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.store.details import KnownDetails
from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, ready, value

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk


def test_details_from_before_a_save_are_not_shown_after_it(at_desk: AtDesk) -> None:
    async def save(desk: Desk) -> None:
        opened = await ready(desk)
        details = desk._store.details
        before = await desk._lanes.run(Lane.STORE_CACHE, details.get, opened.id)
        assert before is not None
        desk.editing.set_field(NUMBER, "saved and applied")
        saved: list[str] = []
        desk.submissions.saved.connect(saved.append)
        desk.submissions.save()
        await until(desk.submissions.saved, lambda: bool(saved), "the save")
        await ready(desk)
        # As a kill leaves it between the answer of the service and the forgetting.
        long_enough_ago = KnownDetails(before.document, before.read_at - timedelta(milliseconds=1))
        await desk._lanes.run(Lane.STORE_CACHE, details.put, long_enough_ago)

    async def look(desk: Desk) -> None:
        await ready(desk)
        assert value(desk, NUMBER) == "saved and applied"

    at_desk(save)
    at_desk(look)
