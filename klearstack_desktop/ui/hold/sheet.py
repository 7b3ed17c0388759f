"""Until when a document is put aside, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.hold import in_a_week, is_possible, next_monday, tomorrow
from klearstack_desktop.ui.focus_origin import give_back_the_front
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

_WIDTH: Final = 420
_NOT_POSSIBLE: Final = "Type a later day within a year, such as 2026-11-30."


class HoldSheet(QDialog):
    """Asks for a day and a reason; show it with ``open_for``. Enter puts the document aside.

    Signals:
        chosen: carries the `date` and the reason, which may be empty.
        taken_off: the document shall come back at once.
    """

    chosen = Signal(object, str)
    taken_off = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        give_back_the_front(self)
        self.setObjectName("holdSheet")
        self.setWindowTitle("Hold until")
        self.setModal(True)
        self._today: date | None = None
        self._days = [self._choice(name) for name in ("tomorrow", "nextMonday", "inAWeek")]
        self._other = self._choice("otherDay")
        self._other.setText("&On this day")
        self._day = QLineEdit(self)
        self._day.setObjectName("holdDay")
        self._day.setAccessibleName("The day")
        self._day.textEdited.connect(lambda _text: self._other.setChecked(True))
        self._reason = QLineEdit(self)
        self._reason.setObjectName("holdReason")
        self._reason.setAccessibleName("Reason")
        self._reason.setPlaceholderText("Why, for whoever looks at it then")
        self._message = plain_label("", "problem")
        self._message.setObjectName("holdMessage")
        self._off = self._button("takeOffButton", "No longer on hold")
        self._off.clicked.connect(self._take_off)
        self._cancel = self._button("holdCancelButton", "Cancel")
        self._cancel.clicked.connect(self.reject)
        self._hold = self._button("holdButton", "Hold")
        self._hold.setProperty("kind", "primary")
        self._hold.setDefault(True)
        self._hold.clicked.connect(self._confirm)
        self._lay_out()

    def _choice(self, name: str) -> QRadioButton:
        choice = QRadioButton(self)
        choice.setObjectName(f"hold:{name}")
        return choice

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        for choice in self._days:
            column.addWidget(choice)
        other = QHBoxLayout()
        other.addWidget(self._other)
        other.addWidget(self._day, 1)
        column.addLayout(other)
        column.addSpacing(4)
        label = QLabel("&Reason", self)
        label.setBuddy(self._reason)
        column.addWidget(label)
        column.addWidget(self._reason)
        column.addWidget(self._message)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self._off)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._hold)
        column.addLayout(buttons)
        self.setFixedWidth(_WIDTH)

    def open_for(self, today: date, reason: str = "", *, is_on_hold: bool = False) -> None:
        """Ask about a document.

        Args:
            today: the day at this workstation.
            reason: why it is on hold already.
            is_on_hold: whether it can be taken off hold.
        """
        self._today = today
        words_and_days = (
            ("&Tomorrow", tomorrow(today)),
            ("Next &Monday", next_monday(today)),
            ("In a &week", in_a_week(today)),
        )
        offered: set[date] = set()
        for choice, (words, day) in zip(self._days, words_and_days, strict=True):
            choice.setText(f"{words}, {day:%a %d %b}")
            # On a Sunday tomorrow is the next Monday, and on a Monday that is in a week.
            choice.setVisible(day not in offered)
            offered.add(day)
        with QSignalBlocker(self._day):
            self._day.setText("")
        self._day.setPlaceholderText(f"{in_a_week(today):%Y-%m-%d}")
        self._days[0].setChecked(True)
        self._reason.setText(reason)
        self._message.hide()
        self._off.setVisible(is_on_hold)
        self.open()
        self._days[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirm(self) -> None:
        today, day = self._today, self._chosen_day()
        if today is None or day is None or not is_possible(day, today):
            self._message.setText(_NOT_POSSIBLE)
            self._message.show()
            self._day.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()
        self.chosen.emit(day, self._reason.text())

    def _chosen_day(self) -> date | None:
        if self._today is None:
            return None
        days = (tomorrow(self._today), next_monday(self._today), in_a_week(self._today))
        for choice, day in zip(self._days, days, strict=True):
            if choice.isChecked():
                return day
        return parse_date(self._day.text().strip())

    def _take_off(self) -> None:
        self.accept()
        self.taken_off.emit()
