"""The process of a reviewer in the fault matrix: the real use cases on a desk without a window.

It can be killed at any moment; what the desk says to the reviewer goes through a pipe at once.
"""

from __future__ import annotations

import asyncio
import os
import traceback
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from klearstack_desktop.api import Box, Limits
from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.outbox import UNSETTLED, OutboxState
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.waiting import noticing, until
from tests.faults.faults import Kind
from tests.review.desk_at_work import Account, desk_at_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument

NUMBER = FieldKey("doc_number_value")
TOTAL = FieldKey("total_value")
REASON = "not ours"
QUICK = Limits(connect=1, read=1, deadline=2, repeat_pauses=(0.05, 0.1))
_LIMIT_SECONDS = 60
_MOST_TRIES = 5
_TOTAL_BOX = Box(300, 500, 360, 516)


@dataclass(frozen=True)
class Job:
    """What the reviewer shall do.

    Attributes:
        document: which document.
        kind: the call that the reviewer causes, once ordered to.
        value: what the reviewer types into the number before that.
        is_again: the process that had this job was killed: only bring it to its end.
    """

    account: Account
    profile: Path
    document: str
    kind: Kind
    value: str
    is_again: bool = False


@dataclass(frozen=True)
class Ready:
    """All is prepared for the call that the job is about; an order is awaited."""


@dataclass(frozen=True)
class Saved:
    """What the reviewer typed is stored, and the call has been caused."""


@dataclass(frozen=True)
class Told:
    """The reviewer was told something."""

    sentence: str


@dataclass(frozen=True)
class Ended:
    """All is settled, and the document is shown with this number."""

    value: str


@dataclass(frozen=True)
class Failed:
    """The program broke; carries what is known of it."""

    traceback: str


