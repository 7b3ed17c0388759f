"""The draft sign and what is in the store behind it; the store is a real file."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

import pytest

from klearstack_desktop.clock import SystemClock
from klearstack_desktop.model.changes import Draft, FieldChange, FieldEdit
from klearstack_desktop.model.document import Document, FieldKey
from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.undo import CommentStep, Step, UndoStack
from klearstack_desktop.review.draft_keeper import DraftKeeper, DraftStatus
from klearstack_desktop.review.lanes import Lane, Lanes
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.store.account_store import AccountStore
from klearstack_desktop.store.problems import NotWritten
from klearstack_desktop.store.seal import Seal
from klearstack_desktop.waiting import until
from tests.witness import WITNESS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

NUMBER, TOTAL = FieldKey("doc_number_value"), FieldKey("total_value")
FINE = "Draft saved"


class KeptAt(Protocol):
    def __call__(self, work: Callable[[Keeping], Awaitable[None]]) -> None: ...


T = TypeVar("T")


def draft(number: str, base: str = "1") -> Draft:
    return Draft({NUMBER: FieldEdit(FieldChange(base), FieldChange(number))})


def without_memory(_cursor: sqlite3.Cursor, _row: tuple[Any, ...]) -> NoReturn:
    """Let a real connection fail, while it reads, with an error that is not SQLite's."""
    raise MemoryError


def step(before: str, after: str) -> Step:
    return Step("edit of the comment", f"visit {before}", CommentStep(before, after))


@dataclass
class Keeping:
    """A keeper on a store of its own."""

    keeper: DraftKeeper
    store: AccountStore
    lanes: Lanes
    failures: list[BaseException] = field(default_factory=list)
    said: list[DraftStatus] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keeper.status_changed.connect(self.said.append)

    async def stored(self, document_id: str = "doc") -> Draft | None:
        return await self.in_store(lambda: self.store.drafts.load(document_id))

    async def stored_steps(self, document_id: str = "doc") -> UndoStack:
        return await self.in_store(lambda: self.store.drafts.steps.load(document_id))

    async def in_store(self, work: Callable[[], T]) -> T:
        return await self.lanes.run(Lane.STORE_WORK, work)

    async def writable(self, is_writable: bool) -> None:
        connection = self.store._work
        assert connection is not None
        pragma = f"PRAGMA query_only = {'OFF' if is_writable else 'ON'}"
        await self.in_store(lambda: connection.execute(pragma))

    @contextlib.asynccontextmanager
    async def store_standing_still(self) -> AsyncIterator[None]:
        """Let nothing get into the store meanwhile."""
        goes_on, stands = threading.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def stand_still() -> None:
            loop.call_soon_threadsafe(stands.set)
            goes_on.wait()

        waiting = asyncio.ensure_future(self.in_store(stand_still))
        await stands.wait()
        try:
            yield
        finally:
            goes_on.set()
            await waiting

    def enqueue(self, handed_over: Draft, kind: OutboxKind = OutboxKind.SAVE) -> Callable[[], Any]:
        document, now = Document("doc"), SystemClock().now()
        return partial(self.store.outbox.enqueue, document, handed_over, kind, "", now)

    async def saved(self) -> None:
        await until(self.keeper.status_changed, lambda: self.keeper.status.text == FINE, "the sign")

    async def told(self, text: str) -> None:
        await until(
            self.keeper.status_changed,
            lambda: any(text in status.text for status in self.said),
            f"a sign with {text!r}",
        )


@pytest.fixture
def keeping(tmp_path: Path) -> KeptAt:
    """Runs a coroutine with a keeper; a second run finds what the first has stored."""

    async def run(work: Callable[[Keeping], Awaitable[None]]) -> None:
        failures: list[BaseException] = []
        lanes, tasks = Lanes(), TaskRegister(failures.append)
        store = AccountStore(tmp_path / "profile", "https://tenant.example", "Acme", "ann")
        await lanes.run(Lane.STORE_WORK, store.open_work, Seal(None), WITNESS)
        try:
            async with asyncio.timeout(40):
                await work(Keeping(DraftKeeper(store, lanes, tasks), store, lanes, failures))
        finally:
            await tasks.close()
            await lanes.run(Lane.STORE_WORK, store.close_work)
            store.close()
            lanes.close()
        assert not failures, failures

    return lambda work: asyncio.run(run(work))


