"""The outbox at work: taking back, order, pauses, holds, restarts; against a real server."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.waiting import until
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import NUMBER, TOTAL, reached, ready

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from typing import Any

    from klearstack_desktop.model.merge import Clash
    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.outbox_entries import OutboxCounts, OutboxEntry
    from tests.server_process import ServerProcess

A_LONG_TIME = 3600
NO_UPDATES = {"update_document": "/access/klearstack/moved"}


class AtWork:
    """Runs coroutines at a desk, one run of the program after the other."""

    def __init__(self, server: ServerProcess, profile: Path) -> None:
        self._server = server
        self._profile = profile

    def __call__(
        self, work: Callable[[Desk], Awaitable[Any]], *, undo_seconds: int = A_LONG_TIME
    ) -> None:
        async def run() -> None:
            account = Account.of(self._server)
            async with (
                asyncio.timeout(60),
                desk_at_work(account, self._profile, undo_seconds=undo_seconds) as desk,
            ):
                await work(desk)

        asyncio.run(run())


@pytest.fixture
def at_work(server: ServerProcess, tmp_path: Path) -> AtWork:
    return AtWork(server, tmp_path / "profile")


def calls(server: ServerProcess) -> list[tuple[str, str]]:
    return [(row["call"], row["document_id"]) for row in server.record()]


def entry_of(desk: Desk, document_id: str) -> OutboxEntry:
    (entry,) = [one for one in desk.submissions.entries() if one.document_id == document_id]
    return entry


async def queued(desk: Desk, count: int = 1) -> None:
    """Wait until rows are in the outbox."""
    await until(
        desk.submissions.outbox_changed,
        lambda: len(desk.submissions.entries()) == count,
        f"{count} rows in the outbox",
    )


async def approve(desk: Desk, index: int = 0, number: str = "") -> str:
    opened = await ready(desk, index)
    if number:
        desk.editing.set_field(NUMBER, number)
    assert desk.submissions.approve()
    return opened.id


def test_the_comment_counts_what_was_saved_in_an_earlier_run(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def correct(desk: Desk) -> None:
        await ready(desk)
        desk.editing.set_field(NUMBER, "2026-1")
        saved: list[str] = []
        desk.submissions.saved.connect(saved.append)
        assert desk.submissions.save()
        await until(desk.submissions.saved, lambda: bool(saved), "the save")

    async def decide(desk: Desk) -> None:
        await reached(desk, await approve(desk), ReviewState.APPROVED)

    at_work(correct)
    at_work(decide, undo_seconds=0)
    (decision,) = [row for row in server.record() if row["call"] == "approve_reject_doc"]
    assert "1 corrected" in str(decision)


def test_a_decision_waits_read_only_and_is_taken_back_with_its_draft(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        taken_back: list[str] = []
        desk.submissions.taken_back.connect(taken_back.append)
        decided = await approve(desk, number="2026-1")
        assert desk.queue.state(decided) is ReviewState.WAITING
        assert desk.session.editable is None
        assert desk.queue.entry(decided).number == "2026-1"
        await queued(desk)
        entry = entry_of(desk, decided)
        assert (entry.state, entry.can_withdraw, entry.is_in_window) == (
            OutboxState.WAITING,
            True,
            True,
        )
        other = await ready(desk, 1)
        desk.editing.set_field(NUMBER, "being edited")
        assert desk.submissions.take_back() == decided
        await until(desk.submissions.taken_back, lambda: bool(taken_back), "it to be back")
        assert taken_back == [decided]
        assert desk.queue.draft(decided).fields[NUMBER].mine.value == "2026-1"
        assert desk.queue.draft(other.id).fields[NUMBER].mine.value == "being edited"
        assert desk.queue.state(decided) is ReviewState.DRAFT
        assert desk.submissions.entries() == ()

    async def after_a_restart(desk: Desk) -> None:
        first = desk.queue.documents()[0].id
        assert desk.queue.draft(first).fields[NUMBER].mine.value == "2026-1"

    at_work(work)
    at_work(after_a_restart)
    assert calls(server) == []


def test_the_open_document_comes_back_as_it_was_before_the_decision(at_work: AtWork) -> None:
    async def work(desk: Desk) -> None:
        before = await ready(desk)
        read = before.base.by_key(NUMBER)
        await approve(desk, number="2026-1")
        assert desk.submissions.take_back() == before.id
        await until(
            desk.session.changed, lambda: desk.session.editable is not None, "it to be editable"
        )
        current = desk.session.current
        assert current is not None
        assert current.base.by_key(NUMBER) == read
        assert current.draft.fields[NUMBER].mine.value == "2026-1"

    at_work(work)


def test_the_newest_decision_is_taken_back_first_and_a_reason_is_kept(at_work: AtWork) -> None:
    async def work(desk: Desk) -> None:
        approved = await approve(desk)
        rejected = (await ready(desk, 1)).id
        assert desk.submissions.reject("typed with care")
        back: list[str] = []
        desk.submissions.taken_back.connect(back.append)
        assert desk.submissions.take_back() == rejected
        assert desk.submissions.take_back() == approved
        await until(desk.submissions.taken_back, lambda: len(back) == 2, "both to be back")
        assert desk.submissions.unsent_reason(rejected) == "typed with care"
        assert desk.submissions.done.count == 0

    at_work(work)


def test_nothing_to_take_back_is_said_and_so_is_too_late(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        said: list[Problem] = []
        desk.submissions.problem_met.connect(said.append)
        assert desk.submissions.take_back() is None
        assert said[0].sentence == "No decision waits that could be taken back."
        server.fault("approve_reject_doc", "slow", seconds=1.0)
        decided = await approve(desk)
        await reached(desk, decided, ReviewState.SENDING)
        assert desk.submissions.take_back() is None
        assert said[1].sentence.startswith("It is too late")
        row_id = entry_of(desk, decided).row_id
        desk.submissions.withdraw(row_id)
        assert len(said) == 3
        await reached(desk, decided, ReviewState.APPROVED)

    at_work(work, undo_seconds=0)
    assert [call for call, _document in calls(server)] == ["approve_reject_doc"]


def test_a_save_does_not_wait_and_its_decision_does(at_work: AtWork, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        saved: list[str] = []
        desk.submissions.saved.connect(saved.append)
        desk.editing.set_field(NUMBER, "saved")
        desk.submissions.save()
        desk.editing.begin_visit("again")
        desk.editing.set_field(TOTAL, "1.00")
        desk.submissions.approve()
        await until(desk.submissions.saved, lambda: saved == [opened.id], "the save")
        assert desk.queue.state(opened.id) is ReviewState.WAITING
        assert calls(server) == [("update_document", opened.id)]
        assert await desk.submissions.end_windows(30.0) == 0
        assert desk.queue.state(opened.id) is ReviewState.APPROVED

    at_work(work)
    assert [call for call, _document in calls(server)] == [
        "update_document",
        "update_document",
        "approve_reject_doc",
    ]


def test_documents_go_side_by_side_and_each_in_its_own_order(
    at_work: AtWork, server: ServerProcess
) -> None:
    decided: list[str] = []

    async def work(desk: Desk) -> None:
        for index in range(3):
            opened = await ready(desk, index)
            decided.append(opened.id)
            desk.editing.set_field(NUMBER, f"saved {index}")
            desk.submissions.save()
            desk.editing.begin_visit("again")
            desk.editing.set_field(NUMBER, f"decided {index}")
            desk.submissions.approve()
        counts: list[OutboxCounts] = []
        desk.submissions.counts_changed.connect(counts.append)
        for document_id in decided:
            server.fault("approve_reject_doc", "slow", document=document_id, seconds=1.0)
        assert await desk.submissions.end_windows(30.0) == 0
        assert max(count.sending for count in counts) == 3
        assert desk.submissions.done.count == 3

    at_work(work)
    record = server.record()
    for index, document_id in enumerate(decided):
        own = [row for row in record if row["document_id"] == document_id]
        assert [row["call"] for row in own] == [
            "update_document",
            "update_document",
            "approve_reject_doc",
        ]
        values = [row["values"]["doc_number_value"]["_value"] for row in own[:2]]
        assert values == [f"saved {index}", f"decided {index}"]
    # One after the other would have ended each document before the next one began.
    first_decision = [row["call"] for row in record].index("approve_reject_doc")
    assert len({row["document_id"] for row in record[:first_decision]}) == 3


def test_what_waited_at_the_end_waits_visibly_at_the_next_start(
    at_work: AtWork, server: ServerProcess
) -> None:
    decided: list[str] = []

    async def decide(desk: Desk) -> None:
        decided.append(await approve(desk, number="2026-1"))
        await queued(desk)

    async def next_start(desk: Desk) -> None:
        (document_id,) = decided
        assert desk.queue.state(document_id) is ReviewState.WAITING
        entry = entry_of(desk, document_id)
        assert entry.is_in_window
        assert entry.due is not None
        assert entry.due > desk._clock.monotonic() + A_LONG_TIME / 2
        assert desk.queue.entry(document_id).number == "2026-1"
        assert await desk.submissions.end_windows(30.0) == 0

    at_work(decide)
    assert calls(server) == []
    at_work(next_start)
    assert [call for call, _document in calls(server)] == ["update_document", "approve_reject_doc"]


@pytest.mark.parametrize("has_arrived", [True, False])
@pytest.mark.parametrize("kind", [OutboxKind.APPROVE, OutboxKind.REJECT])
def test_what_was_being_sent_at_the_end_is_settled_at_the_next_start(
    at_work: AtWork, server: ServerProcess, kind: OutboxKind, has_arrived: bool
) -> None:
    decided: list[str] = []

    async def decide(desk: Desk) -> None:
        decided.append((await ready(desk)).id)
        if kind is OutboxKind.APPROVE:
            desk.submissions.approve()
        else:
            desk.submissions.reject("not ours")
        await queued(desk)

    async def die_while_sending(desk: Desk) -> None:
        client, outbox = desk.service.client, desk._store.outbox
        row_id = entry_of(desk, decided[0]).row_id
        assert await desk._lanes.run(Lane.STORE_WORK, outbox.begin_sending, row_id)
        assert await desk._lanes.run(Lane.STORE_WORK, outbox.mark_leaving, row_id)
        if has_arrived and kind is OutboxKind.APPROVE:
            await desk.service.background(client.approve, decided[0], "fine", "invoices")
        elif has_arrived:
            await desk.service.background(client.reject, decided[0], "not ours", "invoices")

    async def next_start(desk: Desk) -> None:
        state = ReviewState.APPROVED if kind is OutboxKind.APPROVE else ReviewState.REJECTED
        await reached(desk, decided[0], state)
        assert desk.submissions.unsent() == 0

    at_work(decide)
    at_work(die_while_sending)
    at_work(next_start)
    assert [row["decision"] for row in server.record()] == [kind.value]


def test_what_a_colleague_decided_before_it_was_sent_is_not_ours(
    at_work: AtWork, server: ServerProcess
) -> None:
    decided: list[str] = []

    async def decide(desk: Desk) -> None:
        decided.append((await ready(desk)).id)
        desk.submissions.approve()
        await queued(desk)

    async def die_before_it_leaves(desk: Desk) -> None:
        row_id = entry_of(desk, decided[0]).row_id
        assert await desk._lanes.run(Lane.STORE_WORK, desk._store.outbox.begin_sending, row_id)

    async def next_start(desk: Desk) -> None:
        assert await desk.submissions.end_windows(30.0) == 0
        assert desk.queue.state(decided[0]) is ReviewState.DECIDED_ELSEWHERE

    at_work(decide)
    at_work(die_before_it_leaves)
    colleague = Credentials(server.company, "meera", server.passwords["meera"])
    with KlearStackClient(ServerProfile(server.url), colleague) as client:
        client.approve(decided[0], "by a colleague", "invoices")
    at_work(next_start)
    assert [call for call, _document in calls(server)] == ["approve_reject_doc"]


def test_what_came_back_is_told_again_at_the_next_start_until_it_is_dealt_with(
    at_work: AtWork, server: ServerProcess
) -> None:
    refused: list[str] = []

    async def save_in_vain(desk: Desk) -> None:
        for index in range(2):
            refused.append((await ready(desk, index)).id)
            desk.editing.set_field(NUMBER, "in vain")
            desk.submissions.save()
            await reached(desk, refused[-1], ReviewState.NOT_SENT)

    async def deal_with_it(desk: Desk) -> None:
        assert [desk.queue.state(one) for one in refused] == [ReviewState.NOT_SENT] * 2
        assert desk.queue.entry(refused[0]).note.startswith("The corrections were not saved: ")
        counts: list[OutboxCounts] = []
        desk.submissions.counts_changed.connect(counts.append)
        first, second = desk.submissions.entries()
        assert (first.state, first.can_dismiss, first.can_withdraw) == (
            OutboxState.REFUSED,
            True,
            False,
        )
        desk.submissions.dismiss(first.row_id)
        assert counts[-1].failed == 1
        await ready(desk, 1)
        saved: list[str] = []
        desk.submissions.saved.connect(saved.append)
        assert desk.submissions.save()
        assert counts[-1].failed == 0
        await until(desk.submissions.saved, lambda: saved == [second.document_id], "the save")

    async def look(desk: Desk) -> None:
        assert desk.submissions.entries() == ()

    server.switch(endpoints=NO_UPDATES)
    at_work(save_in_vain)
    server.switch()
    at_work(deal_with_it)
    at_work(look)


def test_a_decision_of_more_than_a_day_asks_and_goes_out_when_confirmed(
    at_work: AtWork, server: ServerProcess
) -> None:
    decided: list[str] = []

    async def decide(desk: Desk) -> None:
        decided.append(await approve(desk))
        decided.append(await approve(desk, 1))
        await queued(desk, 2)

    async def let_a_day_pass(desk: Desk) -> None:
        long_ago = (datetime.now(UTC) - timedelta(hours=25)).isoformat()
        connection = desk._store._work
        assert connection is not None
        change = "UPDATE outbox SET created_at = ?"
        await desk._lanes.run(Lane.STORE_WORK, connection.execute, change, (long_ago,))

    async def next_day(desk: Desk) -> None:
        confirmed, withdrawn = desk.submissions.entries()
        assert confirmed.asks
        assert confirmed.due is None
        assert await desk.submissions.end_windows(5.0) == 2
        desk.submissions.confirm_old(confirmed.row_id)
        desk.submissions.withdraw(withdrawn.row_id)
        await reached(desk, confirmed.document_id, ReviewState.APPROVED)
        await queued(desk, 0)

    at_work(decide)
    at_work(let_a_day_pass)
    at_work(next_day)
    assert calls(server) == [("approve_reject_doc", decided[0])]


def test_while_the_line_is_held_nothing_leaves_not_even_at_the_end(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        desk.dispatcher.hold("screen lock")
        counts: list[OutboxCounts] = []
        desk.submissions.counts_changed.connect(counts.append)
        decided = await approve(desk)
        await queued(desk)
        assert entry_of(desk, decided).due is None
        assert (counts[-1].waiting, counts[-1].held) == (1, 1)
        assert await desk.submissions.end_windows(30.0) == 1
        assert calls(server) == []
        desk.dispatcher.release("screen lock")
        await reached(desk, decided, ReviewState.APPROVED)

    at_work(work, undo_seconds=0)


def test_offline_decisions_wait_and_leave_by_themselves_when_the_server_is_back(
    at_work: AtWork, server: ServerProcess
) -> None:
    decided: list[str] = []

    async def work(desk: Desk) -> None:
        first = await ready(desk)
        server.kill()
        desk.submissions.approve()
        decided.append(first.id)
        desk.session.open(desk.queue.documents()[1].id)
        desk.submissions.reject("not ours")
        decided.append(desk.queue.documents()[1].id)
        await queued(desk, 2)
        await until(
            desk.submissions.outbox_changed,
            lambda: any(entry.can_retry for entry in desk.submissions.entries()),
            "a try in vain",
        )
        for document_id in decided:
            await reached(desk, document_id, ReviewState.WAITING)
        assert desk.submissions.unsent() == 2
        server.start_again()
        await reached(desk, decided[0], ReviewState.APPROVED)
        await reached(desk, decided[1], ReviewState.REJECTED)

    at_work(work, undo_seconds=0)
    assert sorted(calls(server)) == sorted(("approve_reject_doc", one) for one in decided)


def test_details_for_copying_hold_no_value_and_no_comment(at_work: AtWork) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        desk.editing.set_field(NUMBER, "secret number")
        desk.editing.set_comment("secret comment")
        desk.submissions.approve()
        await queued(desk)
        details = desk.submissions.details_of(entry_of(desk, opened.id).row_id)
        assert opened.id in details
        assert "doc_number_value" in details
        assert "secret" not in details
        assert desk.submissions.details_of("no such row") == ""

    at_work(work)


def test_a_draft_that_does_not_get_into_the_outbox_is_kept_and_said(at_work: AtWork) -> None:
    async def work(desk: Desk) -> None:
        opened = await ready(desk)
        desk.editing.set_field(NUMBER, "kept")
        connection = desk._store._work
        assert connection is not None
        read_only = "PRAGMA query_only = ON"
        await desk._lanes.run(Lane.STORE_WORK, connection.execute, read_only)
        desk.submissions.reject("typed with care")
        await reached(desk, opened.id, ReviewState.NOT_SENT)
        assert desk.queue.draft(opened.id).fields[NUMBER].mine.value == "kept"
        assert desk.submissions.unsent_reason(opened.id) == "typed with care"
        assert desk.session.editable is not None
        await desk._lanes.run(Lane.STORE_WORK, connection.execute, "PRAGMA query_only = OFF")
        await desk.drafts.flush()

    async def look(desk: Desk) -> None:
        first = desk.queue.documents()[0].id
        assert desk.queue.draft(first).fields[NUMBER].mine.value == "kept"

    at_work(work)
    at_work(look)


def test_the_service_is_given_the_time_it_asks_for(at_work: AtWork, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        server.fault("getdocument", "status_429", None, retry_after=A_LONG_TIME)
        opened = await ready_without_details(desk)
        desk.submissions.reject("not ours")
        await until(
            desk.submissions.outbox_changed,
            lambda: any(entry.can_retry for entry in desk.submissions.entries()),
            "a try in vain",
        )
        entry = entry_of(desk, opened)
        assert entry.due is not None
        assert entry.due > desk._clock.monotonic() + A_LONG_TIME / 2
        server.clear_faults()
        desk.submissions.retry(entry.row_id)
        assert await desk.submissions.end_windows(5.0) == 1

    at_work(work, undo_seconds=0)
    assert calls(server) == []


async def ready_without_details(desk: Desk) -> str:
    await until(desk.queue.replaced, lambda: len(desk.queue.documents()) == 4, "the queue")
    document_id = desk.queue.documents()[0].id
    desk.session.open(document_id)
    return document_id


def test_without_a_login_decisions_wait_until_somebody_signs_in_again(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        asked: list[Problem] = []
        desk.service.sign_in_needed.connect(asked.append)
        opened = await ready(desk)
        client = desk.service.client
        wrong = Credentials(server.company, server.username, "changed elsewhere")
        await desk._lanes.run(Lane.NET_INTERACTIVE, client.replace_credentials, wrong)
        server.expire_tokens()
        desk.submissions.approve()
        await until(desk.service.sign_in_needed, lambda: bool(asked), "the question")
        await reached(desk, opened.id, ReviewState.WAITING)
        assert await desk.submissions.end_windows(30.0) == 1
        await desk.sign_in_again(server.password)
        await reached(desk, opened.id, ReviewState.APPROVED)

    at_work(work, undo_seconds=0)
    assert [call for call, _document in calls(server)] == ["approve_reject_doc"]


def test_decided_by_somebody_else_stays_so_and_corrections_are_kept(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def too_late(desk: Desk) -> None:
        client = desk.service.client
        for index, decide in enumerate((client.approve, client.reject)):
            opened = await ready(desk, index)
            await desk.service.background(decide, opened.id, "decided by another", "invoices")
            if index == 0:
                desk.editing.set_field(NUMBER, "kept")
            desk.submissions.approve()
            await reached(desk, opened.id, ReviewState.DECIDED_ELSEWHERE)
            assert desk.session.editable is None
        assert desk.submissions.entries() == ()

    async def next_start(desk: Desk) -> None:
        await desk.refreshing.refresh()
        approved, rejected = (document.id for document in desk.queue.documents()[:2])
        assert desk.queue.state(approved).is_decided
        assert desk.queue.draft(approved).fields[NUMBER].mine.value == "kept"
        # The list does not tell that somebody rejected a document.
        assert desk.queue.state(rejected) is ReviewState.DECIDED_ELSEWHERE

    at_work(too_late, undo_seconds=0)
    at_work(next_start)
    assert [call for call, _document in calls(server)] == ["approve_reject_doc"] * 2


def test_what_both_changed_comes_back_as_a_conflict_also_after_a_restart(
    at_work: AtWork, server: ServerProcess
) -> None:
    clashing: list[str] = []

    async def save(desk: Desk) -> None:
        opened = await ready(desk)
        clashing.append(opened.id)
        clashes: list[tuple[Clash, ...]] = []
        desk.submissions.clashed.connect(lambda _document, found: clashes.append(found))
        field = opened.base.by_key(NUMBER)
        assert field is not None
        update = desk.service.client.update_document
        await desk.service.background(update, opened.id, {field.name: "theirs"}, "invoices")
        desk.editing.set_field(NUMBER, "mine")
        desk.submissions.save()
        await reached(desk, opened.id, ReviewState.CONFLICT)
        assert [clash.place for clash in clashes[0]] == [NUMBER]
        assert desk.session.editable is not None

    async def next_start(desk: Desk) -> None:
        (document_id,) = clashing
        assert desk.queue.state(document_id) is ReviewState.CONFLICT
        assert desk.queue.draft(document_id).fields[NUMBER].mine.value == "mine"
        assert entry_of(desk, document_id).state is OutboxState.CONFLICT

    at_work(save)
    at_work(next_start)


def test_an_outcome_that_cannot_be_written_down_is_written_as_soon_as_it_can(
    at_work: AtWork, server: ServerProcess
) -> None:
    async def work(desk: Desk) -> None:
        said: list[Problem] = []
        desk.submissions.problem_met.connect(said.append)
        connection = desk._store._work
        assert connection is not None
        decided = await approve(desk)
        await queued(desk)
        server.fault("approve_reject_doc", "slow", seconds=1.0)
        desk.submissions.retry(entry_of(desk, decided).row_id)
        await reached(desk, decided, ReviewState.SENDING)
        await desk._lanes.run(Lane.STORE_WORK, connection.execute, "PRAGMA query_only = ON")
        await until(desk.submissions.problem_met, lambda: bool(said), "what stands in the way")
        assert desk.queue.state(decided) is ReviewState.SENDING
        await desk._lanes.run(Lane.STORE_WORK, connection.execute, "PRAGMA query_only = OFF")
        await reached(desk, decided, ReviewState.APPROVED)

    at_work(work)
    assert [call for call, _document in calls(server)] == ["approve_reject_doc"]


def test_the_journal_tells_the_way_of_every_row(at_work: AtWork, server: ServerProcess) -> None:
    async def work(desk: Desk) -> None:
        decided = await approve(desk, number="2026-1")
        await queued(desk)
        server.fault("approve_reject_doc", "cut_after")
        await desk.submissions.end_windows(0.0)
        await reached(desk, decided, ReviewState.APPROVED)
        connection = desk._store._work
        assert connection is not None
        select = "SELECT entry FROM journal ORDER BY sequence"
        found = await desk._lanes.run(
            Lane.STORE_WORK, lambda: connection.execute(select).fetchall()
        )
        entries = [json.loads(entry) for (entry,) in found]
        told = [entry for entry in entries if entry["document"] == decided]
        kinds = [(entry["kind"], entry["facts"].get("outcome")) for entry in told]
        assert kinds[-5:] == [
            ("decision", None),
            ("sending", None),
            ("answer", "unknown"),
            ("sending", None),
            ("answer", "applied"),
        ]
        (decision,) = [entry["facts"] for entry in told if entry["kind"] == "decision"]
        assert decision["pages"]
        assert decision["corrections"][0]["after"]["value"] == "2026-1"

    at_work(work)
