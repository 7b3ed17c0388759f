"""The middle of the desk: the pages of the open document, with the boxes of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from klearstack_desktop.pages.fit import box_on_rendition
from klearstack_desktop.pages.page import as_page
from klearstack_desktop.ui.page.contents import OpenContents
from klearstack_desktop.ui.page.geometry import ZOOM_STEP, ZoomMode
from klearstack_desktop.ui.page.light_popup import LightPopup
from klearstack_desktop.ui.page.notice import PageNotice
from klearstack_desktop.ui.page.overview import PageOverview
from klearstack_desktop.ui.page.stage import PageStage
from klearstack_desktop.ui.page.thumbnails import Thumbnails
from klearstack_desktop.ui.page.toolbar import PageToolBar
from klearstack_desktop.ui.page.view import PageView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from klearstack_desktop.model.geometry import Box
    from klearstack_desktop.pages.light import Light
    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.boxes import BoxKey, PageBox


class PagePane(QWidget):
    """Shows one document at a time; every box is in the pixels that the service speaks of.

    Boxes come and captured boxes go in pixels of the page's rendition (``Page.rendition``), which
    is the image itself unless the service said otherwise. Pages are numbered from 1.

    Signals:
        box_clicked: the `BoxKey` of a box that was clicked.
        page_shown: number of a page that was really painted, each time it comes on show.
        painted: id of a document, when the first sheet of it that is final was painted: a page, or
            the sentence that says why there is none.
        captured: page number and a tuple of `Box`: the words that were taken, in the order in which
            they were; capture has ended by then, and they stay marked until `end_waiting`.
        capture_changed: capture began (True) or ended (False).
        retry_requested: number of a page that the reviewer wants to be fetched again.
        zoom_changed: the new zoom; 1.0 shows an image pixel on a logical pixel.
        page_changed: number of the page that was turned to; it may still be on its way.
        light_changed: whether pages look otherwise than they were scanned.
        hold_changed: whether the view follows the active field, and whether it is frozen.
    """

    box_clicked = Signal(object)
    page_shown = Signal(int)
    painted = Signal(str)
    captured = Signal(int, object)
    capture_changed = Signal(bool)
    retry_requested = Signal(int)
    zoom_changed = Signal(float)
    page_changed = Signal(int)
    light_changed = Signal(bool)
    hold_changed = Signal(bool, bool)

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
        self.setObjectName("pagePane")
        self._bar = PageToolBar(actions)
        self._thumbnails = Thumbnails()
        self._view = PageView()
        self._notice = PageNotice()
        self._stage = PageStage(self._view, self._notice)
        self._overview = PageOverview(self._thumbnails, self._stage)
        self._light_popup = LightPopup(self)
        self._light_popup.changed.connect(self._on_light_changed)
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
        self._view.capture.caught.connect(self._on_caught)
        self._view.capture.changed.connect(self._on_capture_changed)
        self._view.turn_wanted.connect(self._stage.read_on)
        self._view.camera.zoom_changed.connect(self.zoom_changed)
        self._view.camera.zoom_changed.connect(self._bar.set_zoom)
        self._stage.page_shown.connect(self.page_shown)
        self._stage.painted.connect(self.painted)
        self._stage.page_changed.connect(self._on_page_changed)
        self._thumbnails.page_chosen.connect(self.go_to_page)
        self._notice.retry_requested.connect(self._on_retry)
        slots = {
            "fit_width": self.fit_width,
            "fit_page": self.fit_page,
            "zoom_in": self.zoom_in,
            "zoom_out": self.zoom_out,
            "rotate_left": self.rotate_left,
            "rotate_right": self.rotate_right,
            "contrast": self.show_light,
            "capture": self._toggle_capture,
        }
        for name, action in self._bar.own_actions.items():
            action.triggered.connect(slots[name])
        if (contrast := self._bar.own_actions.get("contrast")) is not None:
            self.light_changed.connect(contrast.setChecked)

    # The document

    @property
    def document_id(self) -> str | None:
        """The document that is open here, or None."""
        return self._stage.contents.document_id

    @property
    def current_page(self) -> int:
        """Number of the page that was turned to, from 1; it may still be on its way."""
        return self._stage.current

    @property
    def view(self) -> PageView:
        """The page on its canvas; it takes the keyboard focus."""
        return self._view

    @property
    def thumbnails(self) -> QWidget:
        """The column of small pages beside the page."""
        return self._thumbnails

    def set_document(self, document_id: str | None, page_count: int | None) -> None:
        """Open another document, or none; for the one that is open only the count is taken.

        What was on show stays until a page of the new document comes, or for a moment (150 ms).
        Zoom mode and relative position stay, the rotation does not.

        Args:
            document_id: the document, or None for none.
            page_count: how many pages it has, or None where that is not known yet.
        """
        contents = self._stage.contents
        if document_id is not None and document_id == contents.document_id:
            contents.stated_count = page_count
            self._stage.count_changed()
        else:
            self._overview.begin()
            self._stage.open(OpenContents(document_id, page_count))
        self._show_count()

    def foresee(self, decoded: object, boxes: Sequence[PageBox] = ()) -> None:
        """Draw ahead the first page of a document that is likely to be opened next.

        Args:
            decoded: what the page decoder returned.
            boxes: what will be shown on the pages of the document.

        Raises:
            TypeError: it is no decoded page.
        """
        page = as_page(decoded)
        self._stage.foresee(page, boxes)
        self._overview.foresee(page)

    def set_page(self, page: int, decoded: object) -> None:
        """Take a decoded page of the open document.

        Args:
            page: number of the page, from 1.
            decoded: what the page decoder returned.

        Raises:
            TypeError: it is no decoded page.
        """
        self._stage.contents.put_page(page, as_page(decoded))
        self._page_came(page)

    def page_sharpened(self, decoded: object) -> None:
        """Take notice that a page has more detail now.

        Args:
            decoded: a page that `set_page` took.

        Raises:
            TypeError: it is no decoded page.
        """
        self._stage.page_sharpened(as_page(decoded))

    def set_page_problem(self, page: int, sentence: str) -> None:
        """Say why a page of the open document cannot be shown; plain text."""
        self._stage.contents.put_problem(page, sentence)
        self._page_came(page)

    def set_boxes(self, boxes: Sequence[PageBox]) -> None:
        """Show these boxes, each on its page."""
        self._stage.set_boxes(boxes)
        self._overview.set_boxes(boxes)

    def set_active(self, key: BoxKey | None) -> None:
        """Show a field's box strongly, turn to its page and scroll to it where it is not seen."""
        self._stage.set_active(key)

    # Pages

    def go_to_page(self, page: int) -> None:
        """Turn to a page, from 1; beyond the ends nothing happens."""
        self._stage.turn_to(page)

    def next_page(self) -> None:
        """Turn one page on."""
        self._stage.turn_to(self._stage.current + 1)

    def previous_page(self) -> None:
        """Turn one page back."""
        self._stage.turn_to(self._stage.current - 1)

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

    @property
    def fit(self) -> str:
        """What decides the zoom, as `restore_zoom` takes it."""
        return self._view.camera.mode.value

    @property
    def zoom(self) -> float:
        """The zoom; 1.0 shows an image pixel on a logical pixel."""
        return self._view.camera.zoom

    def restore_zoom(self, fit: str, zoom: float) -> None:
        """Show pages as large as `fit` and `zoom` said once; an unknown `fit` changes nothing.

        While the view is frozen it stays as it is.
        """
        if self._stage.is_frozen:
            return
        if fit == ZoomMode.FREE.value:
            self._view.camera.set_zoom(zoom)
        elif fit in {mode.value for mode in ZoomMode}:
            self._view.camera.set_mode(ZoomMode(fit))

    def zoom_to_active(self) -> None:
        """Show the active field's box large and in the middle."""
        key = self._stage.active
        if key is None:
            return
        # Who asks for the field gets it, also where the view is frozen.
        was_frozen, self._stage.is_frozen = self._stage.is_frozen, False
        self._stage.set_active(key)
        self._stage.is_frozen = was_frozen
        area = self._view.area_of(key)
        if area is not None and self._view.is_live:
            self._view.camera.zoom_to(area)

    def set_following(self, is_following: bool) -> None:
        """Keep the active field in the middle as one walks, as large as it is now, or no longer.

        It begins with zooming to the active field, and ends the freezing of the view.
        """
        self._stage.is_following = is_following
        if is_following:
            self._stage.is_frozen = False
            self.zoom_to_active()
        self._show_hold()

    def set_frozen(self, is_frozen: bool) -> None:
        """Let the view stay where it is while one walks through the fields, or no longer.

        It ends the following of the active field.
        """
        self._stage.is_frozen = is_frozen
        if is_frozen:
            self._stage.is_following = False
        self._show_hold()

    def _show_hold(self) -> None:
        following, frozen = self._stage.is_following, self._stage.is_frozen
        self._bar.set_hold("following" if following else "frozen" if frozen else "")
        self.hold_changed.emit(following, frozen)

    def page(self, number: int) -> Page | None:
        """Return a page of the open document that has come, or None."""
        return self._stage.contents.page(number)

    def rotate_left(self) -> None:
        """Turn the pages of this document a quarter to the left."""
        self._stage.rotate(-1)

    def rotate_right(self) -> None:
        """Turn the pages of this document a quarter to the right."""
        self._stage.rotate(1)

    def show_light(self) -> None:
        """Let brightness and contrast be set; they stay for every page until they are set again."""
        # The button went up or down with the press, but it tells how pages are lit.
        self.light_changed.emit(not self._stage.light.is_plain)
        self._light_popup.open_below(self._bar.button("contrast"))

    def _on_light_changed(self, light: Light) -> None:
        self._stage.set_light(light)
        self.light_changed.emit(not light.is_plain)

    # Capture

    @property
    def is_capturing(self) -> bool:
        """Whether clicks and drags on the page take text."""
        return self._view.capture.is_on

    def begin_capture(self) -> None:
        """Let clicks and drags take text; without a page to take it from, capture stays off."""
        if not self._view.begin_capture():
            self._on_capture_changed(False)

    def cancel_capture(self) -> None:
        """Leave capture."""
        self._view.capture.cancel()

    def end_waiting(self) -> None:
        """Mark the words no longer that were taken: their text came, or will not come."""
        self._view.capture.forget_waiting()

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

    def _on_caught(self, areas: tuple[Box, ...]) -> None:
        page = self._stage.contents.page(self._stage.current)
        if page is not None:
            boxes = tuple(box_on_rendition(area, page.rendition, page.size) for area in areas)
            self.captured.emit(self._stage.current, boxes)

    # The parts around the page

    def _page_came(self, number: int) -> None:
        self._show_count()
        self._overview.page_came(number)
        self._stage.page_came(number)

    def _show_count(self) -> None:
        count = self._stage.contents.count
        self._overview.turned()
        self._bar.set_page(self._stage.current if count else None, count)

    def _on_page_changed(self, number: int) -> None:
        self._show_count()
        self.page_changed.emit(number)

    def _on_retry(self) -> None:
        page = self._stage.current
        self._overview.page_went(page)
        self._stage.wait_again()
        self.retry_requested.emit(page)
