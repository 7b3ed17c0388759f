"""Details and pages of documents: from the service, and as this workstation kept them before."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.seen import PageDigests
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.shared_calls import SharedCalls
from klearstack_desktop.store.details import KnownDetails

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from klearstack_desktop.model.document import Document, PageImage
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.ports import Clock, DecodedPage, PageCut, PageDecoder
    from klearstack_desktop.review.service import Service
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.store.account_store import AccountStore

T = TypeVar("T")

log = logging.getLogger(__name__)

NOT_KEPT: Final = "This computer offers no keychain, so pages are not kept on it."


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """A page that can be painted at once.

    Attributes:
        decoded: its pixels, as sharp as they are needed by now.
        digest: SHA-256 (hex) of the page as it was fetched, see `model.seen.page_digest`.
        image: the page as it was fetched, to be decoded once more.
    """

    decoded: DecodedPage
    digest: str
    image: PageImage


class Fetching:
    """Gets what is shown of a document, and keeps on the workstation what the service sent.

    Opening a document and making the next ones ready both go this way; they differ only in who is
    waiting, and what one of them has asked for already the other does not ask for again. What
    nobody waits for any more is given up before it keeps anybody waiting. What cannot be kept is
    logged: it is there to be shown all the same.
    """

    def __init__(
        self,
        *,
        service: Service,
        decoder: PageDecoder,
        store: AccountStore,
        lanes: Lanes,
        tasks: TaskRegister,
        clock: Clock,
    ) -> None:
        self._service = service
        self._decoder = decoder
        self._store = store
        self._lanes = lanes
        self._tasks = tasks
        self._clock = clock
        self._digests = PageDigests()
        self._calls = SharedCalls(service, tasks)

    @property
    def keeps_pages(self) -> bool:
        """Whether pages outlive the process; without a keychain they do not."""
        return self._store.pages.is_on_disk

    def check_reach(self) -> None:
        """Find out, without asking, whether the service was out of reach a moment ago.

        Raises:
            Problem: it was; there is no use in waiting for it.
        """
        if (problem := self._service.out_of_reach()) is not None:
            raise problem

    def explained(self, problem: Problem) -> str:
        """Return the sentence of a problem; offline it says why a page is not here either."""
        if self._service.is_offline and not self.keeps_pages:
            return f"{problem.sentence} {NOT_KEPT}"
        return problem.sentence

    async def details(
        self, summary: Document, *, is_urgent: bool, is_anew: bool = False
    ) -> KnownDetails:
        """Read the details of a document from the service.

        Args:
            summary: what is known of the document.
            is_urgent: whether a reviewer is waiting.
            is_anew: an answer that is on its way already will not do.

        Raises:
            Problem: the service could not be asked, or it refused.
        """
        client = self._service.client
        key = _details_of(summary.id)
        if is_anew:
            self._calls.forget(key)
        document = await self._calls.outcome(
            key, is_urgent, client.document, summary.id, summary.collection_name or None
        )
        known = KnownDetails(document, self._clock.now())
        self._keep(self._store.details.put, known)
        return known

    async def known_details(self, document_id: str) -> KnownDetails | None:
        """Return the details as this workstation remembers them, or None."""
        return await self._remembered(self._store.details.get, document_id)

    async def images(
        self,
        document: Document,
        page: int | None,
        *,
        is_urgent: bool,
        known: Sequence[PageImage] = (),
    ) -> tuple[PageImage, ...]:
        """Fetch a page (from 1) of a document, or all pages (None) after those that are known.

        Returns:
            At least one page; all pages of a file that holds several.

        Raises:
            Problem: the service could not be asked, or it refused.
        """
        client, collection = self._service.client, document.collection_name or None
        key = ("pages", document.id, page)
        call = partial(client.page_images, known=known)
        images = await self._calls.outcome(key, is_urgent, call, document.id, page, collection)
        return tuple(images)

    async def known_image(self, document_id: str, page: int) -> PageImage | None:
        """Return a page (from 1) as this workstation kept it, or None."""
        if not self.keeps_pages:
            return None
        return await self._remembered(self._store.pages.get, document_id, page)

    async def ready(self, image: PageImage, detail: Detail) -> ReadyPage:
        """Decode a page.

        Raises:
            Problem: it cannot be shown.
        """
        return await self._in_lane(image, self._made_ready, image, detail)

    async def decoded(self, image: PageImage, detail: Detail) -> DecodedPage:
        """Decode once more, more or less sharply, what could be decoded before.

        Raises:
            Problem: there is no memory for it.
        """
        return await self._in_lane(image, self._decoder.decode, image, detail)

    async def _in_lane(self, image: PageImage, work: Callable[..., T], *arguments: object) -> T:
        lane = Lane.PDF if self._decoder.is_pdf(image) else Lane.DECODE
        return await self._lanes.run(lane, work, *arguments)

    async def cut(self, page: ReadyPage, box: Box) -> PageCut | None:
        """Copy what stands around a box (in the service's pixels) of a page in all its detail.

        Returns:
            None where nobody knows where on that page the box lies.

        Raises:
            Problem: there is no memory left for it.
        """
        decoded = page.decoded
        if decoded.detail is not Detail.FULL:
            decoded = await self.decoded(page.image, Detail.FULL)
        return await self._lanes.run(Lane.DECODE, self._decoder.cut, decoded, box)

    def keep_page(self, document_id: str, image: PageImage) -> None:
        """Keep a page that came from the service and turned out to be one."""
        if self.keeps_pages:
            self._keep(self._store.pages.put, document_id, image)

    def forget_details(self, document_id: str) -> None:
        """Forget the remembered details, and what is on its way: the service has others by now."""
        self._calls.forget(_details_of(document_id))
        self._keep(self._store.details.forget, document_id)

    def forget(self, document_id: str) -> None:
        """Forget the remembered details and pages: the service has others by now."""
        self.forget_details(document_id)
        if self.keeps_pages:
            self._keep(self._store.pages.forget, document_id)

    def _made_ready(self, image: PageImage, detail: Detail) -> ReadyPage:
        return ReadyPage(self._decoder.decode(image, detail), self._digests.of(image), image)

    def _keep(self, put: Callable[..., None], *arguments: object) -> None:
        # In the lane before this returns: a task may be about to read there what is forgotten here.
        keeping = self._lanes.begin(Lane.STORE_CACHE, put, *arguments)
        self._tasks.spawn(self._kept(keeping), "keep what was fetched")

    async def _kept(self, keeping: Future[None]) -> None:
        try:
            await asyncio.wrap_future(keeping)
        except Problem as problem:
            log.warning("what was fetched is not kept: %s", problem.details)

    async def _remembered(self, get: Callable[..., T | None], *arguments: object) -> T | None:
        try:
            return await self._lanes.run(Lane.STORE_CACHE, get, *arguments)
        except Problem as problem:
            log.warning("what was kept cannot be read: %s", problem.details)
            return None


def _details_of(document_id: str) -> object:
    return "details", document_id
