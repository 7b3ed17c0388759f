"""What comes again and again is drawn once, into a picture, and painted from that."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Key = TypeVar("Key", bound="Hashable")


class _Kept(NamedTuple):
    source: object
    picture: QPixmap


class Pictures(Generic[Key]):
    """The pictures that were painted last, by what decides how they look.

    Args:
        most: so many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()

    def of(self, key: Key, make: Callable[[], QPixmap], source: object = None) -> QPixmap:
        """Return a picture, made now if it is not kept.

        Args:
            key: what it looks like.
            make: draws it.
            source: what it is a picture of; one of another object is made anew.
        """
        kept = self._kept.get(key)
        if kept is None or kept.source is not source:
            kept = self._kept[key] = _Kept(source, make())
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            # The one that was not painted for longest.
            self._kept.popitem(last=False)
        return kept.picture


def fits_pixels(sharpness: float) -> bool:
    """Whether a picture looks like what is drawn on the screen itself.

    Where a pixel of ours is no whole number of the screen's, it would begin within one of these.
    """
    return sharpness.is_integer()


def drawn(
    size: tuple[int, int],
    sharpness: float,
    draw: Callable[[QPainter, QRect], None],
    ground: str | None = None,
) -> QPixmap:
    """Draw a picture.

    Args:
        size: width and height in logical pixels.
        sharpness: pixels of the screen for each logical pixel.
        draw: draws into a rectangle.
        ground: the colour beneath, on which letters are as smooth as on the widget itself; None
            lets what lies beneath be seen.
    """
    whole = QSize(*size)
    picture = QPixmap(whole * sharpness)
    picture.setDevicePixelRatio(sharpness)
    picture.fill(Qt.GlobalColor.transparent if ground is None else QColor(ground))
    painter = QPainter(picture)
    draw(painter, QRect(QPoint(), whole))
    painter.end()
    return picture