def test_the_sign_comes_when_the_edit_is_there_and_goes_with_the_next(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        at.keeper.note("doc", draft("2"), UndoStack((step("", "a"),)))
        assert at.keeper.status == DraftStatus("", 0)
        await at.saved()
        assert at.keeper.status == DraftStatus(FINE, 1)
        assert await at.stored() == draft("2")
        assert await at.stored_steps() == UndoStack((step("", "a"),))
        at.keeper.note("doc", draft("23"))
        assert at.keeper.status == DraftStatus("", 1)
        await at.saved()
        assert await at.stored() == draft("23")
        assert await at.stored_steps() == UndoStack((step("", "a"),))

    keeping(work)


def test_an_older_write_does_not_speak_for_a_newer_edit(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        async with at.store_standing_still():
            at.keeper.note("doc", draft("2"))
            writing = asyncio.ensure_future(at.keeper.flush())
            await asyncio.sleep(0)
            at.keeper.note("other", draft("7"))
            at.keeper.note("doc", draft("3"))
        await writing
        assert at.keeper.saved_revision == 1
        assert at.keeper.status == DraftStatus("", 1)
        assert await at.stored() == draft("2")
        await at.saved()
        assert at.keeper.status.revision == at.keeper.revision == 3
        assert await at.stored() == draft("3")
        assert await at.stored("other") == draft("7")

    keeping(work)


def test_a_write_that_takes_long_is_said_and_every_sign_is_true(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        async with at.store_standing_still():
            at.keeper.note("doc", draft("2"))
            await at.told("Saving")
            assert at.keeper.status.revision == 0
        await at.saved()
        assert await at.stored() == draft("2")

    keeping(work)


def test_a_failed_write_is_said_and_tried_again_until_it_succeeds(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        await at.writable(False)
        at.keeper.note("doc", draft("2"))
        await at.told("Not saved: The folder of this account cannot be written")
        at.keeper.note("other", draft("7"))
        problem = at.keeper.status
        assert (problem.is_problem, problem.revision) == (True, 0)
        with pytest.raises(NotWritten):
            await at.keeper.flush()
        assert at.keeper.status == problem
        await at.writable(True)
        await at.saved()
        assert (await at.stored(), await at.stored("other")) == (draft("2"), draft("7"))
        assert [status.text for status in at.said].count(FINE) == 1

    keeping(work)


def test_a_write_that_fails_unexpectedly_is_said_reported_once_and_tried_again(
    keeping: KeptAt,
) -> None:
    async def work(at: Keeping) -> None:
        connection = at.store._work
        assert connection is not None
        connection.row_factory = without_memory
        at.keeper.note("doc", draft("2"))
        at.keeper.end_visit()
        await at.told("Not saved: Something unexpected happened")
        assert (at.keeper.status.is_problem, at.keeper.status.revision) == (True, 0)
        with pytest.raises(MemoryError):
            await at.keeper.flush()
        connection.row_factory = None
        await at.saved()
        assert await at.stored() == draft("2")
        (failure,) = at.failures
        assert isinstance(failure, MemoryError)
        at.failures.clear()

    keeping(work)


def test_a_draft_that_is_handed_over_is_stored_first_and_taken_away_then(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        at.keeper.note("doc", draft("2"), UndoStack((step("", "a"),)))
        handing_over = at.keeper.hand_over("doc", draft("2"), at.enqueue(draft("2")))
        at.keeper.note("doc", draft("3", base="2"))
        assert at.keeper.saved_revision == 0
        row = await handing_over
        assert at.keeper.saved_revision == 1
        assert row.draft == draft("2")
        assert await at.stored() is None
        assert await at.stored_steps() == UndoStack((step("", "a"),))
        await at.saved()
        assert await at.stored() == draft("3", base="2")

    keeping(work)


@pytest.mark.parametrize("was_stored", [True, False])
def test_a_draft_is_kept_where_the_outbox_cannot_take_it(keeping: KeptAt, was_stored: bool) -> None:
    async def work(at: Keeping) -> None:
        at.keeper.note("doc", draft("2"))
        if was_stored:
            await at.saved()
        await at.writable(False)
        handing_over = at.keeper.hand_over("doc", draft("2"), at.enqueue(draft("2")))
        meanwhile = Draft({TOTAL: FieldEdit(FieldChange("9"), FieldChange("8"))})
        at.keeper.note("doc", meanwhile)
        with pytest.raises(NotWritten):
            await handing_over
        assert at.keeper.saved_revision == (1 if was_stored else 0)
        await at.told("Not saved")
        await at.writable(True)
        await at.saved()
        assert await at.stored() == meanwhile.over(draft("2"))
        assert await at.in_store(at.store.outbox.rows) == ()

    async def after_a_restart(at: Keeping) -> None:
        assert set((await at.stored() or Draft()).fields) == {NUMBER, TOTAL}

    keeping(work)
    keeping(after_a_restart)


def test_a_value_set_back_while_its_save_fails_is_no_edit_any_more(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        at.keeper.note("doc", draft("2"))
        await at.saved()
        await at.writable(False)
        handing_over = at.keeper.hand_over("doc", draft("2"), at.enqueue(draft("2")))
        at.keeper.note("doc", draft("1", base="2"))
        with pytest.raises(NotWritten):
            await handing_over
        await at.writable(True)
        await at.saved()
        assert await at.stored() is None

    keeping(work)


def test_a_decision_fails_with_the_save_that_it_stands_on(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        at.keeper.note("doc", draft("2"))
        await at.writable(False)
        saving = at.keeper.hand_over("doc", draft("2"), at.enqueue(draft("2")))
        newer = draft("3", base="2")
        at.keeper.note("doc", newer)
        deciding = at.keeper.hand_over("doc", newer, at.enqueue(newer, OutboxKind.APPROVE))
        both = [asyncio.ensure_future(each) for each in (saving, deciding)]
        ended: list[asyncio.Future[Any]] = []
        for each in both:
            each.add_done_callback(ended.append)
        outcomes = await asyncio.gather(*both, return_exceptions=True)
        assert [type(each) for each in outcomes] == [NotWritten, NotWritten]
        assert ended == [both[1], both[0]]
        await at.writable(True)
        await at.saved()
        assert await at.in_store(at.store.outbox.rows) == ()
        assert await at.stored() == draft("3")

    keeping(work)


def test_what_comes_back_finds_the_newest_edit_in_the_store(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        row = await at.keeper.hand_over("doc", draft("2"), at.enqueue(draft("2")))
        at.keeper.note("doc", Draft(comment="newer"))
        end = partial(at.store.outbox.give_back, row.id, OutboxState.WITHDRAWN)
        given = await at.keeper.bring_back("doc", end)
        assert given is not None
        assert given.draft == Draft(draft("2").fields, comment="newer")
        assert await at.stored() == given.draft

    keeping(work)


def test_edits_made_before_earlier_steps_have_come_stand_on_them(keeping: KeptAt) -> None:
    earlier = UndoStack((step("", "a"),), (step("a", "b"),))

    async def before(at: Keeping) -> None:
        at.keeper.note("doc", Draft(comment="a"), earlier)
        await at.keeper.close()

    async def work(at: Keeping) -> None:
        arrived: list[UndoStack] = []
        at.keeper.recalled.connect(lambda _document_id, steps: arrived.append(steps))
        async with at.store_standing_still():
            assert at.keeper.recall("doc") is None
            newer = UndoStack((step("a", "axy"),))
            at.keeper.note("doc", Draft(comment="axy"), newer, is_whole=False)
            assert arrived == []
        await at.keeper.flush()
        assert arrived == [earlier]
        assert await at.stored_steps() == earlier.followed_by(newer)
        newest = UndoStack((step("a", "axyz"),))
        at.keeper.note("doc", Draft(comment="axyz"), newest, is_whole=False)
        await at.keeper.flush()
        assert await at.stored_steps() == earlier.followed_by(newest)

    keeping(before)
    keeping(work)


def test_a_document_opened_again_goes_on_with_what_is_not_stored_yet(keeping: KeptAt) -> None:
    whole = UndoStack((step("", "a"),))

    async def work(at: Keeping) -> None:
        await at.writable(False)
        at.keeper.note("doc", Draft(comment="a"), whole)
        unsaved = at.keeper.recall("doc")
        assert unsaved is not None
        assert (unsaved.draft.comment, unsaved.undo, unsaved.is_whole) == ("a", whole, True)
        await at.writable(True)
        await at.saved()
        assert at.keeper.recall("doc") is None

    keeping(work)


def test_steps_that_cannot_be_read_are_said_with_the_edit_that_needs_them(keeping: KeptAt) -> None:
    async def work(at: Keeping) -> None:
        connection = at.store._work
        assert connection is not None
        rename = "ALTER TABLE undo_step RENAME TO "
        await at.in_store(lambda: connection.execute(f"{rename} elsewhere"))
        at.keeper.recall("doc")
        at.keeper.note("doc", draft("2"), UndoStack((step("", "a"),)), is_whole=False)
        with pytest.raises(Problem):
            await at.keeper.flush()
        await at.told("Not saved")
        await at.in_store(lambda: connection.execute("ALTER TABLE elsewhere RENAME TO undo_step"))
        await at.saved()
        assert await at.stored_steps() == UndoStack((step("", "a"),))

    keeping(work)


def test_a_visit_is_journalled_when_it_ends_and_at_the_end_of_the_program(keeping: KeptAt) -> None:
    async def entries(at: Keeping) -> int:
        connection = at.store._work
        assert connection is not None
        found = await at.in_store(
            lambda: connection.execute("SELECT count(*) FROM journal").fetchone()
        )
        return int(found[0])

    async def work(at: Keeping) -> None:
        at.keeper.note("doc", draft("2"))
        await at.saved()
        assert await entries(at) == 0
        at.keeper.end_visit()
        await at.keeper.flush()
        assert await entries(at) == 1
        at.keeper.end_visit()
        await at.keeper.hand_over("doc", draft("2"), at.enqueue(draft("2")))
        assert await entries(at) == 2
        at.keeper.note("doc", draft("3", base="2"))
        await at.keeper.close()
        assert await entries(at) == 3

    keeping(work)
