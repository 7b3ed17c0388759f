"""The button that takes back the newest decision while it still can be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter

from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.theme import current_theme
from klearstack_desktop.ui.tool_button import ToolButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

_TICK_MILLISECONDS: Final = 100
_BAR_HEIGHT: Final = 3
_WIDEST_NAME: Final = 260
"""Logical pixels of the name on the button; a longer one is elided and whole in the tooltip."""


class TakeBackButton(ToolButton):
    """Names what it takes back and counts down; there only while something waits.

    Set its default action first: a press is a press of that action.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undoDecisionButton")
        self._name = ""
        self._window = 0.0
        self._left = 0.0
        self._since = QElapsedTimer()
        self._tick = QTimer(self, interval=_TICK_MILLISECONDS)
        self._tick.timeout.connect(self._show_left)
        self.hide()

    @property
    def seconds_left(self) -> float:
        """Seconds until the decision leaves; 0 where it is about to."""
        return max(self._left - self._since.elapsed() / 1000, 0.0) if self._since.isValid() else 0.0

    def count_down(self, name: str, seconds_left: float, window: float) -> None:
        """Show what can be taken back and for how long.

        Args:
            name: what was decided, for example "approval of Flora Concept LLC".
            seconds_left: until it leaves.
            window: how long it waits in all, in seconds.
        """
        self._name, self._left, self._window = name, seconds_left, max(window, seconds_left)
        self._since.start()
        self._show_left()
        self.setToolTip(plain_tooltip(f"Take back the {name}"))
        self._tick.start()
        self.show()

    def hold(self, name: str, why: str) -> None:
        """Show what can be taken back without an end: it waits for something else than time."""
        self._tick.stop()
        self._since.invalidate()
        self._name, self._window = name, 0.0
        self._write(f"Take back the {self._elided()}")
        self.setToolTip(plain_tooltip(f"Take back the {name}. {why}"))
        self.show()

    def end(self) -> None:
        """Nothing waits any more."""
        self._tick.stop()
        self.hide()

    def _show_left(self) -> None:
        seconds = math.ceil(self.seconds_left)
        self._write(f"Take back the {self._elided()} · {seconds} s")
        self.update()

    def _write(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()

    def _elided(self) -> str:
        return self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, _WIDEST_NAME)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button, and below its words how much of the time is left."""
        super().paintEvent(event)
        if not self._since.isValid() or self._window <= 0:
            return
        share = min(self.seconds_left / self._window, 1.0)
        painter = QPainter(self)
        inner = QRectF(self.rect()).adjusted(4, 0, -4, -3)
        bar = QRectF(inner.left(), inner.bottom() - _BAR_HEIGHT, inner.width() * share, _BAR_HEIGHT)
        painter.fillRect(bar, QColor(current_theme().accent))
        painter.end()
