"""A line of plain text that is laid out once and drawn often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText
from PySide6.QtWidgets import QStyle, QWidget

from klearstack_desktop.ui.theme import colour, current_theme

if TYPE_CHECKING:
    from klearstack_desktop.ui.chips import Tone


class TextLine:
    """Draws a text as far as there is room for it; to lay it out takes longer than to draw it.

    Whoever owns it says when it is to be laid out anew: `forget` after another font or direction.

    Args:
        alignment: where a text that is shorter than its room stands.

    Attributes:
        text: all of it.
        is_elided: part of it is hidden in the room for which it was laid out last.
    """

    def __init__(self, alignment: Qt.AlignmentFlag) -> None:
        self.text = ""
        self.is_elided = False
        self._tone: Tone | None = None
        self._alignment = alignment
        self._room = QRect()
        self._place = QPoint()
        self._is_laid_out = False
        self._laid_out = QStaticText()
        self._laid_out.setTextFormat(Qt.TextFormat.PlainText)

    def set_text(self, text: str, tone: Tone | None = None) -> bool:
        """Take a text, in the colour of a tone or as text is written; say whether it is another."""
        if text == self.text and tone is self._tone:
            return False
        self.text, self._tone = text, tone
        self.forget()
        return True

    def forget(self) -> None:
        """Lay the text out anew before it is drawn again."""
        self._is_laid_out = False

    def lay_out(self, room: QRect, font: QFont, widget: QWidget) -> None:
        """Lay the text out for the middle of a room of a widget, with an ellipsis where it must."""
        if self._is_laid_out and room == self._room:
            return
        self._room, self._is_laid_out = QRect(room), True
        line, text = self._laid_out, self.text.replace("\n", " ")
        line.setText(text)
        line.prepare(font=font)
        if line.size().width() > room.width():
            line.setText(
                QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            )
            line.prepare(font=font)
        self.is_elided = line.text() != text
        self._place = QStyle.alignedRect(
            widget.layoutDirection(),
            self._alignment | Qt.AlignmentFlag.AlignVCenter,
            line.size().toSize(),
            room,
        ).topLeft()

    def paint(self, painter: QPainter, room: QRect, font: QFont, widget: QWidget) -> None:
        """Draw the text as `lay_out` lays it out."""
        if not self.text:
            return
        self.lay_out(room, font, widget)
        theme = current_theme()
        painter.setFont(font)
        painter.setPen(self._tone.ink(theme) if self._tone else colour(theme.text))
        painter.drawStaticText(self._place, self._laid_out)
