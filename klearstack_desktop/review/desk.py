"""One signed-in account at work: the parts of a review, put together and taken apart in order."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.api import Credentials
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.role import Role
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.model.shown_list import LAST_OPEN
from klearstack_desktop.model.slips.supplier_list import columns_from
from klearstack_desktop.review.aftermath import Aftermath
from klearstack_desktop.review.bulk import Bulk
from klearstack_desktop.review.comment_history import CommentHistory
from klearstack_desktop.review.comparing import Comparing
from klearstack_desktop.review.conflicts import Conflicts
from klearstack_desktop.review.datasources import Datasources
from klearstack_desktop.review.departures import Departures
from klearstack_desktop.review.dispatch import Dispatcher
from klearstack_desktop.review.draft_keeper import DraftKeeper
from klearstack_desktop.review.editing import Editing
from klearstack_desktop.review.fetching import Fetching
from klearstack_desktop.review.holding import Holding
from klearstack_desktop.review.homecoming import Homecoming
from klearstack_desktop.review.journal_browser import JournalBrowser
from klearstack_desktop.review.journal_keeper import JournalKeeper
from klearstack_desktop.review.journal_review import JournalReview
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.line import Line
from klearstack_desktop.review.list_memory import ListMemory
from klearstack_desktop.review.loader import DocumentLoader
from klearstack_desktop.review.page_keeping import PageKeeping
from klearstack_desktop.review.prefetch import Prefetch
from klearstack_desktop.review.queue import DocumentQueue
from klearstack_desktop.review.ready_documents import ReadyDocuments
from klearstack_desktop.review.reconnecting import Reconnecting
from klearstack_desktop.review.refreshing import Refreshing
from klearstack_desktop.review.right_of_way import Pace, RightOfWay
from klearstack_desktop.review.rights import Rights
from klearstack_desktop.review.searching import Searching
from klearstack_desktop.review.service import Service
from klearstack_desktop.review.session import ReviewSession
from klearstack_desktop.review.sharing import Sharing
from klearstack_desktop.review.sharpening import Sharpening
from klearstack_desktop.review.side_by_side import SideBySide
from klearstack_desktop.review.standards import Standards
from klearstack_desktop.review.submission import OutboxParts, Submissions
from klearstack_desktop.review.sweeping import Sweeping
from klearstack_desktop.review.uploads import Uploads
from klearstack_desktop.review.value_history import ValueHistory
from klearstack_desktop.review.view_keeper import ViewKeeper
from klearstack_desktop.review.work_store import WorkStore

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from klearstack_desktop.api import KlearStackClient
    from klearstack_desktop.model.profile import Profile
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.review.outcome import SendOutcome
    from klearstack_desktop.review.ports import Clock, KeySource, PageDecoder
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore
    from klearstack_desktop.store.forgetting import Wiped

log = logging.getLogger(__name__)

SETTLE_SECONDS = 3.0
MEGABYTE = 1024 * 1024
DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class SignInDetails:
    """Who signs in where.

    Attributes:
        server: the tenant's address.
        company: the tenant's name.
        user: the login name.
        password: kept in memory only.
        trust: as `ServerProfile.trust`.
        is_demo: the embedded local server with sample invoices.
        profile: how the server differs from others, or None where nothing is known of it; server
            and trust of the details stand above its own.
    """

    server: str
    company: str
    user: str
    password: str = field(repr=False)
    trust: str | None = None
    is_demo: bool = False
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Equipment:
    """What every desk of this process shares."""

    lanes: Lanes
    tasks: TaskRegister
    decoder: PageDecoder
    clock: Clock
    inspect_upload: Callable[[Path], object]
    keys: KeySource


@dataclass(frozen=True, slots=True)
class OfflineStart:
    """How work began without the server.

    Attributes:
        why: what stands in the way to the server.
        is_password_checked: it is that of the last sign-in. Where no keychain can tell, the server
            decides as soon as it answers.
    """

    why: Problem
    is_password_checked: bool


class Desk:
    """The parts of one account; `start` and `close` are called once each."""

    def __init__(
        self,
        details: SignInDetails,
        client: KlearStackClient,
        store: AccountStore,
        equipment: Equipment,
        offline: OfflineStart | None = None,
        *,
        is_signed_in: bool = True,
    ) -> None:
        """Put the parts together.

        Args:
            details: who works where.
            client: the way to the server.
            store: what this workstation remembers.
            equipment: what every desk shares.
            offline: why the server cannot be asked at first, or None.
            is_signed_in: the server has accepted the login; else the sign-in follows behind the
                open work.
        """
        lanes, tasks, clock = equipment.lanes, equipment.tasks, equipment.clock
        self.details = details
        self.offline_start = offline
        self.is_signed_in_at_start = is_signed_in
        self._client = client
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._clock = clock
        self._keeper = JournalKeeper(store, lanes, tasks, clock, equipment.keys)
        self.journal = JournalBrowser(
            JournalReview(store.folder, lanes, clock, equipment.keys), tasks
        )
        self.service = Service(client, lanes)
        self.standards = Standards(clock)
        self.queue = DocumentQueue(self.standards)
        self.drafts = DraftKeeper(store, lanes, tasks)
        self.views = ViewKeeper(store, lanes, tasks)
        self._fetching = Fetching(
            service=self.service,
            decoder=equipment.decoder,
            store=store,
            lanes=lanes,
            tasks=tasks,
            clock=clock,
        )
        ready, way = ReadyDocuments(DEFAULTS.prefetch_megabytes * MEGABYTE), RightOfWay()
        self.session = ReviewSession(
            queue=self.queue,
            loader=DocumentLoader(self._fetching, Pace(way, is_urgent=True), clock),
            ready=ready,
            tasks=tasks,
            clock=clock,
            standards=self.standards,
        )
        self.prefetch = Prefetch(
            loader=DocumentLoader(self._fetching, Pace(way, is_urgent=False), clock),
            ready=ready,
            queue=self.queue,
            service=self.service,
            tasks=tasks,
            lanes=lanes,
            clock=clock,
            documents=DEFAULTS.prefetch_documents,
        )
        self.sharpening = Sharpening(fetching=self._fetching, ready=ready, way=way, tasks=tasks)
        self.session.opened.connect(self._look_at)
        self.session.closed.connect(self.sharpening.look_at_nothing)
        self.session.page_arrived.connect(self.sharpening.go_on)
        self.prefetch.page_held.connect(self.sharpening.go_on)
        self.reconnecting = Reconnecting(self.service, tasks)
        self.editing = Editing(
            service=self.service,
            session=self.session,
            queue=self.queue,
            drafts=self.drafts,
            tasks=tasks,
        )
        work = WorkStore(store, lanes)
        self.holding = Holding(queue=self.queue, work=work, tasks=tasks, clock=clock)
        self.searching = Searching(queue=self.queue, store=store, lanes=lanes, tasks=tasks)
        parts = self._outbox_parts(work)
        self.dispatcher = parts.dispatcher
        self.comments = CommentHistory(session=self.session, work=work, tasks=tasks, clock=clock)
        parts.departures.queued.connect(self.comments.look_again)
        self.submissions = Submissions(
            session=self.session,
            queue=self.queue,
            parts=parts,
            tasks=tasks,
            clock=clock,
        )
        self.submissions.set_undo_seconds(DEFAULTS.undo_seconds)
        self.bulk = Bulk(
            session=self.session,
            queue=self.queue,
            loader=DocumentLoader(self._fetching, Pace(way, is_urgent=True), clock),
            submissions=self.submissions,
            standards=self.standards,
            tasks=tasks,
        )
        self.sweeping = Sweeping(
            session=self.session,
            queue=self.queue,
            standards=self.standards,
            drafts=self.drafts,
            service=self.service,
            fetching=self._fetching,
            ready=ready,
            way=way,
            store=store,
            lanes=lanes,
            tasks=tasks,
            clock=clock,
        )
        stated = details.profile.role_of(details.user) if details.profile else Role.UNKNOWN
        self.rights = Rights(stated, store=store, lanes=lanes, tasks=tasks)
        members = details.profile.members if details.profile else ()
        self.sharing = Sharing(details.user, members, store=store, lanes=lanes, tasks=tasks)
        self.conflicts = Conflicts(
            session=self.session,
            editing=self.editing,
            aftermath=parts.aftermath,
            submissions=self.submissions,
        )
        self.refreshing = Refreshing(
            service=self.service, queue=self.queue, store=store, lanes=lanes
        )
        self.uploads = Uploads(
            service=self.service,
            queue=self.queue,
            lanes=lanes,
            tasks=tasks,
            inspect=equipment.inspect_upload,
        )
        self.datasources = Datasources(
            (d.datasource for d in client.profile.names().definitions() if d.datasource),
            columns_from(details.profile.suppliers) if details.profile else None,
            service=self.service,
            store=store,
            lanes=lanes,
            tasks=tasks,
            clock=clock,
        )
        self.value_history = ValueHistory(
            session=self.session, store=store, lanes=lanes, tasks=tasks, clock=clock
        )
        self.comparing = Comparing(
            queue=self.queue,
            standards=self.standards,
            store=store,
            lanes=lanes,
            tasks=tasks,
            clock=clock,
        )
        self.datasources.listed.connect(self.comparing.list_suppliers)
        self.side_by_side = SideBySide(
            session=self.session,
            queue=self.queue,
            loader=DocumentLoader(self._fetching, Pace(way, is_urgent=True), clock),
            fetching=self._fetching,
            ready=ready,
            tasks=tasks,
        )
        self._page_keeping = PageKeeping(store, lanes)
        self._list_memory = ListMemory(self.queue, store, lanes)
        self.account = store.folder.name
        self.summons = store.summons
        self.recovered = store.recovery.sentence if store.recovery is not None else ""
        self._is_over = False
        self.last_open: str | None = None
        self.journal_warning = ""
        self._upkeep: tuple[asyncio.Task[object] | None, ...] = ()

    def _outbox_parts(self, work: WorkStore) -> OutboxParts:
        line = Line()
        homecoming = Homecoming(
            session=self.session, queue=self.queue, drafts=self.drafts, work=work, line=line
        )
        dispatcher = Dispatcher(
            service=self.service,
            line=line,
            homecoming=homecoming,
            work=work,
            tasks=self._tasks,
            clock=self._clock,
        )
        aftermath = Aftermath(self.session, self.queue)
        departures = Departures(drafts=self.drafts, work=work, tasks=self._tasks, clock=self._clock)
        return OutboxParts(departures, line, dispatcher, homecoming, aftermath, work)

    async def start(self) -> None:
        """Show what is remembered; the list from the server follows.

        Raises:
            Problem: the workstation's memory cannot be read.
        """
        self.journal_warning = await self._keeper.begin()
        self.last_open = await self._lanes.run(
            Lane.STORE_CACHE, self._store.view_state.get, LAST_OPEN
        )
        drafts = self._store.drafts
        await self._lanes.run(Lane.STORE_WORK, drafts.record_unfinished_visits)
        await self.holding.recall()
        await self.sharing.recall()
        await self.rights.recall()
        await self.refreshing.recall()
        await self.submissions.recall()
        self.session.opened.connect(self._remember_opened)
        self.dispatcher.ended.connect(self._forget_details)
        self.dispatcher.ended.connect(self.rights.learn)
        self.dispatcher.ended.connect(self.value_history.learn)
        self.dispatcher.ended.connect(self.comparing.learn)
        self.submissions.changed_since.connect(self._read_anew)
        self.submissions.submitted.connect(self.holding.decided)
        self.bulk.decided.connect(self.holding.decided)
        self.service.reconnected.connect(self._on_reconnected)
        self.dispatcher.start()
        if self.offline_start is not None:
            self.service.begin_offline(self.offline_start.why)
        elif not self.is_signed_in_at_start:
            self.service.begin_connecting()
        else:
            self.refresh()
        self._upkeep = (
            self._tasks.spawn(self.refreshing.recall_rest(), "show the rest of the list"),
            self._tasks.spawn(self.refreshing.keep_fresh(), "keep the queue fresh"),
            self._tasks.spawn(self._list_memory.keep(), "remember the first rows"),
            self._tasks.spawn(self._page_keeping.keep(), "keep the pages within their limits"),
            self._tasks.spawn(self.holding.keep_watch(), "bring back what was put aside"),
            self._tasks.spawn(self.queue.judging.keep_judging(), "judge the documents"),
            self._tasks.spawn(self.searching.keep_index(), "keep the search index up to date"),
            self._tasks.spawn(self.comparing.keep_known(), "compare the documents"),
        )

    def work_by(self, settings: Settings) -> None:
        """Let other settings of this workstation count from now on."""
        self.standards.judge_as_stated(settings, self.details.profile)
        self.submissions.set_undo_seconds(settings.undo_seconds)
        self.prefetch.set_documents(settings.prefetch_documents)
        self.prefetch.set_most_bytes(settings.prefetch_megabytes * MEGABYTE)
        self._page_keeping.set_limits(settings)
        self._store.outbox.anchors_approvals = settings.anchor_in_comment

    def _look_at(self, opened: OpenDocument) -> None:
        self.sharpening.look_at(opened.id, 1)

    def _remember_opened(self, opened: OpenDocument) -> None:
        self._tasks.spawn(self._remember(opened.id), "remember what is open")

    async def _remember(self, document_id: str) -> None:
        put = self._store.view_state.put
        try:
            await self._lanes.run(Lane.STORE_CACHE, put, LAST_OPEN, document_id)
        except Problem as problem:
            # A disk that takes nothing is said where something would be lost.
            log.warning("what is open is not remembered: %s", problem.details)

    @property
    def keeps_pages(self) -> bool:
        """Whether pages lie on this workstation, locked with a key from its keychain."""
        return self._fetching.keeps_pages

    def _forget_details(self, outcome: SendOutcome, _given: object) -> None:
        """Let what was read of a document before the service answered be read again."""
        document_id = outcome.row.document_id
        self._fetching.forget_details(document_id)
        self.prefetch.forget_details(document_id)

    def _read_anew(self, document_id: str, _differences: object) -> None:
        """Let nothing of what was read be shown again: values or pages have changed."""
        self._fetching.forget(document_id)
        self.prefetch.forget(document_id)
        if self.session.current is not None and self.session.current.id == document_id:
            self.session.read_again()

    def _on_reconnected(self) -> None:
        self.queue.lacking.start_over()
        self.session.bring_missing()
        self._tasks.spawn(self.refreshing.refresh(is_asked_for=False), "refresh the queue")

    async def sign_in_again(self, password: str) -> None:
        """Sign in with a new password over the open work.

        Raises:
            Problem: the server or the login stands in the way.
        """
        credentials = Credentials(self.details.company, self.details.user, password)
        await self._lanes.run(Lane.NET_INTERACTIVE, self._client.replace_credentials, credentials)
        await self.service.interactive(self._client.sign_in)

    def refresh(self) -> None:
        """Read the list of documents again."""
        self._tasks.spawn(self.refreshing.refresh(), "refresh the queue")

    async def close(self) -> str:
        """Write what is typed, let what is being sent end, and close the store.

        Returns:
            A sentence if edits could not be written, else an empty string.
        """
        trouble = await self._end_work()
        self._store.close()
        self._client.close()
        return trouble

    async def forget(self) -> Wiped:
        """Close, and remove every file that this workstation keeps of the account.

        A `close` that follows does nothing.
        """
        await self._end_work()
        self._client.close()
        return await self._lanes.run(Lane.STORE_WORK, self._store.wipe)

    async def _end_work(self) -> str:
        if self._is_over:
            return ""
        self._is_over = True
        for task in self._upkeep:
            if task is not None:
                task.cancel()
        self.prefetch.stop()
        self.sharpening.stop()
        self.sweeping.sweep.close()
        trouble = ""
        # First what was typed; what comes back from the outbox meanwhile is written after it.
        with contextlib.suppress(Problem):
            await self.drafts.close()
        await self.dispatcher.close(SETTLE_SECONDS)
        try:
            await self.drafts.flush()
        except Problem as problem:
            trouble = problem.sentence
        await self.views.close()
        self.session.close()
        await self.journal.close()
        await self.searching.close()
        await self._list_memory.write()
        await self._keeper.close()
        await self._lanes.run(Lane.STORE_WORK, self._store.close_work)
        await self._lanes.run(Lane.STORE_CACHE, self._store.close_cache)
        return trouble
