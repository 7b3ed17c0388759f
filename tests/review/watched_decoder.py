"""A decoder that shows a test what it begins, and waits with it where the test wants that."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.pages.decoder import PageDecoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from klearstack_desktop.model.document import PageImage
    from klearstack_desktop.pages.page import Page

PATIENCE_SECONDS = 30.0


class WatchedDecoder(PageDecoder):
    """Decodes as the program does.

    Attributes:
        begun: the file and the detail of every page, in the order in which they were begun.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[tuple[bytes, Detail]] = []
        self._arrivals = threading.Semaphore(0)
        self._passes = threading.Semaphore(0)
        self._is_held = False

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold every page that is begun within the block, until it is let through."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
            self.let_through(len(self.begun))

    def wait_until_held(self, pages: int) -> None:
        """Wait in a thread until so many more pages are held."""
        for _ in range(pages):
            assert self._arrivals.acquire(timeout=PATIENCE_SECONDS), "nothing is decoded"

    def let_through(self, pages: int) -> None:
        """Decode so many of the pages that are held, or will be."""
        self._passes.release(pages)

    def decode(self, image: PageImage, detail: Detail = Detail.FULL) -> Page:
        self.begun.append((image.data, detail))
        if self._is_held:
            self._arrivals.release()
            self._passes.acquire(timeout=PATIENCE_SECONDS)
        return super().decode(image, detail)
