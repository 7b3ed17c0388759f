"""Showing the server's text as text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import QStyle, QToolTip, QWidget

from klearstack_desktop.ui.theme import colour, current_theme

if TYPE_CHECKING:
    from klearstack_desktop.ui.chips import Tone

_MOST_SHOWN = 1500
_TURNED = QEvent.Type.LayoutDirectionChange


def plain_tooltip(text: str) -> str:
    """Return a tooltip that shows that text as text, for Qt takes a tag for a tag.

    Of a text that would cover the screen only the beginning is shown.
    """
    if len(text) > _MOST_SHOWN:
        text = f"{text[:_MOST_SHOWN]} …"
    if "<" in text:
        return f"<span style='white-space: pre-wrap'>{escape(text)}</span>"
    return text


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip; telling it what it has already costs more than asking it first."""
    if widget.toolTip() != text:
        widget.setToolTip(text)


class ElidedLabel(QWidget):
    """One line of plain text that gives way to its neighbours; the whole text is its tooltip.

    Args:
        parent: the widget it stands in.
        pixel_size: size of the letters in pixels; 0 keeps the font of the application.
        is_bold: draw it bold.
        alignment: where a text that is shorter than the label stands.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        pixel_size: int = 0,
        is_bold: bool = False,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone: Tone | None = None
        self._pixel_size = pixel_size
        self._is_bold = is_bold
        self._alignment = alignment
        self._letters: QFont | None = None
        self._line: tuple[QPoint, QStaticText] | None = None

    def text(self) -> str:
        """Return the whole text, whatever part of it is visible."""
        return self._text

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        """Show a text, in the colour of a tone or as text is written."""
        if text == self._text and tone is self._tone:
            return
        self._text, self._tone, self._line = text, tone, None
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def letters(self) -> QFont:
        """Return the font that the text is drawn in."""
        if self._letters is None:
            font = QFont(self.font())
            if self._pixel_size:
                font.setPixelSize(self._pixel_size)
            font.setBold(self._is_bold)
            self._letters = font
        return self._letters

    def changeEvent(self, event: QEvent) -> None:
        """Take another font."""
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange, _TURNED}:
            self._letters = self._line = None
        super().changeEvent(event)

    def is_elided(self) -> bool:
        """Whether part of the text is hidden."""
        return self._measured().width() > self.width()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        return self._measured()

    def minimumSizeHint(self) -> QSize:
        """Room for an ellipsis."""
        return QSize(12, self._measured().height())

    def _measured(self) -> QSize:
        metrics = QFontMetrics(self.letters())
        return QSize(metrics.horizontalAdvance(self._text) + 1, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, with an ellipsis where it does not fit."""
        if not self._text:
            return
        painter = QPainter(self)
        painter.setFont(self.letters())
        theme = current_theme()
        painter.setPen(self._tone.ink(theme) if self._tone else colour(theme.text))
        painter.drawStaticText(*(self._line or self._laid_out()))

    def _laid_out(self) -> tuple[QPoint, QStaticText]:
        """Lay out the text as far as there is room for it; this takes longer than drawing it."""
        metrics, text = QFontMetrics(self.letters()), self._text.replace("\n", " ")
        line = QStaticText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width()))
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.prepare(font=self.letters())
        place = QStyle.alignedRect(
            self.layoutDirection(),
            self._alignment | Qt.AlignmentFlag.AlignVCenter,
            line.size().toSize(),
            self.rect(),
        )
        self._line = place.topLeft(), line
        return self._line

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for now."""
        super().resizeEvent(event)
        self._line = None

    def event(self, event: QEvent) -> bool:
        """Show the whole text as tooltip where part of it is hidden."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            tooltip = self.toolTip() or (plain_tooltip(self._text) if self.is_elided() else "")
            QToolTip.showText(event.globalPos(), tooltip, self)
            return True
        return super().event(event)
