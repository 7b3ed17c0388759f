"""Frame times of zooming and moving the page, with 300 boxes on it.

The real page pane in a window of 2560 x 1440, on a page of A4 in colour at 300 dpi. Zooming is real
events of the wheel with Ctrl, from the fitting page to six times its size and back; moving is real
events of the mouse with the middle button down, at 100 % and at 60 %. The clock of a frame runs
from the delivery of the event to the end of the paint that it brings about. The peer is a bare
QGraphicsView of the same size with the same page as one pixmap, smoothly scaled, and no boxes.
"""

from __future__ import annotations

import time
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QWidget

from benchmarks.figure import FRAME_MS, measured, median, p99, spread
from benchmarks.invoices import invoice
from benchmarks.workplace import application
from klearstack_desktop.model.document import FieldKey, PageImage
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.ui.page.boxes import BoxState, PageBox
from klearstack_desktop.ui.page.pane import PagePane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.figure import Figure
    from klearstack_desktop.pages.page import Page

WINDOW: Final = (2560, 1440)
BOXES: Final = 300
_COLUMNS: Final = 10
_ROUNDS: Final = 12
_QUICK_ROUNDS: Final = 1
_NOTCH: Final = 120
_NOTCHES: Final = 8
_STEPS: Final = 40
_STEP: Final = QPoint(-9, -14)
_ZOOMS: Final = {"100 %": 1.0, "60 %": 0.6}


class _Scene(Protocol):
    """What is zoomed and moved."""

    @property
    def window(self) -> QWidget: ...

    def begin_zooming(self) -> None: ...
    def zoom(self, delta: int) -> None: ...
    def begin_moving(self, zoom: float) -> None: ...
    def move(self, step: QPoint) -> None: ...
    def end_moving(self) -> None: ...


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure both in turns."""
    application()
    sample = invoice(0)
    decoded = PageDecoder().decode(PageImage(1, sample.files[0].data, "image/jpeg"))
    scenes: list[_Scene] = [_Ours(decoded), _Bare(decoded)]
    times: dict[str, tuple[list[float], list[float]]] = {}
    for _ in range(_QUICK_ROUNDS if quick else _ROUNDS):
        for place, scene in enumerate(scenes):
            for name, found in _round(scene):
                times.setdefault(name, ([], []))[place].extend(found)
    for name, (own, theirs) in times.items():
        note = f"{spread(own, 'ms')}; bare QGraphicsView without boxes: {spread(theirs, 'ms')}"
        yield measured(
            f"{name} with {BOXES} boxes: p99 against one frame",
            p99(own),
            "ms",
            against=FRAME_MS,
            most_ratio=1,
            note=note,
        )
        yield measured(
            f"{name} with {BOXES} boxes: median against a bare view",
            median(own),
            "ms",
            against=median(theirs),
            most=FRAME_MS,
            note=note,
        )


def _round(scene: _Scene) -> Iterator[tuple[str, list[float]]]:
    scene.begin_zooming()
    _frame(scene, lambda: None)
    notches = [_NOTCH] * _NOTCHES + [-_NOTCH] * _NOTCHES
    yield "zoom", [_frame(scene, partial(scene.zoom, notch)) for notch in notches]
    for name, zoom in _ZOOMS.items():
        scene.begin_moving(zoom)
        _frame(scene, lambda: None)
        steps = [_STEP] * _STEPS + [_STEP * -1] * _STEPS
        yield (
            f"pan at {name}",
            [_frame(scene, partial(scene.move, step)) for step in steps],
        )
        scene.end_moving()


def _frame(scene: _Scene, act: Callable[[], None]) -> float:
    """Return the milliseconds until what an act changed has been painted."""
    start = time.perf_counter()
    act()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QCoreApplication.sendPostedEvents(scene.window, QEvent.Type.UpdateRequest)
    return (time.perf_counter() - start) * 1000


class _Ours:
    """The page pane with a page and its boxes."""

    def __init__(self, page: Page) -> None:
        self.window = pane = PagePane()
        pane.resize(*WINDOW)
        pane.show()
        QTest.qWaitForWindowExposed(pane)
        pane.set_document("bench", 1)
        pane.set_boxes(_boxes(page))
        pane.set_page(1, page)
        self._pane = pane
        self._at = QPoint()

    def begin_zooming(self) -> None:
        """Show the whole page."""
        self._pane.fit_page()

    def zoom(self, delta: int) -> None:
        """Turn the wheel over the middle, with Ctrl."""
        viewport = self._pane.view.viewport()
        middle = QPointF(viewport.rect().center())
        event = QWheelEvent(
            middle,
            QPointF(viewport.mapToGlobal(middle)),
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(viewport, event)

    def begin_moving(self, zoom: float) -> None:
        """Take hold of the page at a zoom."""
        self._pane.restore_zoom("free", zoom)
        self._at = self._pane.view.viewport().rect().center()
        self._mouse(QEvent.Type.MouseButtonPress)

    def move(self, step: QPoint) -> None:
        """Move the hand."""
        self._at += step
        self._mouse(QEvent.Type.MouseMove)

    def end_moving(self) -> None:
        """Let go."""
        self._mouse(QEvent.Type.MouseButtonRelease)

    def _mouse(self, kind: QEvent.Type) -> None:
        viewport = self._pane.view.viewport()
        at, middle = QPointF(self._at), Qt.MouseButton.MiddleButton
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else middle
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else middle
        event = QMouseEvent(
            kind, at, QPointF(viewport.mapToGlobal(at)), button, held, Qt.KeyboardModifier(0)
        )
        QCoreApplication.sendEvent(viewport, event)


class _Bare:
    """A graphics view with the page as one pixmap."""

    def __init__(self, page: Page) -> None:
        self._scene = QGraphicsScene()
        item = self._scene.addPixmap(QPixmap.fromImage(page.levels[0]))
        item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.window = view = QGraphicsView(self._scene)
        view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        view.resize(*WINDOW)
        view.show()
        QTest.qWaitForWindowExposed(view)
        self._view = view

    def begin_zooming(self) -> None:
        """Show the whole page."""
        self._view.fitInView(self._scene.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)

    def zoom(self, delta: int) -> None:
        """Scale as the wheel would."""
        factor = 1.25 ** (delta / _NOTCH)
        self._view.scale(factor, factor)

    def begin_moving(self, zoom: float) -> None:
        """Begin at a zoom."""
        self._view.resetTransform()
        self._view.scale(zoom, zoom)

    def move(self, step: QPoint) -> None:
        """Scroll."""
        bars = (self._view.horizontalScrollBar(), self._view.verticalScrollBar())
        for bar, way in zip(bars, (step.x(), step.y()), strict=True):
            bar.setValue(bar.value() - way)

    def end_moving(self) -> None:
        """Nothing is held."""


def _boxes(page: Page) -> list[PageBox]:
    """Return boxes all over the page, in every state in turns."""
    rows = BOXES // _COLUMNS
    across, down = page.width // _COLUMNS, page.height // rows
    states = islice(cycle(BoxState), BOXES)
    return [
        PageBox(
            FieldKey(f"field {number}"),
            1,
            Box(
                number % _COLUMNS * across + 20,
                number // _COLUMNS * down + 20,
                (number % _COLUMNS + 1) * across - 20,
                (number // _COLUMNS + 1) * down - 20,
            ),
            f"Field {number}",
            "value",
            state,
        )
        for number, state in enumerate(states)
    ]
