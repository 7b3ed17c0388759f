"""Keeps the small pages beside the page like what has come of the open document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.page.boxes import PROBLEMS, place_boxes
from klearstack_desktop.ui.painted import NextPainting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.boxes import PageBox
    from klearstack_desktop.ui.page.stage import PageStage
    from klearstack_desktop.ui.page.thumbnails import Thumbnails


class PageOverview(QObject):
    """Tells the thumbnails of what the stage has; where they are not painted now, in a moment.

    Args:
        thumbnails: shown by whoever made them.
        stage: knows what has come, and which page is on show.
    """

    def __init__(self, thumbnails: Thumbnails, stage: PageStage) -> None:
        super().__init__(thumbnails)
        self._thumbnails = thumbnails
        self._stage = stage
        self._boxes: Sequence[PageBox] = ()
        self._painting = NextPainting(self)
        self._painting.over.connect(self._fill)

    def foresee(self, page: Page) -> None:
        """Make a page small ahead that is likely to be shown next."""
        self._thumbnails.foresee(page)

    def begin(self) -> None:
        """Take notice that another document is open, or none."""
        self._boxes = ()
        if not self._waits():
            self._thumbnails.pages.reset(0)

    def turned(self) -> None:
        """Take notice that another page is on show, or that there are more or fewer of them."""
        if not self._waits():
            self._show_count()

    def page_came(self, number: int) -> None:
        """Take notice that a page, or the reason why there is none, is there."""
        if self._waits():
            return
        self._show_page(number)
        self._mark()
        if number == self._stage.current:
            self._thumbnails.settle()

    def page_went(self, number: int) -> None:
        """Show an empty page until it comes again."""
        if not self._waits():
            self._thumbnails.pages.set_page(number, None)

    def set_boxes(self, boxes: Sequence[PageBox]) -> None:
        """Mark where a field needs a person."""
        self._boxes = boxes
        if not self._waits():
            self._mark()

    def _waits(self) -> bool:
        if self._thumbnails.updatesEnabled():
            return False
        self._painting.wait()
        return True

    def _fill(self) -> None:
        contents = self._stage.contents
        self._thumbnails.pages.reset(contents.count)
        for number in contents.numbers():
            self._show_page(number)
        self._mark()
        self._thumbnails.settle()
        self._thumbnails.set_current_page(self._stage.current)

    def _show_count(self) -> None:
        self._thumbnails.pages.set_count(self._stage.contents.count)
        self._thumbnails.set_current_page(self._stage.current)

    def _show_page(self, number: int) -> None:
        contents = self._stage.contents
        page = contents.page(number)
        if page is not None:
            # Not while it is painted: there nothing is made smaller or converted.
            self._thumbnails.foresee(page)
        self._thumbnails.pages.set_page(number, page, contents.problem(number))

    def _mark(self) -> None:
        waiting = [box for box in self._boxes if box.state in PROBLEMS]
        waiting.sort(key=lambda box: PROBLEMS.index(box.state), reverse=True)
        contents = self._stage.contents
        pages = {number: contents.page(number) for number in {box.page for box in waiting}}
        self._thumbnails.pages.set_marks(
            {n: place_boxes(waiting, n, page)[0] for n, page in pages.items() if page is not None}
        )
