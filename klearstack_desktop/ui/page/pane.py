"""The middle of the desk: the pages of the open document, with the boxes of its fields."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from klearstack_desktop.pages.fit import box_on_rendition
from klearstack_desktop.pages.page import as_page
from klearstack_desktop.ui.page.boxes import place_boxes
from klearstack_desktop.ui.page.contents import OpenContents
from klearstack_desktop.ui.page.geometry import ZOOM_STEP, ZoomMode
from klearstack_desktop.ui.page.notice import PageNotice
from klearstack_desktop.ui.page.thumbnails import Thumbnails
from klearstack_desktop.ui.page.toolbar import PageToolBar
from klearstack_desktop.ui.page.view import PageView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.boxes import PageBox

_log = logging.getLogger(__name__)

_PATIENCE_MS: Final = 150
"""How long the page before stays while the next one is on its way; then the sheet says so."""


class _Painted(NamedTuple):
    """What a sheet stood for when it was put on show."""

    document_id: str
    page: int
    has_page: bool


class PagePane(QWidget):
    """Shows one document at a time; every box is in the pixels that the service speaks of.

    Boxes come and captured boxes go in pixels of the page's rendition (``Page.rendition``), which
    is the image itself unless the service said otherwise. Pages are numbered from 1.

    Signals:
        box_clicked: the `FieldKey` of a box that was clicked.
        page_shown: number of a page that was really painted, each time it comes on show.
        painted: id of a document, when the first sheet of it that is final was painted: a page, or
            the sentence that says why there is none.
        captured: page number and `Box` that were drawn; capture has ended by then.
        capture_changed: capture began (True) or ended (False).
        retry_requested: number of a page that the reviewer wants to be fetched again.
        zoom_changed: the new zoom; 1.0 shows an image pixel on a logical pixel.
        page_changed: number of the page that was turned to; it may still be on its way.
    """

    box_clicked = Signal(object)
    page_shown = Signal(int)
    painted = Signal(str)
    captured = Signal(int, object)
    capture_changed = Signal(bool)
    retry_requested = Signal(int)
    zoom_changed = Signal(float)
    page_changed = Signal(int)

    def __init__(
        self, parent: QWidget | None = None, *, actions: Mapping[str, QAction] | None = None
    ) -> None:
        """Build the pane.

        Args:
            parent: the widget it lies in.
            actions: actions for the tool bar by name (`toolbar.ACTION_NAMES`). The pane shows them
                and connects nothing; what is missing it makes and connects itself.
        """
        super().__init__(parent)
        self._contents = OpenContents()
        self._boxes: tuple[PageBox, ...] = ()
        self._active: FieldKey | None = None
        self._must_reveal = False
        self._current = 1
        self._turns = 0
        self._edge = 0
        self._on_show: _Painted | None = None
        self._announced: str | None = None

        self._bar = PageToolBar(actions)
        self._thumbnails = Thumbnails()
        self._view = PageView()
        self._notice = PageNotice()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        over_view = QGridLayout(self._view.viewport())
        over_view.addWidget(self._notice, 0, 0, Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._thumbnails)
        row.addWidget(self._view, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addLayout(row, 1)
        self.setFocusProxy(self._view)

    def _connect(self) -> None:
        self._view.box_clicked.connect(self.box_clicked)
        self._view.band_drawn.connect(self._on_band_drawn)
        self._view.capture_changed.connect(self._on_capture_changed)
        self._view.turn_wanted.connect(self._on_turn_wanted)
        self._view.camera.zoom_changed.connect(self.zoom_changed)
        self._view.camera.zoom_changed.connect(self._bar.set_zoom)
        # Queued: whoever listens may change widgets, which a paint event does not allow.
        self._view.sheet_painted.connect(self._on_sheet_painted, Qt.ConnectionType.QueuedConnection)
        self._thumbnails.page_chosen.connect(self.go_to_page)
        self._notice.retry_requested.connect(self._on_retry)
        self._patience.timeout.connect(self._show_waiting)
        slots = {
            "fit_width": self.fit_width,
            "fit_page": self.fit_page,
            "zoom_in": self.zoom_in,
            "zoom_out": self.zoom_out,
            "rotate_left": self.rotate_left,
            "rotate_right": self.rotate_right,
            "capture": self._toggle_capture,
        }
        for name, action in self._bar.own_actions.items():
            action.triggered.connect(slots[name])

    # The document

    @property
    def document_id(self) -> str | None:
        """The document that is open here, or None."""
        return self._contents.document_id

    @property
    def current_page(self) -> int:
        """Number of the page that was turned to, from 1; it may still be on its way."""
        return self._current

    @property
    def view(self) -> PageView:
        """The page on its canvas; it takes the keyboard focus."""
        return self._view

    def set_document(self, document_id: str | None, page_count: int | None) -> None:
        """Open another document, or none; for the one that is open only the count is taken.

        What was on show stays until a page of the new document comes, or for a moment (150 ms).
        Zoom mode and relative position stay, the rotation does not.

        Args:
            document_id: the document, or None for none.
            page_count: how many pages it has, or None where that is not known yet.
        """
        if document_id is not None and document_id == self._contents.document_id:
            self._contents.stated_count = page_count
            self._show_count()
            if self._current > self._contents.count:
                self._current = max(1, self._contents.count)
                self._refresh()
            return
        self._contents = OpenContents(document_id, page_count)
        self._boxes = ()
        self._active = None
        self._must_reveal = False
        self._current = 1
        self._turns = self._edge = 0
        self._on_show = None
        self._announced = None
        self._view.set_live(False)
        self._thumbnails.pages.reset(self._contents.count)
        self._show_count()
        self._refresh()

    def set_page(self, page: int, decoded: object) -> None:
        """Take a decoded page of the open document.

        Args:
            page: number of the page, from 1.
            decoded: what the page decoder returned.

        Raises:
            TypeError: it is no decoded page.
        """
        self._contents.put_page(page, as_page(decoded))
        self._page_came(page)

    def set_page_problem(self, page: int, sentence: str) -> None:
        """Say why a page of the open document cannot be shown; plain text."""
        self._contents.put_problem(page, sentence)
        self._page_came(page)

    def set_boxes(self, boxes: Sequence[PageBox]) -> None:
        """Show these boxes, each on its page."""
        self._boxes = tuple(boxes)
        self._place_boxes()

    def set_active(self, key: FieldKey | None) -> None:
        """Show a field's box strongly, turn to its page and scroll to it where it is not seen."""
        self._active = key
        pages = [box.page for box in self._boxes if box.key == key]
        self._must_reveal = key is not None
        if pages and self._current not in pages:
            self._turn_to(pages[0])
        self._place_boxes()

    # Pages

    def go_to_page(self, page: int) -> None:
        """Turn to a page, from 1; beyond the ends nothing happens."""
        if page != self._current and 1 <= page <= self._contents.count:
            self._must_reveal = False
            self._turn_to(page)

    def next_page(self) -> None:
        """Turn one page on."""
        self.go_to_page(self._current + 1)

    def previous_page(self) -> None:
        """Turn one page back."""
        self.go_to_page(self._current - 1)

    # Zoom and rotation

    def zoom_in(self) -> None:
        """Show the page one step larger."""
        self._view.camera.set_zoom(self._view.camera.zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        """Show the page one step smaller."""
        self._view.camera.set_zoom(self._view.camera.zoom / ZOOM_STEP)

    def zoom_reset(self) -> None:
        """Show an image pixel on each logical pixel: 100 %."""
        self._view.camera.set_zoom(1.0)

    def fit_width(self) -> None:
        """Fit the page's width to the window, from now on."""
        self._view.camera.set_mode(ZoomMode.FIT_WIDTH)

    def fit_page(self) -> None:
        """Fit the whole page into the window, from now on."""
        self._view.camera.set_mode(ZoomMode.FIT_PAGE)

    def zoom_to_active(self) -> None:
        """Show the active field's box large and in the middle."""
        if self._active is not None:
            self.set_active(self._active)
            area = self._view.area_of(self._active)
            if area is not None and self._view.is_live:
                self._view.camera.zoom_to(area)

    def rotate_left(self) -> None:
        """Turn the pages of this document a quarter to the left."""
        self._rotate(-1)

    def rotate_right(self) -> None:
        """Turn the pages of this document a quarter to the right."""
        self._rotate(1)

    def _rotate(self, turns: int) -> None:
        self._turns = (self._turns + turns) % 4
        self._view.camera.rotate_by(turns)

    # Capture

    @property
    def is_capturing(self) -> bool:
        """Whether the next drag on the page draws a rectangle to capture."""
        return self._view.is_capturing

    def begin_capture(self) -> None:
        """Let the next drag draw a rectangle; without a page to draw on, capture stays off."""
        if not self._view.begin_capture():
            self._on_capture_changed(False)

    def cancel_capture(self) -> None:
        """Leave capture."""
        self._view.cancel_capture()

    def _toggle_capture(self, is_wanted: bool) -> None:
        if is_wanted:
            self.begin_capture()
        else:
            self.cancel_capture()

    def _on_capture_changed(self, is_on: bool) -> None:
        own = self._bar.own_actions.get("capture")
        if own is not None:
            own.setChecked(is_on)
        self.capture_changed.emit(is_on)

    def _on_band_drawn(self, area: Box) -> None:
        page = self._contents.page(self._current)
        if page is None:
            return
        box = box_on_rendition(area, page.rendition, page.size)
        self.captured.emit(self._current, box)

    # What is on show

    def _page_came(self, number: int) -> None:
        known = self._contents
        self._show_count()
        self._thumbnails.pages.set_page(number, known.page(number), known.problem(number))
        if number == self._current:
            self._on_show = None
            self._refresh()

    def _show_count(self) -> None:
        count = self._contents.count
        self._thumbnails.pages.set_count(count)
        self._thumbnails.set_current_page(self._current)
        self._bar.set_page(self._current if count else None, count)

    def _turn_to(self, page: int) -> None:
        self._current = page
        self._edge = 0
        self._show_count()
        self.page_changed.emit(page)
        self._refresh()

    def _on_turn_wanted(self, step: int) -> None:
        """Go on reading where the wheel was turned: at the top of the next page, or above."""
        before = self._current
        self.go_to_page(before + step)
        if self._current != before:
            self._edge = step
            self._go_to_edge()

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
        shown = self._token(has_page=True)
        if shown == self._on_show:
            self._view.set_live(True)
            return
        self._notice.hide()
        self._on_show = shown
        self._view.show_page(page, turns=self._turns + page.upright_turns, token=shown)
        self._go_to_edge()
        self._place_boxes()

    def _show_sentence(self, sentence: str, *, can_retry: bool) -> None:
        self._on_show = self._token(has_page=False)
        self._notice.say(sentence, can_retry=can_retry)
        self._view.show_empty_sheet(token=self._on_show)

    def _show_waiting(self) -> None:
        self._on_show = None
        self._notice.say(f"Loading page {self._current}…", can_retry=False)
        self._view.show_empty_sheet(token=None)

    def _token(self, *, has_page: bool) -> _Painted:
        return _Painted(self._contents.document_id or "", self._current, has_page)

    def _place_boxes(self) -> None:
        page = self._contents.page(self._current)
        if page is None or self._on_show != self._token(has_page=True):
            return
        placed, outside = place_boxes(self._boxes, self._current, page)
        if outside:
            _log.info("page %d: %d boxes lie outside the image", self._current, outside)
        self._view.set_boxes(placed, self._active)
        self._view.setAccessibleDescription(
            f"Page {self._current} of {self._contents.count}, {len(placed)} fields marked"
        )
        self._reveal_active()

    def _reveal_active(self) -> None:
        area: QRectF | None = None
        if self._must_reveal and self._active is not None:
            area = self._view.area_of(self._active)
        if area is not None:
            self._must_reveal = False
            self._view.camera.reveal(area)

    def _on_sheet_painted(self, shown: _Painted) -> None:
        if shown != self._on_show:
            return
        if shown.has_page:
            self.page_shown.emit(shown.page)
        if self._announced != shown.document_id:
            self._announced = shown.document_id
            self.painted.emit(shown.document_id)

    def _on_retry(self) -> None:
        page = self._current
        self._contents.forget(page)
        self._thumbnails.pages.set_page(page, None)
        self._show_waiting()
        self.retry_requested.emit(page)
