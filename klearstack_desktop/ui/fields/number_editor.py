"""The editor of amounts, quantities and percentages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from klearstack_desktop.model.formats.forms import NumberForm
from klearstack_desktop.ui.fields.form_editor import FormEditor
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.model.formats.forms import Form

_EDGE = 8
_BETWEEN = 10
_PERCENT = "%"


class NumberEditor(FormEditor):
    """Figures stand on the right, one below the other; the currency stands on the left.

    A percent sign stands where it is written, behind the figures.

    Args:
        parent: the row it stands in.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    @property
    def unit(self) -> str:
        """What stands beside the figures; may be empty."""
        return self.form.unit if isinstance(self.form, NumberForm) else ""

    def set_form(self, form: Form | None) -> None:
        """Show and read numbers by another form, and with another unit."""
        super().set_form(form)
        is_behind = self.unit == _PERCENT
        width = self.fontMetrics().horizontalAdvance(_PERCENT) + 3 if is_behind else 0
        if self.textMargins().right() != width:
            self.setTextMargins(0, 0, width, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the unit beside the figures."""
        super().paintEvent(event)
        unit = self.unit
        if (
            not unit
            or self._gives_way()
            or (unit != _PERCENT and self._room_beside().left() < self._unit_width())
        ):
            return
        painter = QPainter(self)
        painter.setPen(QColor(current_theme().muted))
        side = Qt.AlignmentFlag.AlignRight if unit == _PERCENT else Qt.AlignmentFlag.AlignLeft
        room = QRect(_EDGE, 0, self.width() - 2 * _EDGE, self.height())
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), unit)

    def _hint_side(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft

    def _gives_way(self) -> bool:
        """Whether the currency makes room for a word on what an amount means."""
        return self.hint().is_doubtful and self.unit != _PERCENT

    def _unit_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.unit) + _BETWEEN

    def _room_beside(self) -> QRect:
        """Return what the figures leave free, the unit included."""
        text = self.fontMetrics().horizontalAdvance(self.displayText())
        free = self.width() - 2 * _EDGE - self.textMargins().right() - text
        return QRect(free, 0, 0, self.height())

    def _room_for_hint(self) -> QRect:
        start = _EDGE
        if self.unit and self.unit != _PERCENT and not self._gives_way():
            start += self._unit_width()
        end = _EDGE + self._room_beside().left() - _BETWEEN
        return QRect(start, 0, max(end - start, 0), self.height())
