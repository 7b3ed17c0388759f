"""Taking text from the page: a word with a click, words with a drag, several with Ctrl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QTransform

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.ink import word_at, words_under
from klearstack_desktop.ui.page import geometry
from klearstack_desktop.ui.page.painting import paint_band, paint_catch

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from klearstack_desktop.pages.page import Page

_SMALLEST_BAND: Final = 4
"""A band with no longer side than this, in view pixels, was a click."""


class Capture(QObject):
    """What the mouse does to the page while text is captured; points are in image coordinates.

    What is drawn or clicked snaps to the ink on the page. With Ctrl the words gather until Ctrl is
    let go or one is taken without it.

    Signals:
        changed: capture began (True) or ended.
        caught: a tuple of `Box` in pixels of the image, in the order in which they were taken;
            capture has ended by then.
        repaint_wanted: something of it looks different.
    """

    changed = Signal(bool)
    caught = Signal(object)
    repaint_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._text: _TextOfPage | None = None
        self._start: QPointF | None = None
        self._end = QPointF()
        self._under_pointer: Box | None = None
        self._gathered: tuple[Box, ...] = ()
        self._waiting: tuple[Box, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether clicks and drags take text."""
        return self._text is not None

    @property
    def is_dragging(self) -> bool:
        """Whether a rectangle is being drawn."""
        return self._start is not None

    def begin(self, page: Page, turns: int) -> None:
        """Take text from a page, which is shown turned clockwise by so many quarter turns."""
        if not self.is_on:
            self._text = _TextOfPage(page, turns)
            self.changed.emit(True)

    def look_at(self, page: Page, turns: int) -> None:
        """Go on with another page, or with this one turned; nothing happens where it is not on."""
        if self._text is not None and not self._text.is_of(page, turns):
            if self._text.page is not page:
                self._gathered = ()
            self._text = _TextOfPage(page, turns)
            self._start = self._under_pointer = None

    def cancel(self) -> None:
        """Leave capture, forgetting what was gathered; nothing happens where it was not on."""
        if self.is_on:
            self._text = self._start = self._under_pointer = None
            self._gathered = ()
            self.repaint_wanted.emit()
            self.changed.emit(False)

    def forget_waiting(self) -> None:
        """Mark the words no longer whose text was waited for."""
        self._waiting = ()
        self.repaint_wanted.emit()

    def press(self, point: QPointF) -> None:
        """Put the first corner down."""
        self._start = self._end = point

    def move(self, point: QPointF) -> None:
        """Take the second corner along; without the first one, mark the word under the pointer."""
        if self.is_dragging:
            self._end = point
        elif self._text is None or geometry.holds(self._under_pointer, point):
            return
        else:
            self._under_pointer = self._text.word_at(point)
        self.repaint_wanted.emit()

    def release(self, point: QPointF, zoom: float, *, gathers: bool) -> None:
        """Take what was drawn or clicked.

        Args:
            point: where the button went up.
            zoom: view pixels for each image pixel.
            gathers: wait for more; what is taken once more is let go.
        """
        start, self._start = self._start or point, None
        found = self._text.found(start, point, zoom) if self._text else None
        if found is None:
            self.repaint_wanted.emit()
        elif not gathers:
            self._finish((*self._gathered, found))
        else:
            others = tuple(box for box in self._gathered if box != found)
            self._gathered = others if found in self._gathered else (*others, found)
            self.repaint_wanted.emit()

    def finish_gathering(self) -> None:
        """Take what was gathered, if anything was."""
        if self._gathered:
            self._finish(self._gathered)

    def paint(self, painter: QPainter, to_view: QTransform, view: QRectF) -> None:
        """Draw what is drawn, gathered and waited for, in view coordinates."""
        for box in (*self._gathered, *self._waiting):
            paint_catch(painter, to_view.mapRect(geometry.rect_of(box)), is_taken=True)
        if self._text is None:
            return
        if self._start is not None:
            area = geometry.dragged_box(self._start, self._end, self._text.size)
            if area is not None:
                label = f"{area.width} × {area.height} px"
                paint_band(painter, to_view.mapRect(geometry.rect_of(area)), label, view)
        elif self._under_pointer is not None:
            rect = to_view.mapRect(geometry.rect_of(self._under_pointer))
            paint_catch(painter, rect, is_taken=False)

    def _finish(self, boxes: tuple[Box, ...]) -> None:
        self.cancel()
        self._waiting = boxes
        self.caught.emit(boxes)


class _TextOfPage:
    """The page as its lines run: where it is shown lying on its side, so do they in its pixels."""

    def __init__(self, page: Page, turns: int) -> None:
        self.page = page
        self._turns = turns
        # Until all of its detail is there, ink is looked for on a smaller picture of the page.
        self._level = image = page.levels[0]
        self.size = QSizeF(*page.size)
        scale = page.scale_of(image)
        self._to_upright = QTransform.fromScale(scale, scale)
        if turns % 2:
            turn = QTransform().rotate(90)
            self._to_upright *= QImage.trueMatrix(turn, image.width(), image.height())
            image = image.transformed(turn)
        self._image = image
        self._to_page, _ = self._to_upright.inverted()

    def is_of(self, page: Page, turns: int) -> bool:
        """Whether this is that page, shown turned that way."""
        return (self.page, self._turns, self._level) == (page, turns, page.levels[0])

    def found(self, start: QPointF, end: QPointF, zoom: float) -> Box | None:
        """Return what a press and a release mean, or None where there is only paper.

        A drag over what is no text is taken as it was drawn.
        """
        moved = (end - start) * zoom
        if max(abs(moved.x()), abs(moved.y())) <= _SMALLEST_BAND:
            return self.word_at(end)
        drawn = geometry.dragged_box(start, end, self.size)
        if drawn is None:
            return None
        upright = _mapped(drawn, self._to_upright)
        return self._on_page(words_under(self._image, upright)) or drawn

    def word_at(self, point: QPointF) -> Box | None:
        """Return the word under a point."""
        upright = self._to_upright.map(point)
        return self._on_page(word_at(self._image, upright.x(), upright.y()))

    def _on_page(self, box: Box | None) -> Box | None:
        return None if box is None else _mapped(box, self._to_page)


def _mapped(box: Box, transform: QTransform) -> Box:
    rect = transform.mapRect(geometry.rect_of(box)).toRect()
    return Box(rect.x(), rect.y(), rect.x() + rect.width(), rect.y() + rect.height())
