"""The first rows of the list, remembered for the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.store.places import account_name
from klearstack_desktop.store.shown_rows import rows_shown_last
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.review.desk import Desk
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess


def test_the_open_documents_are_remembered_in_their_order_when_the_desk_closes(
    at_desk: AtDesk, server: ServerProcess, tmp_path: Path
) -> None:
    wanted: list[QueueEntry] = []

    async def work(desk: Desk) -> None:
        await until(desk.queue.replaced, lambda: len(desk.queue) > 2, "the queue")
        first, second, *_rest = desk.queue.ids()
        desk.queue.set_state(first, ReviewState.APPROVED)
        desk.queue.set_state(second, ReviewState.NOT_SENT, "The server took nothing.")
        await until(
            desk.queue.judging.progressed,
            lambda: all(entry.judgement is not None for entry in desk.queue.entries()),
            "what is found in the documents",
        )
        wanted.extend(desk.queue.entries(desk.queue.ids()[1:]))
        # What did not come today is asked for anew at the next start.
        desk.queue.lacking.no_page(wanted[1].document_id, 1, "It did not come.")
        desk.queue.lacking.no_details(wanted[2].document_id, "They did not come.")

    at_desk(work)
    account = account_name(server.url, server.company, server.username)
    shown = rows_shown_last(tmp_path / "profile", account)
    assert shown is not None
    assert shown.entries == tuple(wanted)
    assert shown.entries[0].state_note == "The server took nothing."
    assert shown.last_open is None


def test_nothing_is_read_where_nobody_has_worked(tmp_path: Path) -> None:
    assert rows_shown_last(tmp_path, "nobody") is None
    assert list(tmp_path.iterdir()) == []
