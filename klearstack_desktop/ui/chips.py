"""Chips: small rounded labels whose soft colour repeats what their text says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from klearstack_desktop.ui.icons import paint_icon
from klearstack_desktop.ui.pictures import Pictures, drawn, fits_pixels
from klearstack_desktop.ui.theme import colour, current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from klearstack_desktop.ui.theme import Theme

_FONT_PIXELS: Final = 11
_HEIGHT: Final = 17.0
_PADDING: Final = 8.0
_GLYPH: Final = 11.0
_GAP: Final = 3.0


class Tone(StrEnum):
    """What a colour means; the words beside it always say the same."""

    GOOD = "good"
    CHECK = "check"
    BAD = "bad"
    NEUTRAL = "neutral"
    ACCENT = "accent"

    def ink(self, theme: Theme) -> QColor:
        """Return the colour of text and glyphs."""
        return colour(theme.muted if self is Tone.NEUTRAL else getattr(theme, self.value))

    def soft(self, theme: Theme) -> QColor:
        """Return the colour of the surface under them."""
        is_neutral = self is Tone.NEUTRAL
        return colour(theme.window if is_neutral else getattr(theme, f"{self.value}_soft"))


@dataclass(frozen=True, slots=True)
class Chip:
    """What a chip shows.

    Attributes:
        text: a word or two.
        tone: the colour that goes with it.
        glyph: name of an icon drawn before the text, or empty.
    """

    text: str
    tone: Tone = Tone.NEUTRAL
    glyph: str = ""


_PICTURES: Final[Pictures[tuple[Chip, tuple[int, int], float, Theme, str]]] = Pictures(256)
"""Chips as they were painted: a few words come again and again, a dozen in each document."""


def chip_font(base: QFont) -> QFont:
    """Return the font in which a chip is set, beside text in the base font."""
    font = QFont(base)
    font.setPixelSize(_FONT_PIXELS)
    font.setBold(False)
    return font


def chip_size(chip: Chip, base: QFont) -> QSizeF:
    """Return the size of a chip in logical pixels."""
    width = QFontMetricsF(chip_font(base)).horizontalAdvance(chip.text) + 2 * _PADDING
    if chip.glyph:
        width += _GLYPH + _GAP
    return QSizeF(width, _HEIGHT)


def paint_chip(painter: QPainter, rect: QRectF, chip: Chip, base: QFont) -> None:
    """Paint a chip into a rectangle of ``chip_size``; a narrower one elides the text.

    It begins at a whole pixel, because half of one would blur its letters.
    """
    sharpness, theme = painter.device().devicePixelRatioF(), current_theme()
    corner = QPoint(round(rect.x()), round(rect.y()))
    if not fits_pixels(sharpness):
        _draw_chip(chip, base, theme, painter, QRectF(corner, rect.size()))
        return
    size = (ceil(rect.width()), ceil(rect.height()))
    make = partial(drawn, size, sharpness, partial(_draw_chip, chip, base, theme))
    look = (chip, size, sharpness, theme, base.key())
    painter.drawPixmap(corner, _PICTURES.of(look, make))


def paint_chip_in(painter: QPainter, room: QRect, chip: Chip, base: QFont) -> None:
    """Paint a chip as wide as a room and as tall as chips are, in the middle of its height."""
    top = room.y() + (room.height() - _HEIGHT) / 2
    paint_chip(painter, QRectF(room.x(), top, room.width(), _HEIGHT), chip, base)


def _draw_chip(
    chip: Chip, base: QFont, theme: Theme, painter: QPainter, place: QRect | QRectF
) -> None:
    rect, ink = QRectF(place), chip.tone.ink(theme)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(chip.tone.soft(theme))
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    inner = rect.adjusted(_PADDING, 0, -_PADDING, 0)
    if chip.glyph:
        glyph = QRectF(inner.left() - 1, rect.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
        paint_icon(painter, glyph, chip.glyph, ink)
        inner.setLeft(inner.left() + _GLYPH + _GAP)
    painter.setFont(chip_font(base))
    painter.setPen(ink)
    text = painter.fontMetrics().elidedText(
        chip.text, Qt.TextElideMode.ElideRight, int(inner.width()) + 1
    )
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


class ChipLabel(QWidget):
    """A chip as a widget; takes no focus and has its text as accessible name."""

    def __init__(self, chip: Chip | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = Chip("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if chip is not None:
            self.set_chip(chip)

    @property
    def chip(self) -> Chip:
        """What is shown."""
        return self._chip

    def set_chip(self, chip: Chip) -> None:
        """Show another chip; an empty text shows nothing."""
        if chip == self._chip:
            return
        self._chip = chip
        self.setAccessibleName(chip.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the chip."""
        size = chip_size(self._chip, self.font())
        return QSize(int(size.width() + 1), int(size.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chip."""
        if not self._chip.text:
            return
        painter = QPainter(self)
        paint_chip_in(painter, self.rect(), self._chip, self.font())
        painter.end()
