"""Drawing on top of the page: boxes, the capture band, the focus frame.

Everything here is drawn in view coordinates, so that lines, dashes and marks keep their size at any
zoom and stand upright on a turned page.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from klearstack_desktop.ui.page.boxes import (
    ACTIVE_HALO,
    ACTIVE_LINE,
    Mark,
    look_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QRect

    from klearstack_desktop.ui.page.boxes import BoxLook, BoxState

_AIR: Final = 2.5
"""Distance between the text's box and the line around it, so that no letter is crossed."""

_RADIUS: Final = 2.0
_ACTIVE_WIDTH: Final = 2.5
_HALO: Final = 4.0
_MARK: Final = 7
_STAMP: Final = 9
"""Half the side of the picture that a mark is drawn on."""

_LABEL_GAP: Final = 6.0
_LABEL_PADDING: Final = 4.0
_STROKES: Final = {
    Mark.CROSS: (((-0.5, -0.5), (0.5, 0.5)), ((-0.5, 0.5), (0.5, -0.5))),
    Mark.TICK: (((-0.6, 0.0), (-0.15, 0.45), (0.6, -0.45)),),
}
"""Lines of a mark, in halves of its size around its middle."""

_BAND_FILL: Final = QColor(36, 87, 214, 40)
_LABEL_FILL: Final = QColor(29, 33, 41, 225)


def paint_boxes(painter: QPainter, boxes: Iterable[tuple[QRectF, BoxState]]) -> None:
    """Draw boxes around rectangles in view coordinates, none of them the active one.

    Hundreds of them are on a page and drawn anew in each frame while it moves. So all of one state
    are drawn at once, on whole pixels and without smoothing, which takes a tenth of the time and
    looks the same; their marks are drawn once and copied.
    """
    by_state: defaultdict[BoxState, list[QRect]] = defaultdict(list)
    for rect, state in boxes:
        by_state[state].append(rect.adjusted(-_AIR, -_AIR, _AIR, _AIR).toAlignedRect())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for state, outlines in by_state.items():
        look = look_of(state)
        painter.setPen(_pen_of(look))
        painter.setBrush(look.fill)
        painter.drawRects(outlines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for state, outlines in by_state.items():
        if look_of(state).mark is not Mark.NONE:
            for outline in outlines:
                _paint_stamp(painter, outline, state)


def paint_active_box(painter: QPainter, rect: QRectF, state: BoxState) -> None:
    """Draw the box of the active field around a rectangle in view coordinates."""
    outline = rect.adjusted(-_AIR, -_AIR, _AIR, _AIR)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ACTIVE_HALO)
    halo = outline.adjusted(-_HALO, -_HALO, _HALO, _HALO)
    painter.drawRoundedRect(halo, _RADIUS + _HALO, _RADIUS + _HALO)
    painter.setPen(QPen(ACTIVE_LINE, _ACTIVE_WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(outline, _RADIUS, _RADIUS)
    if look_of(state).mark is not Mark.NONE:
        _paint_stamp(painter, outline.toAlignedRect(), state)


def _pen_of(look: BoxLook) -> QPen:
    pen = QPen(look.line, look.width, look.pattern)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def _paint_stamp(painter: QPainter, outline: QRect, state: BoxState) -> None:
    size = min(_MARK, outline.width(), outline.height())
    scale = painter.device().devicePixelRatioF()
    painter.drawImage(outline.topRight() + QPoint(1 - _STAMP, -_STAMP), _stamp(state, size, scale))


@lru_cache(maxsize=128)
def _stamp(state: BoxState, size: int, scale: float) -> QImage:
    """Return the mark of a state, drawn around the middle of a picture."""
    look, side = look_of(state), 2 * _STAMP
    stamp = QImage(QSize(side, side) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    stamp.setDevicePixelRatio(scale)
    stamp.fill(Qt.GlobalColor.transparent)
    painter = QPainter(stamp)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corner = QPointF(_STAMP, _STAMP)
    if look.mark is Mark.TRIANGLE:
        points = (corner, corner - QPointF(size, 0), corner + QPointF(0, size))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.line)
        painter.drawPolygon(QPolygonF(points))
    else:
        paint_mark(painter, corner, size, look)
    painter.end()
    return stamp


def paint_mark(painter: QPainter, centre: QPointF, size: float, look: BoxLook) -> None:
    """Draw the mark of a look around a point; a look without one has a dot."""
    half = size / 2
    area = QRectF(centre.x() - half, centre.y() - half, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.line)
    match look.mark:
        case Mark.NOTCH:
            painter.drawRect(area)
        case Mark.CROSS | Mark.TICK:
            painter.drawEllipse(area.adjusted(-1, -1, 1, 1))
            painter.setPen(QPen(Qt.GlobalColor.white, size / 5))
            for stroke in _STROKES[look.mark]:
                painter.drawPolyline([centre + QPointF(x, y) * half for x, y in stroke])
        case _:
            painter.drawEllipse(area.adjusted(1, 1, -1, -1))


def paint_band(painter: QPainter, band: QRectF, label: str, view: QRectF) -> None:
    """Draw the capture rectangle and, beside it, how large it is; all in view coordinates."""
    painter.setPen(QPen(ACTIVE_LINE, 1, Qt.PenStyle.DashLine))
    painter.setBrush(_BAND_FILL)
    painter.drawRect(_on_pixels(band))
    metrics = painter.fontMetrics()
    frame = QRectF(
        band.right() + _LABEL_GAP,
        band.bottom() + _LABEL_GAP,
        metrics.horizontalAdvance(label) + 2 * _LABEL_PADDING,
        metrics.height() + _LABEL_PADDING,
    )
    frame.moveRight(min(frame.right(), view.right() - _LABEL_GAP))
    frame.moveBottom(min(frame.bottom(), view.bottom() - _LABEL_GAP))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_LABEL_FILL)
    painter.drawRoundedRect(frame, _RADIUS, _RADIUS)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, label)


def paint_catch(painter: QPainter, rect: QRectF, *, is_taken: bool) -> None:
    """Draw the frame around a word that would be captured, or that was, in view coordinates."""
    outline = _on_pixels(rect.adjusted(-_AIR, -_AIR, _AIR, _AIR))
    painter.setPen(QPen(ACTIVE_LINE, 2 if is_taken else 1))
    painter.setBrush(_BAND_FILL if is_taken else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(outline, _RADIUS, _RADIUS)


def paint_focus_frame(painter: QPainter, view: QRectF, colour: QColor) -> None:
    """Draw the frame that shows that the keyboard works here."""
    pen = QPen(colour, 2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(view.adjusted(1, 1, -1, -1))


def _on_pixels(rect: QRectF) -> QRectF:
    """Return the rectangle whose thin outline lies on whole pixels instead of between them."""
    return QRectF(rect.toAlignedRect()).adjusted(0.5, 0.5, -0.5, -0.5)
