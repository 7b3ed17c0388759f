"""Which sheet is on show, which one is waited for, and what of it the reviewer has really seen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import ref

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from klearstack_desktop.ui.page.boxes import BoxState, place_boxes
from klearstack_desktop.ui.page.contents import OpenContents
from klearstack_desktop.ui.page.lighting import Lighting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.pages.light import Light
    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.boxes import BoxKey, PageBox, PlacedBox
    from klearstack_desktop.ui.page.notice import PageNotice
    from klearstack_desktop.ui.page.view import PageView

_log = logging.getLogger(__name__)

_PATIENCE_MS: Final = 150
"""How long the page before stays while the next one is on its way; then the sheet says so."""


class _Sheet(NamedTuple):
    """What a sheet stands for."""

    document_id: str
    page: int
    has_page: bool


class _Ahead(NamedTuple):
    """Where boxes stand on the first page of a document that is likely to be opened next.

    Attributes:
        page: the page, as long as somebody else keeps it.
        boxes: those of the whole document.
        placed: what `place_boxes` returns for that page.
    """

    page: ref[Page]
    boxes: tuple[PageBox, ...]
    placed: tuple[tuple[PlacedBox, ...], int]


class PageStage(QObject):
    """Puts the current page of the open document on the view as soon as it can.

    Attributes:
        is_following: the active field comes to the middle as one walks, not only into view.
        is_frozen: the view stays where it is, whichever field is active.

    Signals:
        page_shown: number of a page that was really painted, each time it comes on show.
        painted: id of a document, when the first sheet of it that is final was painted.
        page_changed: number of the page that was turned to; it may still be on its way.
    """

    page_shown = Signal(int)
    painted = Signal(str)
    page_changed = Signal(int)

    def __init__(self, view: PageView, notice: PageNotice) -> None:
        super().__init__(view)
        self._view = view
        self._notice = notice
        self._contents = OpenContents()
        self._current = 1
        self._turns = 0
        self._edge = 0
        self._boxes: tuple[PageBox, ...] = ()
        self._placed: tuple[PlacedBox, ...] = ()
        self._ahead: _Ahead | None = None
        self._active: BoxKey | None = None
        self._must_reveal = False
        self.is_following = False
        self.is_frozen = False
        self._on_show: _Sheet | None = None
        self._announced: str | None = None
        self._lighting = Lighting(self)
        self._lighting.done.connect(self._on_lit)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._show_waiting)
        # Queued: whoever listens may change widgets, which a paint event does not allow.
        view.sheet_painted.connect(self._on_painted, Qt.ConnectionType.QueuedConnection)

    @property
    def contents(self) -> OpenContents:
        """What has come of the open document."""
        return self._contents

    @property
    def current(self) -> int:
        """Number of the page that was turned to."""
        return self._current

    @property
    def active(self) -> BoxKey | None:
        """The field whose box is shown strongly."""
        return self._active

    @property
    def light(self) -> Light:
        """How pages are lit, of this document and of the next ones."""
        return self._lighting.light

    def set_light(self, light: Light) -> None:
        """Light the page on show, and those to come, otherwise."""
        self._lighting.set_light(light)
        page = self._contents.page(self._current)
        if page is not None and self._on_show == self._sheet(has_page=True):
            lit = self._lighting.shown(page)
            if lit is not None:
                self._view.relight(lit)

    def _on_lit(self, page: Page, lit: Page) -> None:
        if page is not self._contents.page(self._current):
            return
        if self._on_show == self._sheet(has_page=True):
            self._view.relight(lit)
            # The light may have changed meanwhile; then this begins again.
            self.set_light(self.light)
        else:
            self._refresh()

    def foresee(self, page: Page, boxes: Sequence[PageBox]) -> None:
        """Take notice that a first page is likely to be the next on show, and lies there already.

        Args:
            page: the first page of a document.
            boxes: what will be shown on the pages of the document.
        """
        self._ahead = _Ahead(ref(page), tuple(boxes), place_boxes(boxes, 1, page))
        if self.light.is_plain:
            self._view.foresee(page)

    def open(self, contents: OpenContents) -> None:
        """Begin with another document; what is on show stays for a moment."""
        self._contents = contents
        self._current = 1
        self._turns = self._edge = 0
        self._boxes = self._placed = ()
        self._active = None
        self._must_reveal = False
        self._on_show = None
        self._announced = None
        self._lighting.forget()
        self._view.set_live(False)
        self._refresh()

    def count_changed(self) -> None:
        """Take notice that the contents state another number of pages."""
        last = max(1, self._contents.count)
        if self._current > last:
            self._turn_to(last)
        elif self._on_show is None:
            self._refresh()

    def page_came(self, number: int) -> None:
        """Take notice that a page, or the reason why there is none, is in the contents."""
        if number == self._current:
            self._on_show = None
            self._refresh()

    def page_sharpened(self, page: Page) -> None:
        """Take notice that a page has more detail now."""
        if page is self._contents.page(self._current) and self._on_show == self._sheet(
            has_page=True
        ):
            lit = self._lighting.shown(page)
            if lit is not None:
                self._view.relight(lit)
            self._view.show_again(token=self._on_show)

    def wait_again(self) -> None:
        """Say at once that the current page is on its way."""
        self._contents.forget(self._current)
        self._show_waiting()

    def turn_to(self, number: int) -> None:
        """Turn to a page of the document; beyond the ends nothing happens."""
        if number != self._current and 1 <= number <= self._contents.count:
            self._must_reveal = False
            self._turn_to(number)

    def read_on(self, step: int) -> None:
        """Turn the page and go on reading: +1 at the top of the next, -1 at the end of the last."""
        before = self._current
        self.turn_to(before + step)
        if self._current != before:
            self._edge = step
            self._go_to_edge()

    def rotate(self, turns: int) -> None:
        """Turn the pages of this document clockwise by quarter turns."""
        self._turns = (self._turns + turns) % 4
        self._view.camera.rotate_by(turns)

    def set_boxes(self, boxes: Sequence[PageBox]) -> None:
        """Show these boxes, each on its page."""
        self._boxes = tuple(boxes)
        self._place_boxes()

    def set_active(self, key: BoxKey | None) -> None:
        """Show a field's box strongly; unless frozen, turn to its page and bring it into view."""
        self._active = key
        if self.is_frozen:
            self._show_boxes()
            return
        self._must_reveal = key is not None
        pages = [box.page for box in self._boxes if box.key == key]
        if pages and self._current not in pages:
            self._turn_to(pages[0])
        self._show_boxes()

    def _turn_to(self, number: int) -> None:
        self._current = number
        self._edge = 0
        self.page_changed.emit(number)
        self._refresh()

    def _go_to_edge(self) -> None:
        if self._edge and self._view.is_live:
            self._view.camera.scroll_to_edge(self._edge)
            self._edge = 0

    def _refresh(self) -> None:
        """Put on show what there is for the current page, or begin to wait for it."""
        self._patience.stop()
        page = self._contents.page(self._current)
        problem = self._contents.problem(self._current)
        if self._contents.document_id is None:
            self._notice.hide()
            self._view.show_canvas()
        elif page is not None:
            self._show_page(page)
        elif problem:
            self._show_sentence(problem, can_retry=True)
        elif self._contents.count == 0:
            self._show_sentence("This document has no pages.", can_retry=False)
        else:
            self._view.set_live(False)
            self._patience.start()

    def _show_page(self, page: Page) -> None:
        sheet = self._sheet(has_page=True)
        lit = self._lighting.shown(page)
        if sheet == self._on_show:
            self._view.set_live(True)
        elif lit is None:
            self._view.set_live(False)
            self._patience.start()
            return
        else:
            self._notice.hide()
            self._on_show = sheet
            turns = self._turns + page.upright_turns
            self._view.show_page(page, lit, turns=turns, token=sheet)
            self._go_to_edge()
        self._place_boxes()

    def _show_sentence(self, sentence: str, *, can_retry: bool) -> None:
        self._on_show = self._sheet(has_page=False)
        self._notice.say(sentence, can_retry=can_retry)
        self._view.show_empty_sheet(token=self._on_show)

    def _show_waiting(self) -> None:
        self._on_show = None
        self._notice.say(f"Loading page {self._current}…", can_retry=False)
        self._view.show_empty_sheet(token=None)

    def _sheet(self, *, has_page: bool) -> _Sheet:
        return _Sheet(self._contents.document_id or "", self._current, has_page)

    def _place_boxes(self) -> None:
        page = self._contents.page(self._current)
        if page is None:
            return
        ahead = self._ahead
        if ahead is not None and ahead.page() is page and ahead.boxes == self._boxes:
            self._placed, outside = ahead.placed
        else:
            self._placed, outside = place_boxes(self._boxes, self._current, page)
        if outside:
            _log.info("page %d: %d boxes lie outside the image", self._current, outside)
        self._show_boxes()

    def _show_boxes(self) -> None:
        if self._on_show != self._sheet(has_page=True):
            return
        self._view.set_boxes(self._placed, self._active)
        marked = sum(placed.field.state is not BoxState.LINE for placed in self._placed)
        self._view.setAccessibleDescription(
            f"Page {self._current} of {self._contents.count}, {marked} fields marked"
        )
        if self._must_reveal and self._active is not None:
            area = self._view.area_of(self._active)
            if area is not None:
                self._must_reveal = False
                camera = self._view.camera
                bring = camera.centre_on if self.is_following else camera.reveal
                bring(area)

    def _on_painted(self, sheet: _Sheet) -> None:
        if sheet != self._on_show:
            return
        page = self._contents.page(sheet.page) if sheet.has_page else None
        if page is not None and not page.is_sharp_at(self._view.device_zoom):
            # What was painted is blown up; it counts once it is sharp.
            return
        if sheet.has_page:
            self.page_shown.emit(sheet.page)
        if self._announced != sheet.document_id:
            self._announced = sheet.document_id
            self.painted.emit(sheet.document_id)
