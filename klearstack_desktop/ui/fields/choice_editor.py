"""An editor that offers values and still takes any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt

from klearstack_desktop.ui.fields.choice_popup import ChoicePopup
from klearstack_desktop.ui.fields.editors import LineEditor
from klearstack_desktop.ui.fields.list_arrow import is_on_arrow, leave_room_for_arrow, paint_arrow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

CURRENCIES = (
    "EUR", "USD", "GBP", "INR", "CHF", "JPY", "CNY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK",
    "PLN", "CZK", "HUF", "RON", "BGN", "RUB", "UAH", "TRY", "ILS", "AED", "SAR", "KWD", "ZAR",
    "SGD", "HKD", "THB", "MYR", "IDR", "PHP", "KRW", "TWD", "BRL", "MXN", "COP", "CLP", "ARS",
)  # fmt: skip
"""ISO 4217 codes offered for currencies; any other may be typed."""


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
        self._popup = ChoicePopup(self, QStringListModel(list(choices), self))
        self._popup.wanted.connect(self.open_list)
        self._popup.chosen.connect(self._choose)
        leave_room_for_arrow(self)

    def is_open(self) -> bool:
        """Whether the list is on screen."""
        return self._popup.is_open()

    def open_list(self) -> None:
        """Show the values on offer, the present one marked."""
        if not self.isReadOnly():
            is_offered = self.value() in self._choices
            self._popup.open(self._choices.index(self.value()) if is_offered else None)

    def _choose(self, index: QModelIndex) -> None:
        choice = str(index.data())
        if choice != self.value():
            self.setText(choice)
            self.textEdited.emit(choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list on Alt+Down and F4; an open list takes Enter and Esc itself."""
        if not self._popup.takes(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list where the arrow is pressed."""
        if is_on_arrow(self, event):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_list()
            event.accept()
        else:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow behind the text."""
        super().paintEvent(event)
        if not self.isReadOnly():
            paint_arrow(self)
