"""What a list of fields looks like before anybody is in it, drawn before it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from klearstack_desktop.ui.pictures import fits_pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

_STANDS_MS: Final = 40
"""So long the picture stands: what else came with the document is painted by then."""


class ListPicture(QObject):
    """Stands for the parts of a list at first; a moment later these paint themselves.

    To paint a picture takes a twentieth of what the parts take.

    Args:
        list_: whose parts these are.
    """

    def __init__(self, list_: QWidget) -> None:
        super().__init__(list_)
        self._list = list_
        self._drawn: QPixmap | None = None
        self._held: Sequence[QWidget] = ()
        self._standing = QTimer(self, singleShot=True, interval=_STANDS_MS)
        self._standing.timeout.connect(self.forget)

    def draw(self) -> None:
        """Draw the list as it is now, hidden or not."""
        sharpness = self._list.devicePixelRatioF()
        if not fits_pixels(sharpness):
            return
        for part in self._list.findChildren(QWidget):
            part.ensurePolished()
        drawn = QPixmap(self._list.size() * sharpness)
        drawn.setDevicePixelRatio(sharpness)
        # What lies below it; drawn alone Qt would give it the colour of windows.
        drawn.fill(self._list.palette().color(self._list.backgroundRole()))
        self._list.render(drawn, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        self._drawn = drawn

    def forget(self) -> None:
        """Have no picture any more: the list looks otherwise, or there is time to paint it."""
        self._drawn = None
        self._standing.stop()
        held, self._held = self._held, ()
        for part in held:
            part.setUpdatesEnabled(True)

    def step_aside(self) -> None:
        """Stand for nothing any more, if it does: one of the parts is about to look otherwise."""
        if self._held:
            self.forget()

    def stand_in(self, parts: Sequence[QWidget]) -> None:
        """Stand for parts of the list for a moment; where there is no picture, do nothing.

        Args:
            parts: they look as they did when the picture was drawn.
        """
        drawn = self._drawn
        if drawn is None or drawn.deviceIndependentSize().toSize() != self._list.size():
            return
        self._held = parts
        for part in parts:
            part.setUpdatesEnabled(False)
        self._standing.start()

    def paint(self, painter: QPainter) -> None:
        """Paint the parts that it stands for."""
        if self._held and self._drawn is not None:
            room = QRegion()
            for part in self._held:
                room += part.geometry()
            painter.setClipRegion(room)
            painter.drawPixmap(0, 0, self._drawn)
