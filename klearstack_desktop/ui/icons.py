"""Icons: monochrome drawings that take the colour of the text beside them when they are painted.

The SVG files in ``resources/icons`` stroke with ``currentColor``. Because the colour is chosen at
paint time, an icon that was made once is right in light and dark, disabled and selected, at any
scale, and also after the desktop's setting changed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from klearstack_desktop import resources

_GRID: Final = 16
"""Edge length in logical pixels of the grid that the icons are drawn on."""


def icon(name: str) -> QIcon:
    """Return the icon of that name, for example ``rotate-left``.

    Raises:
        FileNotFoundError: there is no such drawing.
    """
    _drawing(name)  # a wrong name shows where the icon is asked for, not in a later paint event
    return QIcon(_TintedSvgEngine(name))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Paint a drawing into a rectangle (logical pixels), in one colour; for delegates.

    Raises:
        FileNotFoundError: there is no such drawing.
    """
    _renderer(name, colour.name()).render(painter, rect)


class _TintedSvgEngine(QIconEngine):
    """Renders one drawing in the colour that the application's palette has at that moment."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        edge = min(rect.width(), rect.height())
        square = QRectF(0, 0, edge, edge)
        square.moveCenter(QRectF(rect).center())
        paint_icon(painter, square, self._name, _tint(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:  # noqa: ARG002, N802
        return size

    def clone(self) -> QIconEngine:
        return _TintedSvgEngine(self._name)


def _tint(mode: QIcon.Mode, state: QIcon.State) -> QColor:
    palette = QApplication.palette()
    if mode is QIcon.Mode.Disabled:
        return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    if mode is QIcon.Mode.Selected:
        return palette.color(QPalette.ColorRole.HighlightedText)
    if state is QIcon.State.On:
        return palette.color(QPalette.ColorRole.Accent)
    return palette.color(QPalette.ColorRole.ButtonText)


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return resources.text(f"icons/{name}.svg")


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = _drawing(name).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode()))
