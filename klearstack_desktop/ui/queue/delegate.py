"""How a row of the queue is painted: two lines, chips, and a mark for the open document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from klearstack_desktop.ui.chips import chip_size, paint_chip
from klearstack_desktop.ui.pictures import Pictures, drawn, fits_pixels
from klearstack_desktop.ui.queue.shown_rows import Role
from klearstack_desktop.ui.queue.states import chip_of, mark_of
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QRect
    from PySide6.QtGui import QPixmap

    from klearstack_desktop.model.queue import QueueEntry
    from klearstack_desktop.ui.theme import Theme

_MARGIN: Final = 12
_PADDING: Final = 8
_GAP: Final = 8
_BETWEEN: Final = 4
_BAR: Final = 3
_SMALL_PIXELS: Final = 12
_LONGEST: Final = 200
"""Characters of a value that are looked at: shaping more takes time and shows nothing more."""


_MOST_PICTURES: Final = 96
"""So many rows are kept: about three screens full, 60 KB each on a screen of 100 %."""


class Guise(NamedTuple):
    """What a row's picture depends on beside its entry."""

    size: tuple[int, int]
    sharpness: float
    theme: Theme
    font: str
    is_selected: bool
    is_hovered: bool
    has_focus: bool


class _Fonts:
    """The fonts of both lines beside a base font, and what is measured of them."""

    def __init__(self, base: QFont) -> None:
        self.base = QFont(base)
        self.bold, self.small = QFont(base), QFont(base)
        self.bold.setBold(True)
        self.small.setPixelSize(_SMALL_PIXELS)
        self.of_bold, self.of_small = QFontMetrics(self.bold), QFontMetrics(self.small)


class QueueDelegate(QStyledItemDelegate):
    """Paints queue entries; all rows have one height."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fonts = _Fonts(QFont())
        self._pictures: Pictures[tuple[str, Guise]] = Pictures(_MOST_PICTURES)

    def _fonts_for(self, base: QFont) -> _Fonts:
        if self._fonts.base != base:
            self._fonts = _Fonts(base)
        return self._fonts

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of two lines; the width is the list's."""
        fonts = self._fonts_for(option.font)
        lines = fonts.of_bold.height() + fonts.of_small.height()
        return QSize(0, lines + 2 * _PADDING + 4)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        entry: QueueEntry | None = index.data(Role.ENTRY)
        if entry is None:
            return
        guise = _guise_of(option, painter.device().devicePixelRatioF())
        if fits_pixels(guise.sharpness):
            picture = self._picture(entry, guise, option.font)
            painter.drawPixmap(option.rect.topLeft(), picture)
        else:
            self._draw(entry, guise, option.font, painter, option.rect)

    def draw_ahead(self, option: QStyleOptionViewItem, entry: QueueEntry, sharpness: float) -> None:
        """Draw a row that is likely to be painted like that soon.

        Args:
            option: how it will be painted.
            entry: what it will show.
            sharpness: pixels of the screen for each logical pixel.
        """
        if fits_pixels(sharpness):
            self._picture(entry, _guise_of(option, sharpness), option.font)

    def _picture(self, entry: QueueEntry, guise: Guise, font: QFont) -> QPixmap:
        draw = partial(self._draw, entry, guise, font)
        make = partial(drawn, guise.size, guise.sharpness, draw, guise.theme.panel)
        return self._pictures.of((entry.document_id, guise), make, source=entry)

    def _draw(
        self, entry: QueueEntry, guise: Guise, font: QFont, painter: QPainter, rect: QRect
    ) -> None:
        painter.save()
        _paint_surface(painter, rect, guise)
        _paint_lines(painter, rect, entry, guise.theme, self._fonts_for(font))
        painter.restore()


def _guise_of(option: QStyleOptionViewItem, sharpness: float) -> Guise:
    state = option.state
    return Guise(
        size=(option.rect.width(), option.rect.height()),
        sharpness=sharpness,
        theme=current_theme(),
        font=option.font.key(),
        is_selected=bool(state & QStyle.StateFlag.State_Selected),
        is_hovered=bool(state & QStyle.StateFlag.State_MouseOver),
        has_focus=bool(state & QStyle.StateFlag.State_HasFocus),
    )


def _paint_surface(painter: QPainter, rect: QRect, guise: Guise) -> None:
    theme = guise.theme
    if guise.is_selected:
        painter.fillRect(rect, QColor(theme.accent_soft))
        painter.fillRect(rect.x(), rect.y(), _BAR, rect.height(), QColor(theme.accent))
    elif guise.is_hovered:
        painter.fillRect(rect, QColor(theme.window))
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, QColor(theme.line))
    if guise.has_focus:
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRect(rect.adjusted(1, 1, -1, -2))


def _paint_lines(
    painter: QPainter, rect: QRect, entry: QueueEntry, theme: Theme, fonts: _Fonts
) -> None:
    inner = QRectF(rect).adjusted(_MARGIN, _PADDING, -_MARGIN, -_PADDING - 1)
    upper, lower = QRectF(inner), QRectF(inner)
    upper.setHeight(fonts.of_bold.height())
    lower.setTop(upper.bottom() + 3)

    painter.setFont(fonts.bold)
    painter.setPen(QColor(theme.text))
    amount = _one_line(entry.amount)
    taken = (
        _draw(painter, fonts.of_bold, upper, amount, Qt.AlignmentFlag.AlignRight) if amount else 0.0
    )
    _draw(painter, fonts.of_bold, upper.adjusted(0, 0, -taken, 0), _one_line(entry.supplier))

    chip = chip_of(entry)
    size = chip_size(chip, fonts.base)
    size.setWidth(min(size.width(), lower.width() * 0.6))
    place = QRectF(
        lower.right() - size.width() + 2,
        lower.center().y() - size.height() / 2,
        size.width(),
        size.height(),
    )
    if (mark := mark_of(entry)) is not None:
        small_size = chip_size(mark, fonts.base)
        beside = QRectF(place)
        beside.setLeft(place.left() - _BETWEEN - small_size.width())
        beside.setWidth(small_size.width())
        paint_chip(painter, beside, mark, fonts.base)
        lower.setRight(lower.right() - small_size.width() - _BETWEEN)
    paint_chip(painter, place, chip, fonts.base)

    painter.setFont(fonts.small)
    painter.setPen(QColor(theme.muted))
    facts = " · ".join(_one_line(text) for text in (entry.number, entry.date_text) if text)
    _draw(painter, fonts.of_small, lower.adjusted(0, 0, -size.width() - _GAP, 0), facts)


def _draw(
    painter: QPainter,
    metrics: QFontMetrics,
    rect: QRectF,
    text: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """Draw one elided line and return the width in pixels that it takes, gap included."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(
        rect,
        side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter,
        shown,
    )
    return metrics.horizontalAdvance(shown) + _GAP


def _one_line(text: str) -> str:
    return " ".join(text[:_LONGEST].split())
