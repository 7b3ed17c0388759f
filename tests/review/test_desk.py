"""The use cases without any window: opening, editing, saving, deciding, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.outbox_entries import name_in
from klearstack_desktop.waiting import until
from tests.review.steps import NUMBER, TOTAL, reached, ready, value

if TYPE_CHECKING:
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.outbox_entries import NotApplied
    from tests.review.conftest import AtDesk
    from tests.server_process import ServerProcess

NO_UPDATES = {"update_document": "/access/klearstack/moved"}


def test_details_come_over_the_summary_and_edits_stay_on_top(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
        desk.session.open(desk.queue.documents()[0].id)
        assert desk.session.current is not None
        assert not desk.session.current.has_details
        assert "still being fetched" in desk.session.current.readiness.reason
        desk.editing.set_field(NUMBER, "typed before the details came")
        await ready(desk)
        assert value(desk, NUMBER) == "typed before the details came"

    at_desk(work)


def test_a_document_left_in_a_hurry_does_not_change_the_next(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
        for document in desk.queue.documents():
            desk.session.open(document.id)
        last = desk.queue.documents()[-1].id
        await until(
            desk.session.changed,
            lambda: desk.session.current is not None and desk.session.current.readiness.is_ready,
            "the last document",
        )
        assert desk.session.current is not None
        assert desk.session.current.id == last
        assert len(desk.session.current.pages) == desk.session.current.base.page_count

    at_desk(work)


def test_a_save_sends_only_what_changed_and_later_edits_start_from_it(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        desk.editing.set_field(NUMBER, "1")
        saved: list[str] = []
        desk.submissions.saved.connect(saved.append)
        assert desk.submissions.save()
        assert not desk.submissions.save()
        desk.editing.begin_visit("again")
        desk.editing.set_field(NUMBER, "12")
        await until(desk.submissions.saved, lambda: bool(saved), "the save")
        assert desk.session.current is not None
        assert desk.session.current.draft.fields[NUMBER].base.value == "1"
        assert desk.queue.draft(opened.id).has_corrections

    at_desk(work)
    (row,) = server.record()
    assert set(row["values"]) == {"doc_number_value"}


def test_typing_and_deleting_it_again_accepts_nothing(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        read = value(desk, NUMBER)
        desk.editing.begin_visit("a")
        desk.editing.set_field(NUMBER, f"{read}1")
        desk.editing.set_field(NUMBER, read)
        assert desk.session.current is not None
        assert NUMBER not in desk.session.current.draft.checked

    at_desk(work)


def test_undo_and_revert_restore_what_was_read(at_desk: AtDesk) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        read = value(desk, NUMBER)
        desk.editing.begin_visit("a")
        desk.editing.set_field(NUMBER, "1")
        desk.editing.set_field(NUMBER, "12")
        desk.editing.begin_visit("b")
        desk.editing.set_field(TOTAL, "99")
        desk.editing.undo()
        assert value(desk, NUMBER) == "12"
        desk.editing.undo()
        assert value(desk, NUMBER) == read
        desk.editing.redo()
        assert value(desk, NUMBER) == "12"
        desk.editing.revert_field(NUMBER)
        assert value(desk, NUMBER) == read

    at_desk(work)


@pytest.mark.parametrize(
    "kind",
    [
        "status_500_html",
        "cut_before",
        "cut_during",
        "cut_after",
        "half_json",
        "not_json",
        "empty",
        "status_429",
    ],
)
@pytest.mark.parametrize("call", ["approve_reject_doc", "update_document"])
def test_whatever_breaks_a_decision_and_its_corrections_arrive_exactly_once(
    at_desk: AtDesk, server: ServerProcess, call: str, kind: str
) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        server.fault(call, kind)
        desk.editing.set_field(NUMBER, "kept")
        assert desk.submissions.approve()
        await reached(desk, opened.id, ReviewState.APPROVED)

    at_desk(work)
    assert [row["call"] for row in server.record()] == ["update_document", "approve_reject_doc"]


def test_a_refused_correction_stops_its_decision(at_desk: AtDesk, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        told: list[NotApplied] = []
        desk.submissions.not_applied.connect(told.append)
        server.switch(endpoints=NO_UPDATES)
        desk.editing.set_field(NUMBER, "kept")
        desk.submissions.save()
        desk.submissions.approve()
        await reached(desk, opened.id, ReviewState.NOT_SENT)
        assert desk.queue.draft(opened.id).fields[NUMBER].mine.value == "kept"
        assert [news.document_id for news in told] == [opened.id]
        name = name_in(desk.queue, opened.id)
        assert told[0].problem.sentence.startswith(f"{name}: The corrections were not saved: ")

    at_desk(work)
    assert server.record() == []


def test_what_somebody_else_decided_is_shown_as_such(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        await desk.service.background(
            desk.service.client.reject, opened.id, "decided by another", "invoices"
        )
        desk.submissions.approve()
        await reached(desk, opened.id, ReviewState.DECIDED_ELSEWHERE)
        assert desk.session.current is not None
        assert desk.session.current.is_read_only

    at_desk(work)


def test_decisions_are_remembered_and_never_fall_back_into_open(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def reject(desk: Desk) -> None:
        opened = await ready(desk)
        desk.submissions.reject("not ours")
        await reached(desk, opened.id, ReviewState.REJECTED)
        await desk.refreshing.refresh()
        assert desk.queue.state(opened.id) is ReviewState.REJECTED

    async def look(desk: Desk) -> None:
        await desk.refreshing.refresh()
        states = [desk.queue.state(document.id) for document in desk.queue.documents()]
        assert states.count(ReviewState.REJECTED) == 1

    at_desk(reject)
    at_desk(look)


def test_the_queue_is_there_before_the_network_answers(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def fill(desk: Desk) -> None:
        await ready(desk)
        await desk.refreshing.refresh()

    async def offline(desk: Desk) -> None:
        assert len(desk.queue.documents()) == 4
        assert desk.last_open == desk.queue.documents()[0].id

    at_desk(fill)
    server.fault("*", "cut_before", times=None)
    at_desk(offline)


def test_a_store_that_cannot_be_written_keeps_the_sign_honest(
    at_desk: AtDesk,
) -> None:
    async def work(desk: Desk) -> None:
        await ready(desk)
        said: list[str] = []
        desk.drafts.status_changed.connect(lambda status: said.append(status.text))
        store = desk._store
        connection = store._work
        assert connection is not None
        await desk._lanes.run(
            Lane.STORE_WORK,
            lambda: connection.execute("PRAGMA query_only = ON"),
        )
        before = desk.drafts.saved_revision
        desk.editing.set_field(NUMBER, "on paper only")
        await until(
            desk.drafts.status_changed,
            lambda: any(text.startswith("Not saved: ") for text in said),
            "the honest sign",
        )
        assert desk.drafts.saved_revision == before
        await desk._lanes.run(
            Lane.STORE_WORK,
            lambda: connection.execute("PRAGMA query_only = OFF"),
        )
        await until(
            desk.drafts.status_changed, lambda: said[-1] == "Draft saved", "the retried write"
        )
        assert desk.drafts.saved_revision == desk.drafts.revision

    at_desk(work)


def test_what_is_typed_while_a_save_fails_stays_on_top_of_what_comes_back(
    at_desk: AtDesk, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        server.switch(endpoints=NO_UPDATES)
        desk.editing.set_field(NUMBER, "saved in vain")
        desk.editing.set_field(TOTAL, "1.00")
        desk.submissions.save()
        desk.editing.begin_visit("meanwhile")
        desk.editing.set_field(NUMBER, "typed meanwhile")
        await reached(desk, opened.id, ReviewState.NOT_SENT)
        await desk.drafts.flush()
        draft = desk.queue.draft(opened.id)
        assert draft.fields[NUMBER].mine.value == "typed meanwhile"
        assert draft.fields[TOTAL].mine.value == "1.00"

    async def after_a_restart(desk: Desk) -> None:
        draft = desk.queue.draft(desk.queue.documents()[0].id)
        assert draft.fields[NUMBER].mine.value == "typed meanwhile"
        assert draft.fields[TOTAL].mine.value == "1.00"

    at_desk(work)
    at_desk(after_a_restart)
