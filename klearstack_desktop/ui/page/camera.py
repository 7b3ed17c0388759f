"""Where the view looks: zoom, turn and position, kept from page to page."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSizeF, Signal

from klearstack_desktop.ui.page import geometry
from klearstack_desktop.ui.page.geometry import ZoomMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QGraphicsView, QScrollBar

_REVEAL_MARGIN: Final = 60
"""Paper kept around what is scrolled into view, in view pixels."""

_NOTHING: Final = QRectF(0, 0, 1, 1)


class Camera(QObject):
    """Moves a graphics view over a sheet whose upper left corner is the scene's origin.

    Signals:
        zoom_changed: the new zoom; 1.0 shows an image pixel on a logical pixel.
    """

    zoom_changed = Signal(float)

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = QSizeF()
        self._mode = ZoomMode.FIT_WIDTH
        self._zoom = 1.0
        self._turns = 0
        self._shares = (0.0, 0.0)
        self._is_adjusting = False

    @property
    def zoom(self) -> float:
        """View pixels for each image pixel."""
        return self._zoom

    @property
    def mode(self) -> ZoomMode:
        """What decides the zoom when the window or the page changes."""
        return self._mode

    @property
    def turns(self) -> int:
        """Quarter turns clockwise, 0..3."""
        return self._turns

    def look_at(self, sheet: QSizeF, turns: int) -> None:
        """Look at another sheet, at the zoom mode and the relative position of the last one."""
        with self._keeping_position():
            self._sheet = sheet
            self._turns = turns % 4
            self._fit()

    def look_at_nothing(self) -> None:
        """There is no sheet: nothing is left that could be scrolled."""
        with self._keeping_position():
            self._sheet = QSizeF()
            self._view.setSceneRect(_NOTHING)

    def view_resized(self) -> None:
        """Fit again after the view has got another size."""
        if not self._is_adjusting:
            with self._keeping_position():
                self._fit()

    def set_mode(self, mode: ZoomMode) -> None:
        """Fit the page from now on; what is in the middle stays there."""
        self._mode = mode
        with self._keeping_centre():
            self._fit()

    def set_zoom(self, zoom: float, anchor: QPoint | None = None) -> None:
        """Zoom to a factor and stop fitting; what lies under the anchor stays there.

        Args:
            zoom: view pixels for each image pixel; kept within sensible limits.
            anchor: in view coordinates; None means the middle.
        """
        self._mode = ZoomMode.FREE
        fixed = anchor or self._view.viewport().rect().center()
        under = self._view.mapToScene(fixed)
        with self._adjusting():
            self._apply(geometry.clamped_zoom(zoom))
        self.scroll_by(self._view.mapFromScene(under) - fixed)

    def rotate_by(self, turns: int) -> None:
        """Turn the page clockwise by quarter turns; what is in the middle stays there."""
        self._turns = (self._turns + turns) % 4
        with self._keeping_centre():
            self._fit()

    def zoom_to(self, area: QRectF) -> None:
        """Show a part of the sheet (image coordinates) large and in the middle."""
        size = geometry.turned(area.size(), self._turns)
        self.set_zoom(geometry.field_zoom(size, QSizeF(self._view.viewport().size())))
        self._view.centerOn(area.center())

    def centre_on(self, area: QRectF) -> None:
        """Bring a part of the sheet (image coordinates) to the middle, as large as it is."""
        self._view.centerOn(area.center())

    def reveal(self, area: QRectF) -> None:
        """Scroll a part of the sheet (image coordinates) into view; stay where it is seen."""
        visible = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        if not geometry.is_in_view(area, visible):
            self._view.ensureVisible(area, _REVEAL_MARGIN, _REVEAL_MARGIN)

    def scroll_by(self, delta: QPoint) -> None:
        """Move the scroll bars by so many view pixels."""
        for bar, step in zip(self._bars(), (delta.x(), delta.y()), strict=True):
            bar.setValue(bar.value() + step)

    def scroll_to_edge(self, step: int) -> None:
        """Go to where reading continues after a page turn: +1 the top, -1 the bottom."""
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.minimum() if step > 0 else bar.maximum())

    def zoom_for(self, page: QSizeF) -> float:
        """Return the zoom at which a page would be shown.

        Args:
            page: its size in image pixels, turned as it would be shown.
        """
        if self._mode is ZoomMode.FREE:
            return self._zoom
        return geometry.fit_zoom(self._mode, page, QSizeF(self._view.maximumViewportSize()))

    def _fit(self) -> None:
        self._apply(self.zoom_for(geometry.turned(self._sheet, self._turns)))

    def _apply(self, zoom: float) -> None:
        if self._sheet.isEmpty():
            return
        is_new = zoom != self._zoom
        self._zoom = zoom
        self._view.setTransform(geometry.image_to_view(zoom, self._turns))
        margin = geometry.MARGIN / zoom
        page = QRectF(QPointF(), self._sheet)
        self._view.setSceneRect(page.adjusted(-margin, -margin, margin, margin))
        if is_new:
            self.zoom_changed.emit(zoom)

    def _bars(self) -> tuple[QScrollBar, QScrollBar]:
        return self._view.horizontalScrollBar(), self._view.verticalScrollBar()

    @contextmanager
    def _adjusting(self) -> Iterator[None]:
        """Ignore resizing while a scroll bar comes or goes because of ourselves."""
        before, self._is_adjusting = self._is_adjusting, True
        try:
            yield
        finally:
            self._is_adjusting = before

    @contextmanager
    def _keeping_position(self) -> Iterator[None]:
        """Keep both scroll bars at the same share of their way."""
        across, down = (
            geometry.share_of(bar.value(), bar.minimum(), bar.maximum()) for bar in self._bars()
        )
        # Where all of a page is seen there is no position, and the one from before still holds.
        self._shares = (
            self._shares[0] if across is None else across,
            self._shares[1] if down is None else down,
        )
        with self._adjusting():
            yield
        for bar, share in zip(self._bars(), self._shares, strict=True):
            bar.setValue(geometry.value_at(share, bar.minimum(), bar.maximum()))

    @contextmanager
    def _keeping_centre(self) -> Iterator[None]:
        centre = self._view.mapToScene(self._view.viewport().rect().center())
        with self._adjusting():
            yield
        self._view.centerOn(centre)
