"""An editor that offers values and still takes any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QStringListModel, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QWidget

from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

CURRENCIES = (
    "EUR", "USD", "GBP", "INR", "CHF", "JPY", "CNY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "RON", "BGN", "RUB", "UAH", "TRY", "ILS", "AED", "SAR", "KWD", "ZAR",
    "SGD", "HKD", "THB", "MYR", "IDR", "PHP", "KRW", "TWD", "BRL", "MXN", "COP", "CLP", "ARS",
)  # fmt: skip
"""ISO 4217 codes offered for currencies; any other may be typed."""

_ARROW_ROOM = 24
_LIST_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})


class ChoiceEditor(LineEditor):
    """A line of text with a list: Alt+Down, F4 or the arrow opens it, typing ignores it.

    It is no combo box, because those complete what is typed and turn over with the wheel.

    Args:
        choices: the values to offer.
        parent: the row it stands in.
    """

    keys_in_words = "Alt+Down opens the list"

    def __init__(self, choices: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._list: QCompleter | None = None
        self.setTextMargins(0, 0, _ARROW_ROOM - 6, 0)

    def is_open(self) -> bool:
        """Whether the list is on screen."""
        popup = self._list.popup() if self._list is not None else None
        return popup is not None and popup.isVisible()

    def open_list(self) -> None:
        """Show the values on offer, the present one marked."""
        if self.isReadOnly():
            return
        offered = self._offered()
        offered.complete()
        popup = offered.popup()
        if popup is not None and self.value() in self._choices:
            row = self._choices.index(self.value())
            popup.setCurrentIndex(offered.completionModel().index(row, 0))

    def _offered(self) -> QCompleter:
        if self._list is None:
            completer = QCompleter(self)
            completer.setModel(QStringListModel(list(self._choices), completer))
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setMaxVisibleItems(12)
            completer.setWidget(self)
            completer.activated[str].connect(self._choose)  # type: ignore[index]
            self._list = completer
        return self._list

    def _choose(self, choice: str) -> None:
        if choice != self.value():
            self.setText(choice)
            self.textEdited.emit(choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on Alt+Down and F4; an open list takes Enter and Esc itself."""
        is_alt_down = event.key() == Qt.Key.Key_Down and bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if is_alt_down or event.key() == Qt.Key.Key_F4:
            self.open_list()
            event.accept()
        elif self.is_open() and event.key() in _LIST_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list where the arrow is pressed."""
        if event.position().x() >= self.width() - _ARROW_ROOM:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_list()
            event.accept()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow behind the text."""
        super().paintEvent(event)
        if self.isReadOnly():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().text))
        middle = QRect(self.width() - _ARROW_ROOM, 0, _ARROW_ROOM, self.height()).center()
        painter.drawPolygon(
            [middle + QPoint(-4, -2), middle + QPoint(4, -2), middle + QPoint(0, 3)]
        )
