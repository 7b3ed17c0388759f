"""A month to pick a day from, below the editor that opened it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOSE_KEYS = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_F4})
_PICK_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Calendar(QFrame):
    """Arrows move by days and weeks, PageUp and PageDown by months, Enter picks, Esc closes.

    Signals:
        picked: carries the day as a `datetime.date`.

    Args:
        editor: what it belongs to and stands below.
        locale: whose month names and first day of the week count, by name.
        today: says what day it is, which T goes to.
    """

    picked = Signal(object)

    def __init__(self, editor: QWidget, locale: str, today: Callable[[], date]) -> None:
        super().__init__(editor, Qt.WindowType.Popup)
        self.setObjectName("calendar")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._editor = editor
        self._today = today
        self._month = QCalendarWidget(self)
        self._month.setAccessibleName(f"Calendar: {editor.accessibleName()}")
        self._month.setLocale(QLocale(locale))
        self._month.setGridVisible(False)
        self._month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self._month.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self._colour()
        self._month.activated.connect(self._pick)
        self._month.clicked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._month)
        self._days = self._month.findChild(QWidget, "qt_calendar_calendarview")
        if self._days is not None:
            self._days.installEventFilter(self)
            self.setFocusProxy(self._days)

    def open_at(self, day: date) -> None:
        """Show the month of a day below the editor, or above it where there is no room."""
        self._month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.adjustSize()
        editor = self._editor
        place = editor.mapToGlobal(QPoint(0, editor.height() + 1))
        room = editor.screen().availableGeometry()
        if place.y() + self.height() > room.bottom():
            place = editor.mapToGlobal(QPoint(0, -self.height() - 1))
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        self.move(place)
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def selected(self) -> date:
        """Return the day that is marked."""
        day = self._month.selectedDate()
        return date(day.year(), day.month(), day.day())

    def _colour(self) -> None:
        theme = current_theme()
        plain = QTextCharFormat()
        plain.setForeground(QColor(theme.text))
        # Qt's red weekend would say that something is wrong with it.
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self._month.setWeekdayTextFormat(day, plain)
        self._month.setHeaderTextFormat(plain)
        # The arrows of the style are black, on dark ground too.
        for name, drawing in (("prev", "previous"), ("next", "next")):
            button = self._month.findChild(QToolButton, f"qt_calendar_{name}month")
            if button is not None:
                button.setIcon(icon(drawing))

    def _pick(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Answer the keys that a month of Qt does not know, or takes for itself."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        is_up = event.key() == Qt.Key.Key_Up and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() in _CLOSE_KEYS or is_up:
            self.close()
        elif event.key() in _PICK_KEYS:
            self._pick(self._month.selectedDate())
        elif event.key() == Qt.Key.Key_T:
            today = self._today()
            self._month.setSelectedDate(QDate(today.year, today.month, today.day))
        else:
            return False
        return True
