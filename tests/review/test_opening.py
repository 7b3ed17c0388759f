"""What is shown when a document opens: what is here at once, what changed elsewhere right after."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.hand_clock import HandClock
from tests.review.desk_at_work import Account, desk_at_work
from tests.review.steps import NUMBER, change_elsewhere, reached, ready, value
from tests.review.test_prefetch import listed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

    from klearstack_desktop.model.merge import Clash, Taken
    from klearstack_desktop.review.desk import Desk
    from tests.server_process import ServerProcess

KEY = bytes(range(32))


class Workstation:
    """Desks of one account, one after another, on a clock that the test moves."""

    def __init__(self, server: ServerProcess, profile: Path) -> None:
        self.server = server
        self.clock = HandClock()
        self._profile = profile

    @asynccontextmanager
    async def desk(self, page_key: bytes | None = None) -> AsyncIterator[Desk]:
        account = Account.of(self.server)
        async with (
            asyncio.timeout(60),
            desk_at_work(account, self._profile, page_key=page_key, clock=self.clock) as desk,
        ):
            # As the window does it.
            desk.session.opened.connect(
                lambda opened: desk.prefetch.set_order(
                    [document.id for document in desk.queue.documents()], opened.id
                )
            )
            yield desk

    def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        asyncio.run(work())

    def change_elsewhere(self, document_id: str, number: str) -> None:
        """Correct the invoice number as another reviewer does."""
        change_elsewhere(self.server, document_id, number)


@pytest.fixture
def workstation(server: ServerProcess, tmp_path: Path) -> Workstation:
    return Workstation(server, tmp_path / "profile")


def changes_told(desk: Desk) -> list[tuple[Taken, ...]]:
    told: list[tuple[Taken, ...]] = []
    desk.session.changed_elsewhere.connect(lambda _document_id, taken: told.append(taken))
    return told


def clashes_told(desk: Desk) -> list[tuple[Clash, ...]]:
    told: list[tuple[Clash, ...]] = []
    desk.session.clashed.connect(lambda _document_id, clashes: told.append(clashes))
    return told


def test_details_older_than_a_minute_are_read_again_and_what_changed_is_said(
    workstation: Workstation,
) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            told = changes_told(desk)
            first = await ready(desk, 0)
            before = value(desk, NUMBER)
            await ready(desk, 1)
            await asyncio.to_thread(workstation.change_elsewhere, first.id, "changed elsewhere")
            workstation.clock.pass_by(61)
            desk.session.open(first.id)
            assert value(desk, NUMBER) == before
            await until(desk.session.changed_elsewhere, lambda: bool(told), "the change")
            (taken,) = told[0]
            assert taken.place == NUMBER
            assert value(desk, NUMBER) == "changed elsewhere"
            assert desk.session.current is not None
            assert desk.session.current.changed_elsewhere == {NUMBER: before}

    workstation.run(work)


def test_young_details_are_shown_without_a_word_to_the_server(workstation: Workstation) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            first = await ready(desk, 0)
            await ready(desk, 1)
            workstation.clock.pass_by(59)
            workstation.server.kill()
            desk.session.open(first.id)
            assert desk.session.current is not None
            assert desk.session.current.readiness.is_ready
            # Nobody was asked, so nobody has noticed.
            assert not desk.service.is_offline
            workstation.server.start_again()

    workstation.run(work)


def test_an_edit_of_what_another_person_changed_too_stays_and_is_said(
    workstation: Workstation,
) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            told, taken = clashes_told(desk), changes_told(desk)
            first = await ready(desk, 0)
            desk.editing.set_field(NUMBER, "mine")
            await ready(desk, 1)
            await asyncio.to_thread(workstation.change_elsewhere, first.id, "theirs")
            workstation.clock.pass_by(61)
            desk.session.open(first.id)
            await until(desk.session.clashed, lambda: bool(told), "the clash")
            (clash,) = told[0]
            assert clash.place == NUMBER
            assert value(desk, NUMBER) == "mine"
            assert taken == []

    workstation.run(work)


def test_a_draft_of_yesterday_that_clashes_is_said_when_it_opens(workstation: Workstation) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            first = await ready(desk, 0)
            desk.editing.set_field(NUMBER, "mine")
            await desk.drafts.flush()
        await asyncio.to_thread(workstation.change_elsewhere, first.id, "theirs")
        workstation.clock.pass_by(86_400)
        async with workstation.desk() as desk:
            told = clashes_told(desk)
            await listed(desk)
            desk.session.open(first.id)
            await until(desk.session.clashed, lambda: bool(told), "the clash")
            assert value(desk, NUMBER) == "mine"

    workstation.run(work)


def test_what_was_saved_a_moment_ago_is_not_hidden_by_what_was_read_before(
    workstation: Workstation,
) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            saved: list[str] = []
            desk.submissions.saved.connect(saved.append)
            first = await ready(desk, 0)
            desk.editing.set_field(NUMBER, "saved")
            assert desk.submissions.save()
            await ready(desk, 1)
            await until(desk.submissions.saved, lambda: bool(saved), "the save")
            await ready(desk, 0)
            assert value(desk, NUMBER) == "saved"
        async with workstation.desk() as desk:
            await listed(desk)
            desk.session.open(first.id)
            await ready(desk, 0)
            assert value(desk, NUMBER) == "saved"

    workstation.run(work)


def test_what_was_approved_a_moment_ago_shows_what_was_approved(workstation: Workstation) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            first = await ready(desk, 0)
            desk.editing.set_field(NUMBER, "approved")
            assert desk.submissions.approve()
            desk.session.open(desk.queue.documents()[1].id)
            await reached(desk, first.id, ReviewState.APPROVED)
            desk.session.open(first.id)
            session = desk.session
            await until(
                session.changed,
                lambda: session.current is not None and session.current.has_details,
                "the details",
            )
            assert value(desk, NUMBER) == "approved"
            assert session.current is not None
            assert session.current.changed_elsewhere == {}

    workstation.run(work)


def test_with_a_keychain_a_document_opens_whole_without_the_server(
    workstation: Workstation,
) -> None:
    async def work() -> None:
        async with workstation.desk(KEY) as desk:
            before = await ready(desk, 0)
        workstation.server.kill()
        async with workstation.desk(KEY) as desk:
            opened = await ready(desk, 0)
            assert opened.id == before.id
            assert opened.base == before.base
            assert dict(opened.digests) == dict(before.digests)
        workstation.server.start_again()

    workstation.run(work)


def test_without_a_keychain_values_are_here_and_it_is_said_why_pages_are_not(
    workstation: Workstation,
) -> None:
    async def work() -> None:
        async with workstation.desk() as desk:
            before = await ready(desk, 0)
        workstation.server.kill()
        workstation.clock.pass_by(3600)
        async with workstation.desk() as desk:
            await listed(desk)
            desk.session.open(before.id)
            session = desk.session
            await until(
                session.page_failed,
                lambda: session.current is not None and session.current.blocking_page == 1,
                "the page to fail",
            )
            assert session.current is not None
            assert session.current.has_details
            await until(
                session.changed,
                lambda: session.current is not None and session.current.is_dated,
                "the word that the values are of then",
            )
            assert "keychain" in session.current.page_problems[1]
            workstation.server.start_again()
            # Nobody clicks: what was missing comes by itself.
            await until(
                session.changed,
                lambda: (
                    session.current is not None
                    and session.current.readiness.is_ready
                    and not session.current.is_dated
                ),
                "the page and newer details to come",
            )

    workstation.run(work)


@pytest.mark.parametrize("kind", ["garbage", "truncated_jpeg", "not_an_image"])
def test_bytes_that_are_no_page_are_not_kept_for_one(workstation: Workstation, kind: str) -> None:
    async def work() -> None:
        async with workstation.desk(KEY) as desk:
            ids = await listed(desk)
            workstation.server.fault("getimage", kind, times=None)
            desk.session.open(ids[0])
            session = desk.session
            await until(
                session.page_failed,
                lambda: session.current is not None and session.current.blocking_page == 1,
                "the page to fail",
            )
            workstation.server.clear_faults()
            desk.session.bring_missing()
            await ready(desk, 0)

    workstation.run(work)


def test_the_number_of_pages_is_known_without_the_server_that_never_told_it(
    workstation: Workstation,
) -> None:
    async def work() -> None:
        workstation.server.fault("getdocument", "no_pages", times=None)
        async with workstation.desk(KEY) as desk:
            before = await ready(desk, 0)
        workstation.server.kill()
        async with workstation.desk(KEY) as desk:
            opened = await ready(desk, 0)
            assert opened.base.page_count == before.base.page_count
        workstation.server.start_again()

    workstation.run(work)
