"""Showing the server's text as text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from klearstack_desktop.ui.fields.text_line import TextLine

if TYPE_CHECKING:
    from klearstack_desktop.ui.chips import Tone

_MOST_SHOWN = 1500
CHANGES_OF_TEXT: Final = frozenset(
    {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}
)
"""After these a text is laid out anew."""


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
        self._line = TextLine(alignment)
        self._pixel_size = pixel_size
        self._is_bold = is_bold
        self._letters: QFont | None = None
        self._room: QSize | None = None

    def text(self) -> str:
        """Return the whole text, whatever part of it is visible."""
        return self._line.text

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        """Show a text, in the colour of a tone or as text is written."""
        if self._line.set_text(text, tone):
            self._room = None
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
        if event.type() in CHANGES_OF_TEXT:
            self._letters = self._room = None
            self._line.forget()
        super().changeEvent(event)

    def is_elided(self) -> bool:
        """Whether part of the text is hidden."""
        self._line.lay_out(self.rect(), self.letters(), self)
        return self._line.is_elided

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        return self._measured()

    def minimumSizeHint(self) -> QSize:
        """Room for an ellipsis."""
        return QSize(12, self._measured().height())

    def _measured(self) -> QSize:
        if self._room is None:
            metrics = QFontMetrics(self.letters())
            self._room = QSize(metrics.horizontalAdvance(self._line.text) + 1, metrics.height())
        return self._room

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, with an ellipsis where it does not fit."""
        if self._line.text:
            painter = QPainter(self)
            self._line.paint(painter, self.rect(), self.letters(), self)

    def event(self, event: QEvent) -> bool:
        """Show the whole text as tooltip where part of it is hidden."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            tooltip = self.toolTip() or (plain_tooltip(self._line.text) if self.is_elided() else "")
            QToolTip.showText(event.globalPos(), tooltip, self)
            return True
        return super().event(event)
