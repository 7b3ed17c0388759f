"""The editor of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from klearstack_desktop.model.formats.forms import DateForm
from klearstack_desktop.ui.fields.calendar import Calendar
from klearstack_desktop.ui.fields.form_editor import FormEditor
from klearstack_desktop.ui.icons import paint_icon
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_ICON = 14
_ICON_ROOM = 24
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class DateEditor(FormEditor):
    """Takes dates as people type them; Up and Down go on a day and back, Alt+Down opens a month.

    Args:
        parent: the row it stands in.
    """

    keys_in_words = "Alt+Down opens a calendar, Up and Down go by a day"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextMargins(0, 0, _ICON_ROOM - 6, 0)

    def open_calendar(self) -> None:
        """Show a month to pick a day from."""
        form = self._date_form()
        if form is None or self.isReadOnly():
            return
        conventions = form.conventions
        calendar = Calendar(self, conventions.locale.name, lambda: conventions.today)
        calendar.picked.connect(lambda day: self.put(form.value_of(day)))
        calendar.open_at(form.day(self.value()) or conventions.today)

    def _date_form(self) -> DateForm | None:
        return self.form if isinstance(self.form, DateForm) else None

    def _step(self, days: int) -> None:
        form = self._date_form()
        if form is None or self.isReadOnly():
            return
        # What was typed and is no date is not thrown away for one.
        if form.day(self.value()) is not None or not self.value().strip():
            self.put(form.moved(self.value(), days))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open a month on Alt+Down and F4, move a day on Up and Down."""
        alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_alt_down = event.key() == Qt.Key.Key_Down and alone == Qt.KeyboardModifier.AltModifier
        if is_alt_down or event.key() == Qt.Key.Key_F4:
            self.open_calendar()
            event.accept()
        elif event.key() in _STEPS and alone == Qt.KeyboardModifier.NoModifier:
            self._step(_STEPS[Qt.Key(event.key())])
            event.accept()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open a month where the drawing of one is pressed."""
        if event.position().x() >= self.width() - _ICON_ROOM and not self.isReadOnly():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.open_calendar()
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show an arrow over the drawing, and the text cursor elsewhere."""
        is_over = event.position().x() >= self.width() - _ICON_ROOM and not self.isReadOnly()
        self.setCursor(Qt.CursorShape.ArrowCursor if is_over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a small calendar at the end of the line."""
        super().paintEvent(event)
        if self.isReadOnly():
            return
        painter = QPainter(self)
        left = self.width() - _ICON_ROOM + (_ICON_ROOM - _ICON) / 2 - 2
        place = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON)
        paint_icon(painter, place, "calendar", QColor(current_theme().muted))
