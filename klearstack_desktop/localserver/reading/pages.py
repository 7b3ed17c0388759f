"""What reading makes of an uploaded file: pages as pictures, with the words that stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from klearstack_desktop.localserver.content import StoredFile, StoredWord

DPI = 200
"""Resolution at which pages without one of their own are rendered."""

MOST_PAGES = 200
MOST_PIXELS = 200_000_000


class Unreadable(Exception):
    """The file cannot be read; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page: its picture, its size in pixels, and the words of its text layer (maybe none)."""

    file: StoredFile
    width: int
    height: int
    dpi: int
    words: tuple[StoredWord, ...]


class PageSource(Protocol):
    """An opened upload."""

    @property
    def page_count(self) -> int:
        """How many pages there are."""

    def page(self, index: int) -> ReadPage:
        """Read one page, counted from 0.

        Raises:
            Unreadable: the page is damaged.
        """

    def close(self) -> None:
        """Give back what was opened."""
