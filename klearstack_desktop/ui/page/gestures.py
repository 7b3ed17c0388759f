"""Moving the page by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent


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
