"""What stands above the journal: which rows to show."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLineEdit, QPushButton, QWidget

from klearstack_desktop.model.journal import JournalFilter
from klearstack_desktop.model.journal_text import KIND_WORDS
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.settings.parts import FIELD_HEIGHT, edit
from klearstack_desktop.ui.trust.labels import plain_label

if TYPE_CHECKING:
    from datetime import date

_TYPING_MILLISECONDS: Final = 250
_ANY_TIME, _TODAY, _WEEK, _MONTH, _BETWEEN = range(5)
_DAYS_BACK: Final = {_TODAY: 0, _WEEK: 6, _MONTH: 29}


class JournalFilterBar(QWidget):
    """Free text, a time, a kind and a document.

    Signals:
        changed: carries the `JournalFilter` that holds from now on.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = edit("journalSearch", "Search the journal", "Value, comment, document…")
        self.text.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.text.setClearButtonEnabled(True)
        self.document = edit("journalDocument", "Only this document", "Document id")
        self.document.setClearButtonEnabled(True)
        self.this_document = QPushButton("This document")
        self.this_document.setObjectName("journalThisDocument")
        self.this_document.setToolTip("Only what happened to the document that is open")
        self.this_document.setAutoDefault(False)
        self.kind = _combo("journalKind", "Kind of entry", ["All kinds"])
        for kind, word in KIND_WORDS.items():
            self.kind.addItem(word, kind)
        times = ["Any time", "Today", "Last 7 days", "Last 30 days", "Between…"]
        self.period = _combo("journalPeriod", "When", times)
        self.first, self.last = _day("journalFrom", "From"), _day("journalTo", "To, inclusive")
        self._until = plain_label("to", "muted")
        # A search over a long journal is not begun for every letter of a word.
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_MILLISECONDS)
        self._pause.timeout.connect(self._tell)
        self._lay_out()
        self._fit()
        for field in (self.text, self.document):
            field.textChanged.connect(self._wait_for_more)
            field.returnPressed.connect(self._tell)
        self.kind.currentIndexChanged.connect(self._tell)
        self.period.currentIndexChanged.connect(self._on_period)
        self.first.dateChanged.connect(self._tell)
        self.last.dateChanged.connect(self._tell)

    @property
    def wanted(self) -> JournalFilter:
        """Which rows are asked for; days are those of this workstation's clock and zone."""
        begin, end = self._period()
        kind = self.kind.currentData()
        return JournalFilter(
            begin=begin,
            end=end,
            document_id=self.document.text().strip(),
            kinds=frozenset({kind}) if kind else frozenset(),
            text=self.text.text().strip(),
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 3)
        row.addWidget(self.document, 2)
        row.addWidget(self.this_document)
        for widget in (self.kind, self.period, self.first, self._until, self.last):
            row.addWidget(widget)

    def _fit(self) -> None:
        is_between = self.period.currentIndex() == _BETWEEN
        for widget in (self.first, self._until, self.last):
            widget.setVisible(is_between)

    def _on_period(self) -> None:
        self._fit()
        self._tell()

    def _wait_for_more(self) -> None:
        self._pause.start()

    def _tell(self) -> None:
        self._pause.stop()
        self.changed.emit(self.wanted)

    def _period(self) -> tuple[datetime | None, datetime | None]:
        chosen = self.period.currentIndex()
        if chosen == _ANY_TIME:
            return None, None
        if chosen == _BETWEEN:
            return _midnight(self.first), _midnight(self.last, days=1)
        today = datetime.now(UTC).astimezone().date()
        return _begin_of(today - timedelta(days=_DAYS_BACK[chosen])), None


def _midnight(field: QDateEdit, days: int = 0) -> datetime:
    shown = field.date().addDays(days)
    return _begin_of(datetime(shown.year(), shown.month(), shown.day(), tzinfo=UTC).date())


def _begin_of(day: date) -> datetime:
    """Return the first moment of a day where this workstation is."""
    return datetime.combine(day, time()).astimezone()


def _combo(name: str, accessible: str, texts: list[str]) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setMinimumHeight(FIELD_HEIGHT)
    made.addItems(texts)
    return made


def _day(name: str, accessible: str) -> QDateEdit:
    made = QDateEdit(QDate.currentDate())
    made.setObjectName(name)
    made.setAccessibleName(accessible)
    made.setMinimumHeight(FIELD_HEIGHT)
    made.setCalendarPopup(True)
    made.setDisplayFormat("yyyy-MM-dd")
    return made
