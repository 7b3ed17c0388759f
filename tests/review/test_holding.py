"""Putting documents aside: kept over a restart, back on their day, told in the journal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from klearstack_desktop.model.hold import in_a_week, next_monday, tomorrow
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.waiting import until
from tests.hand_clock import HandClock
from tests.review.desk_at_work import Account, desk_at_work

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.desk import Desk
    from tests.server_process import ServerProcess


async def some_document(desk: Desk) -> str:
    await until(desk.queue.replaced, lambda: bool(desk.queue.documents()), "the list")
    return desk.queue.documents()[0].id


async def held(desk: Desk, document_id: str, days: int, reason: str) -> None:
    day = desk.holding.today() + timedelta(days=days)
    assert desk.holding.hold(document_id, day, reason)
    await until(
        desk.holding.held,
        lambda: desk.queue.state(document_id) is ReviewState.ON_HOLD,
        "the document to be on hold",
    )


def test_a_document_on_hold_comes_back_by_itself(server: ServerProcess, tmp_path: Path) -> None:
    account, profile = Account.of(server), tmp_path / "profile"
    told: list[tuple[str, ...]] = []

    async def day_one() -> str:
        async with asyncio.timeout(40), desk_at_work(account, profile) as desk:
            document_id = await some_document(desk)
            await held(desk, document_id, 3, "waits for the order")
            entry = desk.queue.entry(document_id)
            assert entry.state is ReviewState.ON_HOLD
            assert entry.note.endswith(": waits for the order")
            return document_id

    async def still_on_hold(document_id: str) -> None:
        async with asyncio.timeout(40), desk_at_work(account, profile) as desk:
            await some_document(desk)
            assert desk.queue.state(document_id) is ReviewState.ON_HOLD

    async def day_four(document_id: str) -> None:
        clock = HandClock()
        clock.sleep((datetime.now(UTC) + timedelta(days=4) - clock.now()).total_seconds())
        async with asyncio.timeout(40), desk_at_work(account, profile, clock=clock) as desk:
            desk.holding.came_back.connect(told.append)
            await until(
                desk.queue.entry_changed,
                lambda: desk.queue.state(document_id) is not ReviewState.ON_HOLD,
                "the document to come back",
            )
            found = await desk._lanes.run(Lane.STORE_WORK, desk._store.holds.all)
            assert found == ()

    document_id = asyncio.run(day_one())
    asyncio.run(still_on_hold(document_id))
    asyncio.run(day_four(document_id))
    assert told == [(document_id,)]


def test_a_day_that_is_over_is_refused(server: ServerProcess, tmp_path: Path) -> None:
    async def work() -> None:
        async with (
            asyncio.timeout(40),
            desk_at_work(Account.of(server), tmp_path / "profile") as desk,
        ):
            document_id = await some_document(desk)
            problems: list[object] = []
            desk.holding.problem_met.connect(problems.append)
            for days in (0, -1, 400):
                day = desk.holding.today() + timedelta(days=days)
                assert not desk.holding.hold(document_id, day, "")
            assert len(problems) == 3

    asyncio.run(work())


def test_a_decision_and_a_person_end_a_hold(server: ServerProcess, tmp_path: Path) -> None:
    async def work() -> None:
        async with (
            asyncio.timeout(40),
            desk_at_work(Account.of(server), tmp_path / "profile") as desk,
        ):
            document_id = await some_document(desk)
            await held(desk, document_id, 1, "")
            desk.holding.take_off(document_id)
            await until(
                desk.queue.entry_changed,
                lambda: desk.queue.state(document_id) is not ReviewState.ON_HOLD,
                "the document to be taken off hold",
            )
            await held(desk, document_id, 1, "")
            desk.session.open(document_id)
            assert desk.submissions.reject("not ours")
            await until(
                desk.queue.entry_changed,
                lambda: desk.queue.hold_of(document_id) is None,
                "the decision to end the hold",
            )

    asyncio.run(work())


def test_the_days_on_offer() -> None:
    sunday = datetime(2026, 11, 22, tzinfo=UTC).date()
    monday = tomorrow(sunday)
    assert monday.isoformat() == "2026-11-23"
    assert next_monday(sunday) == monday
    assert next_monday(monday).isoformat() == "2026-11-30"
    assert in_a_week(sunday).isoformat() == "2026-11-29"
