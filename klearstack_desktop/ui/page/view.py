"""The page on its canvas: zoom, scrolling, boxes under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QRegion
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QToolTip, QWidget

from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.page import geometry
from klearstack_desktop.ui.page.boxes import PlacedBox, words_on
from klearstack_desktop.ui.page.camera import Camera
from klearstack_desktop.ui.page.capture import Capture
from klearstack_desktop.ui.page.gestures import PanDrag
from klearstack_desktop.ui.page.page_pictures import PagePictures
from klearstack_desktop.ui.page.painting import paint_active_box, paint_boxes, paint_focus_frame
from klearstack_desktop.ui.page.quiet_bar import QuietScrollBar
from klearstack_desktop.ui.page.sheet import Sheet
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.boxes import BoxKey, BoxState

_SLACK: Final = 3.0
"""How far outside a box a click still counts, in view pixels."""

_NOTCH: Final = 120


class PageView(QGraphicsView):
    """Shows one sheet; knows nothing of documents and page numbers.

    The sheet on show has a token, any object, that comes back when it was painted. `camera` moves
    the view over it, and `capture` takes text from it.

    Signals:
        box_clicked: the `BoxKey` of a box that was clicked.
        sheet_painted: the token of a sheet, once after it was first painted.
        turn_wanted: the wheel went on at an edge: +1 next page, -1 previous page.
    """

    box_clicked = Signal(object)
    sheet_painted = Signal(object)
    turn_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageView")
        self.setAccessibleName("Page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setVerticalScrollBar(QuietScrollBar(Qt.Orientation.Vertical, self))
        # Always there, so that fitting the width does not depend on the height.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        # Boxes, band and focus frame are drawn in view coordinates and must not be scrolled along.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # Canvas and sheet leave nothing free; what Qt fills first is as much again to paint.
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.camera = Camera(self)
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self._sheet: Sheet | None = None
        self._pictures = PagePictures()
        self._unpainted: object | None = None
        self._boxes: tuple[PlacedBox, ...] = ()
        self._areas: tuple[QRectF, ...] = ()
        self._active: BoxKey | None = None
        self._is_live = False
        self._wheel_at_edge = 0
        self._pan = PanDrag()
        self.capture = Capture(self)
        self.capture.changed.connect(lambda _is_on: self._show_cursor())
        self.capture.repaint_wanted.connect(self.viewport().update)
        self._pressed_on: BoxKey | None = None

    # What is shown

    @property
    def is_live(self) -> bool:
        """Whether what is seen is what was asked for, so that boxes and capture work."""
        return self._is_live

    def set_live(self, is_live: bool) -> None:
        """Say whether the sheet is the right one, or only stays until the right one comes."""
        self._is_live = is_live
        if not is_live:
            self.capture.cancel()
            self.capture.forget_waiting()

    def show_page(self, page: Page, lit: Page, *, turns: int, token: object) -> None:
        """Show a page, turned, at the zoom mode and the relative position of the last one.

        Args:
            page: as it was scanned.
            lit: how it looks.
            turns: quarter turns clockwise.
            token: comes back when the page was painted.
        """
        self._own_sheet().show_page(page, lit)
        self._show(turns, token)

    def foresee(self, page: Page) -> None:
        """Draw a page ahead that is likely to be shown next, as large as it would be shown."""
        if page.upright_turns % 4 == 0:
            zoom = self.camera.zoom_for(QSizeF(*page.size))
            self._pictures.draw(page, zoom, self.devicePixelRatioF())

    def relight(self, lit: Page) -> None:
        """Let the page on show look otherwise."""
        self._own_sheet().relight(lit)

    def show_again(self, *, token: object) -> None:
        """Say once more when the sheet was painted: its page has got more detail."""
        self._unpainted = token
        self._show_to_capture()
        self.viewport().update()

    @property
    def device_zoom(self) -> float:
        """Pixels of the screen for each pixel of the page."""
        return self.camera.zoom * self.devicePixelRatioF()

    def show_empty_sheet(self, *, token: object | None) -> None:
        """Show an empty sheet; None as token if nobody waits for its being painted."""
        self._own_sheet().show_nothing()
        self.set_boxes((), None)
        self._show(self.camera.turns, token)

    def show_canvas(self) -> None:
        """Show no sheet at all."""
        if self._sheet is not None:
            self._scene.removeItem(self._sheet)
            self._sheet = None
        self.camera.look_at_nothing()
        self._unpainted = None
        self.set_boxes((), None)
        self.set_live(False)

    def set_boxes(self, boxes: Sequence[PlacedBox], active: BoxKey | None) -> None:
        """Show these boxes on the sheet, the active one strongly."""
        self._boxes = tuple(boxes)
        self._areas = tuple(geometry.rect_of(box.area) for box in self._boxes)
        self._active = active
        self.viewport().update()

    def area_of(self, key: BoxKey) -> QRectF | None:
        """Return where a field's box is in image coordinates, or None where it has none."""
        found = next((box for box in self._boxes if box.field.key == key), None)
        return None if found is None else geometry.rect_of(found.area)

    def _own_sheet(self) -> Sheet:
        if self._sheet is None:
            self._sheet = Sheet(self._pictures)
            self._scene.addItem(self._sheet)
        return self._sheet

    def _show(self, turns: int, token: object | None) -> None:
        self.camera.look_at(self._own_sheet().size, turns)
        self._is_live = True
        self._unpainted = token
        self._wheel_at_edge = 0
        self._show_to_capture()
        self.viewport().update()

    def begin_capture(self) -> bool:
        """Let clicks and drags take text; return False where there is no page to take it from."""
        if not self._is_live or self._sheet is None or self._sheet.page is None:
            return False
        self.capture.begin(self._sheet.page, self.camera.turns)
        return True

    # Painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Fill the canvas around the sheet in the colour of the theme."""
        to_view = self.viewportTransform()
        free = QRegion(to_view.mapRect(QRectF(rect)).toAlignedRect())
        if self._sheet is not None:
            # The sheet is painted over it anyway, and on a large screen that is most of it.
            paper = to_view.mapRect(QRectF(QPointF(), self._sheet.size))
            free -= QRegion(paper.adjusted(1, 1, -1, -1).toRect())
        painter.save()
        painter.resetTransform()
        painter.setClipRegion(free, Qt.ClipOperation.IntersectClip)
        painter.fillRect(free.boundingRect(), QColor(current_theme().canvas))
        painter.restore()

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """Draw boxes, the capture band and the focus frame, in view coordinates."""
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = QRectF(self.viewport().rect())
        self._paint_boxes(painter, view)
        self.capture.paint(painter, self.viewportTransform(), view)
        if self.hasFocus():
            paint_focus_frame(painter, view, QColor(current_theme().accent))
        painter.restore()

    def _paint_boxes(self, painter: QPainter, view: QRectF) -> None:
        """Draw the boxes in view, the active one last, because its neighbours must not cover it."""
        map_rect = self.viewportTransform().mapRect
        others: list[tuple[QRectF, BoxState]] = []
        active: list[tuple[QRectF, BoxState]] = []
        for placed, area in zip(self._boxes, self._areas, strict=True):
            is_active = placed.field.key == self._active
            if placed.field.is_quiet and not is_active:
                continue
            rect = map_rect(area)
            if rect.intersects(view):
                (active if is_active else others).append((rect, placed.field.state))
        paint_boxes(painter, others)
        for rect, state in active:
            paint_active_box(painter, rect, state)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, then say so once for each sheet."""
        super().paintEvent(event)
        if self._unpainted is not None:
            token, self._unpainted = self._unpainted, None
            self.sheet_painted.emit(token)

    def _on_view(self, placed: PlacedBox) -> QRectF:
        return self.viewportTransform().mapRect(geometry.rect_of(placed.area))

    # Mouse and keys

    def _box_under(self, position: QPoint) -> PlacedBox | None:
        if not self._is_live:
            return None
        return geometry.box_at(self._boxes, self.mapToScene(position), _SLACK / self.camera.zoom)

    def _show_cursor(self, position: QPoint | None = None) -> None:
        if self._pan.cursor is not None:
            shape = self._pan.cursor
        elif self.capture.is_on:
            shape = Qt.CursorShape.CrossCursor
        elif position is not None and self._box_under(position) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _caught_at(self, position: QPoint) -> QPointF:
        """Return a point of the page that is on show by now, for capture."""
        self._show_to_capture()
        return self.mapToScene(position)

    def _show_to_capture(self) -> None:
        page = self._own_sheet().page
        if page is not None:
            self.capture.look_at(page, self.camera.turns)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan, to draw the capture band or to click a box."""
        position = event.position().toPoint()
        if self._pan.begins_with(event):
            self._pan.start(position)
        elif event.button() == Qt.MouseButton.LeftButton and self.capture.is_on:
            self.capture.press(self._caught_at(position))
        elif event.button() == Qt.MouseButton.LeftButton:
            under = self._box_under(position)
            self._pressed_on = under.field.key if under else None
        self._show_cursor(position)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what the press began; over a box the cursor becomes a hand."""
        position = event.position().toPoint()
        if self._pan.is_dragging:
            self.camera.scroll_by(self._pan.step_to(position))
        elif self.capture.is_on:
            self.capture.move(self._caught_at(position))
        self._show_cursor(position)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        position = event.position().toPoint()
        if self._pan.is_dragging:
            self._pan.stop()
        elif self.capture.is_dragging:
            gathers = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.capture.release(self._caught_at(position), self.camera.zoom, gathers=gathers)
        elif self._pressed_on is not None:
            under = self._box_under(position)
            if under is not None and under.field.key == self._pressed_on:
                self.box_clicked.emit(self._pressed_on)
        self._pressed_on = None
        self._show_cursor(position)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl at the cursor; else scroll, and at an edge turn the page."""
        delta = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            zoom = geometry.wheel_zoom(self.camera.zoom, delta)
            self.camera.set_zoom(zoom, event.position().toPoint())
            event.accept()
        elif delta and self._is_at_edge(delta):
            if event.phase() != Qt.ScrollPhase.ScrollMomentum:
                self._push_edge(delta)
            event.accept()
        else:
            self._wheel_at_edge = 0
            super().wheelEvent(event)

    def _is_at_edge(self, delta: int) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() == (bar.maximum() if delta < 0 else bar.minimum())

    def _push_edge(self, delta: int) -> None:
        """Turn the page after one whole notch at the edge, which a trackpad gives in many steps."""
        self._wheel_at_edge += delta
        if abs(self._wheel_at_edge) >= _NOTCH:
            step = 1 if self._wheel_at_edge < 0 else -1
            self._wheel_at_edge = 0
            self.turn_wanted.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves capture, a held space bar pans, arrows scroll."""
        if event.key() == Qt.Key.Key_Escape and self.capture.is_on:
            self.capture.cancel()
        elif event.key() == Qt.Key.Key_Space:
            self._pan.hold_space(is_held=True)
            self._show_cursor()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of the space bar ends panning, letting go of Ctrl the gathering of words."""
        if event.key() == Qt.Key.Key_Control:
            self.capture.finish_gathering()
        elif event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._pan.hold_space(is_held=False)
                self._show_cursor()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget a held space bar, whose release goes elsewhere."""
        self._pan.hold_space(is_held=False)
        self._show_cursor()
        super().focusOutEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show what a box says while the mouse rests on it."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            under = self._box_under(event.pos())
            if under is None:
                QToolTip.hideText()
            else:
                area = self._on_view(under).toAlignedRect()
                QToolTip.showText(
                    event.globalPos(), plain_tooltip(words_on(under.field)), self.viewport(), area
                )
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page again."""
        super().resizeEvent(event)
        self.camera.view_resized()