def work(connection: Connection, job: Job) -> None:
    """Do a job in this process."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    try:
        asyncio.run(_work(connection, job))
    except BaseException:  # noqa: BLE001 - whatever broke it, the other process has to know
        connection.send(Failed(traceback.format_exc()))


async def _work(connection: Connection, job: Job) -> None:
    async with (
        asyncio.timeout(_LIMIT_SECONDS),
        desk_at_work(job.account, job.profile, QUICK) as desk,
    ):
        reviewer = Reviewer(desk, job, lambda sentence: connection.send(Told(sentence)))
        if not job.is_again:
            await reviewer.prepare()
            connection.send(Ready())
            await asyncio.to_thread(connection.recv)
            await reviewer.begin()
            connection.send(Saved())
        await reviewer.bring_to_an_end()
        connection.send(Ended(reviewer.shown_value()))


class Reviewer:
    """Does a job on a desk."""

    def __init__(self, desk: Desk, job: Job, tell: Callable[[str], None]) -> None:
        self._desk = desk
        self._job = job
        self._tell = tell
        self._said: set[str] = set()
        desk.submissions.not_applied.connect(lambda news: self._hear(news.problem))
        desk.editing.problem_met.connect(self._hear)
        desk.refreshing.problem_met.connect(self._hear)
        desk.service.connection_changed.connect(lambda _state, sentence: self._say(sentence))
        desk.queue.entry_changed.connect(lambda entry: self._say(entry.note))
        desk.submissions.outbox_changed.connect(self._read_the_outbox)

    def _hear(self, problem: Problem) -> None:
        self._say(problem.sentence)

    def _read_the_outbox(self) -> None:
        for entry in self._desk.submissions.entries():
            self._say(entry.note)

    def _say(self, sentence: str) -> None:
        if sentence and sentence not in self._said:
            self._said.add(sentence)
            self._tell(sentence)

    @property
    def _current(self) -> OpenDocument:
        assert self._desk.session.current is not None
        return self._desk.session.current

    def shown_value(self) -> str:
        """Return the number as the document shows it."""
        field = self._current.shown.by_key(NUMBER)
        assert field is not None
        return field.value

    @property
    def _is_about_opening(self) -> bool:
        return self._job.kind in {Kind.DETAILS, Kind.IMAGE}

    async def prepare(self) -> None:
        """Read the list; open and edit the document where the call comes after that."""
        queue, wanted = self._desk.queue, self._job.document
        await until(queue.replaced, lambda: queue.document(wanted) is not None, "the document")
        if not self._is_about_opening:
            await self._open()
            await self._edit()

    async def begin(self) -> None:
        """Cause the call, unless `bring_to_an_end` does; what is typed is stored afterwards."""
        desk, kind = self._desk, self._job.kind
        match kind:
            case Kind.UPDATE:
                assert desk.submissions.save()
            case Kind.APPROVE:
                assert desk.submissions.approve()
            case Kind.REJECT:
                assert desk.submissions.reject(REASON)
            case Kind.DETAILS | Kind.IMAGE:
                # Typed into what the list says, before details and page are there.
                desk.session.open(self._job.document)
                await self._edit()

    async def _edit(self) -> None:
        desk = self._desk
        desk.editing.begin_visit("number")
        desk.editing.set_field(NUMBER, self._job.value)
        await until(
            desk.drafts.status_changed,
            lambda: desk.drafts.saved_revision == desk.drafts.revision,
            "the draft to be saved",
        )

    async def bring_to_an_end(self) -> None:
        """Read what the job is about, trying again after a problem, and wait for the outbox."""
        kind = self._job.kind
        if kind in {Kind.REFRESH, Kind.RENEW}:
            await self._refresh()
        await self._open()
        if kind is Kind.TEXT:
            await self._capture()
        if kind.changes_data:
            await self._settle()

    async def _settle(self) -> None:
        """Wait until the row is written and has come to its end, and the window knows."""
        desk, outbox = self._desk, self._desk._store.outbox
        while True:
            rows = await desk._lanes.run(Lane.STORE_WORK, outbox.rows, frozenset(OutboxState))
            if rows and not desk.submissions.unsent() and rows[-1].state not in UNSETTLED:
                return
            await asyncio.sleep(0.02)  # a store sends no signals

    async def _refresh(self) -> None:
        for _ in range(_MOST_TRIES):
            with noticing(self._desk.refreshing.problem_met) as problem:
                await self._desk.refreshing.refresh()
                if not problem.is_set():
                    return
        raise AssertionError("the list could not be read")

    async def _capture(self) -> None:
        editing = self._desk.editing
        for _ in range(_MOST_TRIES):
            with noticing(editing.captured) as captured, noticing(editing.problem_met) as problem:
                editing.capture(TOTAL, 1, (_TOTAL_BOX,))
                waits = [asyncio.create_task(event.wait()) for event in (captured, problem)]
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()
                if captured.is_set():
                    return
        raise AssertionError("no text was captured")

    async def _open(self) -> None:
        """Open the document with all pages, as often as that takes."""
        queue, session, wanted = self._desk.queue, self._desk.session, self._job.document
        await until(queue.replaced, lambda: queue.document(wanted) is not None, "the document")
        session.open(wanted)
        await until(session.changed, self._has_answered, "details and pages")
        if self._tell_problems():
            await self._read_again()

    async def _read_again(self) -> None:
        """Read details and pages once more, as often as that takes."""
        session = self._desk.session
        for _ in range(_MOST_TRIES):
            before = self._current
            session.read_again()
            await until(session.changed, partial(self._has_answered, before), "a fresh reading")
            if not self._tell_problems():
                return
        raise AssertionError("the document could not be read")

    def _tell_problems(self) -> bool:
        current = self._current
        problems = [current.details_problem, *current.page_problems.values()]
        for problem in problems:
            self._say(problem)
        return any(problems)

    def _has_answered(self, before: OpenDocument | None = None) -> bool:
        """Say whether details and all pages came, or a problem instead, since it was as before."""
        current = self._current
        if before is None:
            pages = current.pages.keys() | current.page_problems.keys()
            has_details = current.has_details or bool(current.details_problem)
        else:
            pages = {n for n, page in current.pages.items() if page is not before.pages.get(n)}
            pages |= current.page_problems.keys() - before.page_problems.keys()
            has_details = current.has_details and current.base is not before.base
        return has_details and len(pages) >= (current.base.page_count or 1)
