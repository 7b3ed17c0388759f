"""What a press of the mouse may begin on the page: panning, or drawing a capture band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

_SMALLEST_BAND: Final = 4
"""A band with no longer side than this, in view pixels, was a slip of the hand."""


class PanDrag:
    """Moving the page with the middle button, or with the left one while space is held."""

    def __init__(self) -> None:
        self._last: QPoint | None = None
        self._space_is_held = False

    @property
    def is_dragging(self) -> bool:
        """Whether the page is being moved."""
        return self._last is not None

    @property
    def cursor(self) -> Qt.CursorShape | None:
        """The hand that belongs to panning, or None while nothing of it goes on."""
        if self._last is not None:
            return Qt.CursorShape.ClosedHandCursor
        return Qt.CursorShape.OpenHandCursor if self._space_is_held else None

    def hold_space(self, *, is_held: bool) -> None:
        """Say whether the space bar is down."""
        self._space_is_held = is_held

    def begins_with(self, event: QMouseEvent) -> bool:
        """Whether this press begins to pan."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        return event.button() == Qt.MouseButton.MiddleButton or (is_left and self._space_is_held)

    def start(self, position: QPoint) -> None:
        """Take hold of the page."""
        self._last = position

    def step_to(self, position: QPoint) -> QPoint:
        """Return by how much the scroll bars have to move so that the page follows the hand."""
        step = (self._last or position) - position
        self._last = position
        return step

    def stop(self) -> None:
        """Let go of the page."""
        self._last = None


class CaptureDrag:
    """Drawing a rectangle; corners are in image coordinates, so zoom and scrolling may change."""

    def __init__(self) -> None:
        self._is_armed = False
        self._start: QPointF | None = None
        self._end = QPointF()

    @property
    def is_armed(self) -> bool:
        """Whether the next drag draws."""
        return self._is_armed

    @property
    def is_dragging(self) -> bool:
        """Whether a rectangle is being drawn."""
        return self._start is not None

    @property
    def band(self) -> tuple[QPointF, QPointF] | None:
        """The two corners so far, or None."""
        return None if self._start is None else (self._start, self._end)

    def arm(self) -> None:
        """Let the next drag draw."""
        self._is_armed = True

    def disarm(self) -> None:
        """Let drags be drags again and forget what was drawn."""
        self._is_armed = False
        self._start = None

    def start(self, point: QPointF) -> None:
        """Put the first corner down."""
        self._start = self._end = point

    def move(self, point: QPointF) -> None:
        """Take the second corner along."""
        self._end = point

    def finish(self, point: QPointF) -> tuple[QPointF, QPointF]:
        """Put the second corner down and return both."""
        start = point if self._start is None else self._start
        self._start = None
        return start, point

    @staticmethod
    def is_deliberate(start: QPointF, end: QPointF, zoom: float) -> bool:
        """Whether a band between two points is large enough to be meant."""
        moved = (end - start) * zoom
        return max(abs(moved.x()), abs(moved.y())) > _SMALLEST_BAND
