"""What a reviewer had before them when they decided, and what differs from it now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from klearstack_desktop.model.changes import FieldChange, TableChange
from klearstack_desktop.model.merge import merge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from klearstack_desktop.model.changes import Draft
    from klearstack_desktop.model.document import Document, PageImage
    from klearstack_desktop.model.merge import Place


@dataclass(frozen=True, slots=True)
class Seen:
    """Every value, row and page on offer when a decision was made.

    Attributes:
        document: as it was read, with what was queued for sending before laid over; without the
            corrections that go out with the decision.
        pages: SHA-256 (hex, see `page_digest`) of each page that was there, by number from 1.
    """

    document: Document
    pages: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not any more what the reviewer saw.

    Attributes:
        label: what it is, for people: a field, a table, a page.
        then: what the reviewer saw; empty where there was nothing.
        now: what the service says now; empty where there is nothing.
        place: the field or table, or None where it is a page.
        page: the page number from 1 where that is known.
    """

    label: str
    then: str
    now: str
    place: Place | None = None
    page: int | None = None


def page_digest(image: PageImage) -> str:
    """Return the SHA-256 (hex) of a page as it was fetched.

    Pages of one PDF or TIFF share their bytes, so the number of the page within the file counts in.
    """
    return PageDigests().of(image)


class PageDigests:
    """Digests of pages one after another, as `page_digest` returns them.

    The file of a PDF or TIFF with two hundred pages is gone through once. May be used by several
    threads at once.
    """

    def __init__(self) -> None:
        self._last: tuple[bytes, hashlib._Hash] | None = None

    def of(self, image: PageImage) -> str:
        """Return the digest of a page."""
        last = self._last
        if last is None or last[0] is not image.data:
            last = self._last = image.data, hashlib.sha256(image.data)
        digest = last[1].copy()
        if image.frame:
            digest.update(f"#{image.frame}".encode("ascii"))
        return digest.hexdigest()


def differences(
    seen: Seen, now: Document, pages_now: Mapping[int, str], mine: Draft
) -> tuple[Difference, ...]:
    """Compare what was seen with what is there now, leaving out the reviewer's own corrections.

    Args:
        seen: what was on offer when the decision was made.
        now: the document as it is now.
        pages_now: SHA-256 of the pages as they are now, by number from 1.
        mine: the corrections that go out with the decision.
    """
    merged = merge(seen.document, mine, now)
    found = [
        Difference(taken.label, said(taken.before), said(taken.after), taken.place)
        for taken in merged.taken
    ]
    found.extend(
        Difference(clash.label, said(clash.edit.base), said(clash.theirs), clash.place, clash.page)
        for clash in merged.clashes
    )
    return (*found, *_pages_that_differ(seen, now, pages_now))


def _pages_that_differ(seen: Seen, now: Document, pages_now: Mapping[int, str]) -> list[Difference]:
    found = [
        Difference(
            f"Page {page}",
            "as it was seen",
            "another image" if page in pages_now else "",
            page=page,
        )
        for page, digest in sorted(seen.pages.items())
        if pages_now.get(page) != digest
    ]
    then, count = seen.document.page_count, now.page_count
    if then is not None and count is not None and then != count:
        found.append(Difference("Number of pages", str(then), str(count)))
    return found


def said(change: FieldChange | TableChange | None) -> str:
    """Return a value, or the rows of a table line by line, as text to be shown."""
    match change:
        case FieldChange(value=value):
            return value
        case TableChange(rows=rows):
            return "\n".join(" | ".join(cell.value for cell in row) for row in rows)
        case None:
            return ""
