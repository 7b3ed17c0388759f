"""What narrows the list: state, mark, type, dates, confidence; opened by a key or a button."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLabel, QLineEdit, QPushButton

from klearstack_desktop.model.dates import parse_date
from klearstack_desktop.model.narrowing import Narrowing
from klearstack_desktop.model.queue import Mark, ReviewState
from klearstack_desktop.ui.queue.states import chip_of_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

_CONFIDENCES: Final = (
    ("Any confidence", None, None),
    ("Below 60 %", None, 0.6),
    ("Below 85 %", None, 0.85),
    ("85 % and more", 0.85, None),
    ("95 % and more", 0.95, None),
)
_PERIODS: Final = ("Any date", "Last 7 days", "Last 30 days", "Last 90 days", "Older than 30 days")
_BETWEEN: Final = "From … to …"
_NOT_READ: Final = "A day that can be read, such as 2026-11-30"


class FilterPanel(QFrame):
    """Narrows the list at once, whatever is changed; Esc closes it and the filter stays.

    Signals:
        narrowed: carries the `Narrowing` that is asked for.
        left: the reviewer is done here.
    """

    narrowed = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filterPanel")
        self.setAccessibleName("Filter")
        self.setProperty("card", "true")
        self._narrowing = Narrowing()
        self._state = self._box("stateChoice", "State")
        self._state.addItem("Any state", None)
        for state in ReviewState:
            self._state.addItem(chip_of_state(state), state)
        self._mark = self._box("markChoice", "What stands out")
        self._mark.addItem("Any mark", None)
        for mark in Mark:
            self._mark.addItem(mark.value, mark)
        self._type = self._box("typeChoice", "Document type")
        self._type.addItem("Any type", None)
        self._period = self._box("dateChoice", "Date")
        self._period.addItems([*_PERIODS, _BETWEEN])
        self._since = self._day("sinceEdit", "From this day on")
        self._until = self._day("untilEdit", "Up to this day")
        self._confidence = self._box("confidenceChoice", "Confidence")
        for words, least, below in _CONFIDENCES:
            self._confidence.addItem(words, (least, below))
        self._clear = QPushButton("Clear the filter", self)
        self._clear.setObjectName("clearFilterButton")
        self._clear.setProperty("kind", "link")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self.clear)
        self._lay_out()
        self._on_changed()
        self.hide()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(10, 8, 10, 6)
        form.setSpacing(6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, editor in (
            ("State", self._state),
            ("Mark", self._mark),
            ("Type", self._type),
            ("Date", self._period),
            ("From", self._since),
            ("To", self._until),
            ("Confidence", self._confidence),
        ):
            label = QLabel(words, self)
            label.setProperty("role", "small")
            label.setBuddy(editor)
            form.addRow(label, editor)
        form.addRow("", self._clear)
        self._form = form

    def _box(self, name: str, words: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.currentIndexChanged.connect(self._on_changed)
        return box

    def _day(self, name: str, words: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setObjectName(name)
        edit.setAccessibleName(words)
        edit.setPlaceholderText("any day")
        edit.textChanged.connect(self._on_changed)
        return edit

    def set_types(self, types: Iterable[str]) -> None:
        """Offer these document types; the one that is chosen stays."""
        wanted = sorted(types, key=str.casefold)
        offered = [self._type.itemData(row) for row in range(1, self._type.count())]
        if wanted == offered:
            return
        chosen = self._type.currentData()
        if chosen is not None and chosen not in wanted:
            wanted.append(chosen)
        self._type.blockSignals(True)
        while self._type.count() > 1:
            self._type.removeItem(1)
        for name in wanted:
            self._type.addItem(name, name)
        self._type.setCurrentIndex(max(0, self._type.findData(chosen)))
        self._type.blockSignals(False)

    @property
    def boxes(self) -> tuple[QComboBox, ...]:
        """The choices; the first of each restricts nothing."""
        return self._state, self._mark, self._type, self._confidence

    @property
    def is_narrowing(self) -> bool:
        """Whether anything is restricted."""
        return bool(self._narrowing)

    def open_panel(self) -> None:
        """Show the panel, the first choice focused."""
        self.show()
        self._state.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Show everything again."""
        for box in (self._state, self._mark, self._type, self._period, self._confidence):
            box.setCurrentIndex(0)
        self._since.clear()
        self._until.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _on_changed(self) -> None:
        if not hasattr(self, "_form"):
            return
        is_between = self._period.currentText() == _BETWEEN
        for edit in (self._since, self._until):
            self._form.setRowVisible(edit, is_between)
        since, until = self._days()
        least, below = self._confidence.currentData()
        state, mark = self._state.currentData(), self._mark.currentData()
        narrowing = Narrowing(
            state=None if state is None else ReviewState(state),
            marks=frozenset() if mark is None else frozenset({Mark(mark)}),
            document_type=self._type.currentData(),
            since=since,
            until=until,
            confident_from=least,
            confident_below=below,
        )
        self._clear.setEnabled(bool(narrowing))
        if narrowing != self._narrowing:
            self._narrowing = narrowing
            self.narrowed.emit(narrowing)

    def _days(self) -> tuple[date | None, date | None]:
        today = date.today()  # noqa: DTZ011 - the reviewer's own day is meant
        match self._period.currentText():
            case "Last 7 days":
                return today - timedelta(days=7), None
            case "Last 30 days":
                return today - timedelta(days=30), None
            case "Last 90 days":
                return today - timedelta(days=90), None
            case "Older than 30 days":
                return None, today - timedelta(days=31)
            case words if words == _BETWEEN:
                return _read(self._since), _read(self._until)
            case _:
                return None, None


def _read(edit: QLineEdit) -> date | None:
    """Return the day in an editor; what cannot be read restricts nothing and is marked."""
    text = edit.text().strip()
    day = parse_date(text)
    edit.setProperty("problem", "check" if text and day is None else "")
    edit.setToolTip(_NOT_READ if text and day is None else "")
    edit.style().unpolish(edit)
    edit.style().polish(edit)
    return day
