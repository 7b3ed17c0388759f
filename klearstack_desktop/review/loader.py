"""Brings a document: what memory lacks from this workstation, what that lacks from the service."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.review.page_loading import PageLoading, PageSink
from klearstack_desktop.review.ready_documents import ReadyDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.document import Document
    from klearstack_desktop.review.fetching import Fetching
    from klearstack_desktop.review.ports import Clock
    from klearstack_desktop.review.right_of_way import Pace
    from klearstack_desktop.store.details import KnownDetails

log = logging.getLogger(__name__)

FRESH: Final = timedelta(minutes=1)
"""How old details may be without being read again when the document opens."""


class LoadingSink(PageSink, Protocol):
    """Takes what comes of a document, in whatever order it comes."""

    def take_details(self, known: KnownDetails) -> None:
        """Take the details; newer ones may follow."""

    def take_details_problem(self, sentence: str) -> None:
        """Take the reason why there are no details, or none newer than those that came."""


class DocumentLoader:
    """Brings what is not there yet of a document; every problem ends as a sentence in the sink.

    Args:
        fetching: where details and pages come from.
        pace: whether a reviewer waits for them.
        clock: tells how old details are.
    """

    def __init__(self, fetching: Fetching, pace: Pace, clock: Clock) -> None:
        self._fetching = fetching
        self._pace = pace
        self._clock = clock

    async def load(
        self,
        summary: Document,
        held: ReadyDocument,
        sink: LoadingSink,
        *,
        first_page_only: bool = False,
    ) -> None:
        """Bring the details and all pages of a document known by its summary.

        Details that are older than a minute are read again then, and come a second time.

        Args:
            summary: what the list says of the document.
            held: what is there already and need not come.
            sink: takes what comes.
            first_page_only: leave the other pages for another time.
        """
        with self._pace.on_the_way():
            known = held.details
            if known is None and (known := await self._fetching.known_details(summary.id)):
                sink.take_details(known)
            pages = PageLoading(self._fetching, self._pace, held, sink, takes_kept=True)
            async with asyncio.TaskGroup() as group:
                if known is None:
                    reading = group.create_task(self.load_details(summary, sink, is_anew=False))
                    await pages.begin(summary)
                    known = await reading
                else:
                    if not self._is_fresh(known):
                        group.create_task(self._read_again(known, sink))
                    await pages.begin(known.document)
                document = known.document if known else summary
                await pages.go_on(document, first_page_only=first_page_only)

    async def load_one_page(
        self,
        summary: Document,
        held: ReadyDocument,
        sink: LoadingSink,
        which: Callable[[], int | None],
    ) -> None:
        """Bring the details of a document known by its summary, and at most one page in full.

        Details that are older than a minute are read again, and come a second time.

        Args:
            summary: what the list says of the document.
            held: what is there already and need not come.
            sink: takes what comes.
            which: tells, once what is remembered has come, which page is wanted, from 1; None for
                no page.
        """
        with self._pace.on_the_way():
            known = held.details
            if known is None and (known := await self._fetching.known_details(summary.id)):
                sink.take_details(known)
            pages = PageLoading(
                self._fetching, self._pace, held, sink, takes_kept=True, detail=Detail.FULL
            )
            async with asyncio.TaskGroup() as group:
                if known is None:
                    group.create_task(self.load_details(summary, sink, is_anew=False))
                elif not self._is_fresh(known):
                    group.create_task(self._read_again(known, sink))
                document = known.document if known else summary
                page = which()
                if page is not None and page not in held.pages:
                    await pages.bring(document, page)

    async def load_anew(self, summary: Document, sink: LoadingSink) -> None:
        """Bring everything from the service, whatever is there already."""
        with self._pace.on_the_way():
            pages = PageLoading(self._fetching, self._pace, ReadyDocument(), sink, takes_kept=False)
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(self.load_details(summary, sink))
                await pages.begin(summary)
                known = await reading
                await pages.go_on(known.document if known else summary)

    async def load_details(
        self, summary: Document, sink: LoadingSink, *, is_anew: bool = True
    ) -> KnownDetails | None:
        """Read only the details from the service; None where they cannot be read.

        Args:
            summary: what the list says of the document.
            sink: takes what comes.
            is_anew: an answer that is on its way already will not do.
        """
        await self._pace.turn()
        try:
            if not is_anew:
                self._check_reach()
            known = await self._fetching.details(
                summary, is_urgent=self._pace.is_urgent, is_anew=is_anew
            )
        except Problem as problem:
            sink.take_details_problem(self._fetching.explained(problem))
            return None
        sink.take_details(known)
        return known

    async def _read_again(self, known: KnownDetails, sink: LoadingSink) -> None:
        """Read old details again; as long as the service is out of reach the old ones will do."""
        await self._pace.turn()
        try:
            self._check_reach()
            newer = await self._fetching.details(known.document, is_urgent=self._pace.is_urgent)
        except Problem as problem:
            log.info("details stay as they were read before: %s", problem.details)
            sink.take_details_problem(self._fetching.explained(problem))
            return
        sink.take_details(newer)

    def _check_reach(self) -> None:
        if self._pace.is_urgent:
            self._fetching.check_reach()

    def _is_fresh(self, known: KnownDetails) -> bool:
        # A clock that was set back must not make details young for ever.
        return timedelta(0) <= self._clock.now() - known.read_at < FRESH
