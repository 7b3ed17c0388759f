"""What has come so far of the document that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klearstack_desktop.pages.page import Page


class OpenContents:
    """Pages of one document, numbered from 1, and why some of them cannot be shown."""

    def __init__(self, document_id: str | None = None, stated_count: int | None = None) -> None:
        self.document_id = document_id
        self.stated_count = stated_count
        self._pages: dict[int, Page] = {}
        self._problems: dict[int, str] = {}

    @property
    def count(self) -> int:
        """Number of pages as stated, else as far as any has come; 0 without a document."""
        if self.document_id is None:
            return 0
        if self.stated_count is not None:
            return self.stated_count
        return max((1, *self._pages, *self._problems))

    def numbers(self) -> tuple[int, ...]:
        """Return which pages have come, or are known not to."""
        return tuple(sorted(self._pages.keys() | self._problems.keys()))

    def page(self, number: int) -> Page | None:
        """Return a page that has come, or None."""
        return self._pages.get(number)

    def problem(self, number: int) -> str:
        """Return why a page cannot be shown; empty where nothing is known against it."""
        return self._problems.get(number, "")

    def put_page(self, number: int, page: Page) -> None:
        """Take a page; it is no longer a problem."""
        self._pages[number] = page
        self._problems.pop(number, None)

    def put_problem(self, number: int, sentence: str) -> None:
        """Take the sentence that says why a page cannot be shown."""
        self._pages.pop(number, None)
        self._problems[number] = sentence

    def forget(self, number: int) -> None:
        """Wait for a page again."""
        self._pages.pop(number, None)
        self._problems.pop(number, None)
