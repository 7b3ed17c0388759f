"""What stands above the list: the search box and the segments of the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from klearstack_desktop.model.queue import QueueFilter
from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_HINT_MARGIN: Final = 8
_HINT_GAP: Final = 4
_ROOMY: Final = 20
_TIGHT: Final = 8


class SearchBox(QLineEdit):
    """A line for words to search for, with the key that leads to it shown inside.

    Signals:
        left: Enter, Down, or Esc in the empty box: the reviewer wants to be in the list.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.setAccessibleName("Search the queue")
        self.setPlaceholderText("Supplier, number, amount…")
        self.setClearButtonEnabled(True)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._hint = QLabel(self)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setProperty("role", "small")
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.textChanged.connect(self._place_hint)
        self.set_shortcut(QKeySequence(QKeySequence.StandardKey.Find))

    def set_shortcut(self, keys: QKeySequence) -> None:
        """Show the key that leads here; an empty one shows nothing."""
        self._hint.setText(keys.toString(QKeySequence.SequenceFormat.NativeText))
        self._place_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, then leaves; Down and Enter lead to the list."""
        leaves = {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in leaves or event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key at the right edge."""
        super().resizeEvent(event)
        self._place_hint()

    def _place_hint(self) -> None:
        self._hint.setVisible(not self.text())
        self._hint.adjustSize()
        # The placeholder is elided before the key instead of running under it.
        room = 0 if self.text() else self._hint.width() + _HINT_GAP
        self.setTextMargins(0, 0, room, 0)
        self._hint.move(
            self.width() - self._hint.width() - _HINT_MARGIN,
            (self.height() - self._hint.height()) // 2,
        )


class StateFilter(QWidget):
    """Joined buttons, one for each segment of the queue; arrow keys move between them.

    Signals:
        chosen: the reviewer asked for another segment.
    """

    chosen = Signal(QueueFilter)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stateFilter")
        self.setAccessibleName("Which documents to show")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[QueueFilter, QPushButton] = {}
        for segment in QueueFilter:
            button = _SegmentButton(segment.value.capitalize(), self)
            button.setObjectName(f"stateFilter:{segment.value}")
            button.setProperty("segment", _place_in_row(segment))
            self._group.addButton(button)
            self._buttons[segment] = button
            layout.addWidget(button)
            button.toggled.connect(lambda on, s=segment: self.chosen.emit(s) if on else None)
        self._buttons[QueueFilter.OPEN].setChecked(True)

    def set_open_count(self, count: int) -> None:
        """Say on the first segment how many documents are open."""
        self._buttons[QueueFilter.OPEN].setText(f"Open {count:,}")

    @property
    def chosen_segment(self) -> QueueFilter:
        """The segment whose button is pressed."""
        return next(s for s, button in self._buttons.items() if button.isChecked())

    def set_chosen(self, segment: QueueFilter) -> None:
        """Press the button of a segment; ``chosen`` follows if it was another one."""
        self._buttons[segment].setChecked(True)


class _SegmentButton(QPushButton):
    """A segment as wide as its words are when it is chosen, so that choosing moves nothing."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where it is
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._words() + _ROOMY, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._words() + _TIGHT, super().sizeHint().height())

    def _words(self) -> int:
        bold = QFont(self.font())
        bold.setBold(True)
        return QFontMetrics(bold).horizontalAdvance(self.text())


def _place_in_row(segment: QueueFilter) -> str:
    ordered = list(QueueFilter)
    if segment is ordered[0]:
        return "first"
    return "last" if segment is ordered[-1] else "middle"
