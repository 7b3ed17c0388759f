"""Rows as they were painted last: whoever moves through the list sees most of them again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSize

    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.ui.theme import Theme

_MOST: Final = 96
"""So many are kept: about three screens full, 60 KB each on a screen of 100 %."""


class Guise(NamedTuple):
    """What a row's picture depends on beside its entry."""

    size: tuple[int, int]
    sharpness: float
    theme: Theme
    font: str
    is_selected: bool
    is_hovered: bool
    has_focus: bool


class _Kept(NamedTuple):
    entry: QueueEntry
    picture: QPixmap


class RowPictures:
    """Pictures of the rows that were painted last; what changed is drawn anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Guise], _Kept] = OrderedDict()

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        entry: QueueEntry,
        guise: Guise,
        draw: Callable[[QPainter, QRect], None],
    ) -> None:
        """Paint a row.

        Args:
            painter: paints on the list.
            rect: where the row is, in pixels of the list.
            entry: what the row shows.
            guise: how it shows it.
            draw: draws the row into a rectangle.
        """
        if not guise.sharpness.is_integer():
            # A row would begin within a pixel of the screen, and its picture be blurred.
            draw(painter, rect)
            return
        painter.drawPixmap(rect.topLeft(), self._picture(rect.size(), entry, guise, draw))

    def draw(
        self,
        size: QSize,
        entry: QueueEntry,
        guise: Guise,
        draw: Callable[[QPainter, QRect], None],
    ) -> None:
        """Draw a row before it is painted; see `paint`."""
        if guise.sharpness.is_integer():
            self._picture(size, entry, guise, draw)

    def _picture(
        self,
        size: QSize,
        entry: QueueEntry,
        guise: Guise,
        draw: Callable[[QPainter, QRect], None],
    ) -> QPixmap:
        key = (entry.document_id, guise)
        kept = self._kept.get(key)
        if kept is None or kept.entry is not entry:
            kept = self._kept[key] = _Kept(entry, _drawn(size, guise, draw))
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return kept.picture


def _drawn(size: QSize, guise: Guise, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
    picture = QPixmap(size * guise.sharpness)
    picture.setDevicePixelRatio(guise.sharpness)
    # On a surface that lets nothing through, letters are as smooth as on the list itself.
    picture.fill(QColor(guise.theme.panel))
    painter = QPainter(picture)
    draw(painter, QRect(QPoint(), size))
    painter.end()
    return picture
