"""Section 6 of the contract: document images."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from klearstack_desktop.api.caller import Caller
from klearstack_desktop.api.envelope import judge
from klearstack_desktop.api.errors import NoPage, NotTrusted, NotUnderstood, Refused
from klearstack_desktop.api.images import (
    MOST_PAGES,
    Found,
    absolute,
    find_images,
    media_type_of,
    pages_from,
)
from klearstack_desktop.api.profile import origin_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.api.exchange import RawAnswer
    from klearstack_desktop.model.document import PageImage

_MOST_HOPS = 3
_SAME_PAGE_AGAIN = 3
_NO_SUCH_PAGE = frozenset({200, 400, 404, 410, 416, 422})


class PageImages(Caller):
    """Fetches pages."""

    def page_images(
        self,
        document_id: str,
        page: int | None = None,
        collection_name: str | None = None,
        *,
        known: Sequence[PageImage] = (),
    ) -> list[PageImage]:
        """Return pages of a document as the encoded bytes that came (section 6.1, assumed).

        Args:
            document_id: which document.
            page: page number from 1. None asks for all pages: one by one until one is missing,
                unless the first answer holds several.
            collection_name: by default the profile's; use the one that the details gave.
            known: the first pages, which came before; where all pages are asked for, these are
                returned with the others and not asked for again.

        Returns:
            At least one page, in order of page number. The answer to one page number may hold all
            pages of a PDF or TIFF, which then share their ``data``: there is no need to ask again
            for those.

        Raises:
            Refused: there is no such document or page.
            NotTrusted: the page is a link to another server.
            NoPage: the answer holds no image.
            NotUnderstood: what should be a page is none.
            KlearStackError: any other kind. Then no page is returned rather than some: the pages
                that came stand for the whole document when it is approved.
        """
        collection = collection_name or self._profile.collection_name
        if page is not None:
            return self._pages(document_id, page, collection)
        pages = list(known) or self._pages(document_id, 1, collection, with_others=True)
        if not known and (len(pages) > 1 or pages[0].page != 1):
            return pages
        while len(pages) < MOST_PAGES:
            try:
                more = self._pages(document_id, len(pages) + 1, collection)
            except NoPage:
                break
            except Refused as refusal:
                if refusal.status not in _NO_SUCH_PAGE:
                    raise
                break
            if len(more) > 1 or more[0].page != len(pages) + 1:
                break  # the service sends the same pages whichever is asked for
            pages += more
            if len(pages) == _SAME_PAGE_AGAIN and len({image.data for image in pages}) == 1:
                return pages[:1]
        return pages

    def _pages(
        self, document_id: str, page: int, collection: str, *, with_others: bool = False
    ) -> list[PageImage]:
        """Ask for one page; ``with_others`` fetches all links where the answer lists them."""
        values = {"collection_name": collection, "id": document_id, "page_index": str(page)}
        raw = self._call_raw("getimage", values)
        if raw.status < 300 and media_type_of(raw.body) is not None:
            return self._numbered([Found(data=raw.body)], page)
        found = self._found_in(raw)
        if len(found) > 1 and not with_others:
            found = _only_link_to(page, found)
        return self._numbered([self._fetched(item) for item in found], page)

    def _found_in(self, raw: RawAnswer) -> list[Found]:
        answer = judge(self._endpoints["getimage"], raw, self._private())
        found = find_images(answer.payload)
        if not found:
            details = f"{raw.media_type}, {len(raw.body)} B"
            # JSON without an image says that there is no such page; damaged bytes say nothing.
            if isinstance(answer.payload, str):
                raise NotUnderstood("What the service sent as a page is no image.", details)
            raise NoPage("The service has no image of the page.", details)
        return found

    def _numbered(self, found: list[Found], page: int) -> list[PageImage]:
        """Turn what was found into pages; several without numbers count from 1."""
        dpi = self._profile.box_dpi
        if len(found) == 1:
            pages = pages_from(found[0], 1, dpi, self._pages_of_pdf)
            first = found[0].page or (page if len(pages) == 1 else 1)
            return [replace(image, page=image.page + first - 1) for image in pages]
        numbered: list[PageImage] = []
        for item in found:
            first = item.page or (numbered[-1].page + 1 if numbered else 1)
            numbered += pages_from(item, first, dpi, self._pages_of_pdf)
        return sorted(numbered, key=lambda image: image.page)

    def _fetched(self, found: Found) -> Found:
        """Return the found image with its bytes, following a link on the same server only."""
        if found.link is None:
            return found
        url = absolute(found.link, self._profile.url)
        for _ in range(1 + _MOST_HOPS):
            raw = self._linked(url)
            if raw.location is None:
                if raw.status >= 300:
                    judge(self._endpoints["getimage"], raw, self._private())
                return replace(found, data=raw.body, link=None)
            url = absolute(raw.location, url)
        raise NotUnderstood("The link to the page leads on and on.", f"over {_MOST_HOPS} hops")

    def _linked(self, url: str) -> RawAnswer:
        if origin_of(url) != self._profile.origin:
            raise NotTrusted(
                "The page is a link to another server. Nothing was sent to it.", "foreign link"
            )
        return self._with_token(lambda token: self._sender.transport.get(url, token=token))


def _only_link_to(page: int, found: list[Found]) -> list[Found]:
    """Return the one link that leads to a page, or all where they are no links or none does."""
    if any(item.link is None for item in found):
        return found
    numbered = [replace(item, page=item.page or place) for place, item in enumerate(found, 1)]
    return [item for item in numbered if item.page == page] or found
