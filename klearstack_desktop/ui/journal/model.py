"""The rows of the journal for a table; read page by page, as they come into view."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor

from klearstack_desktop.model.journal import JournalKind
from klearstack_desktop.model.journal_text import headline, kind_word
from klearstack_desktop.ui.settings.rows import SHOWN, Rows
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from klearstack_desktop.model.journal import RecordedEntry

NUMBER, TIME, KIND, DOCUMENT, WHAT, WHO = range(6)
PAGE: Final = 100
_MOST_PAGES: Final = 30
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SERIOUS: Final = {JournalKind.ALARM.value, JournalKind.CONFLICT.value, ""}


class JournalModel(Rows):
    """One row an entry, newest first.

    Signals:
        rows_wanted: carries the numbers of rows that are in view and not read yet.
    """

    headings = ("Row", "Time", "What", "Document", "What happened", "Who")
    rows_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._numbers: Sequence[int] = ()
        self._pages: OrderedDict[int, dict[int, RecordedEntry]] = OrderedDict()
        self._asked: set[int] = set()

    def show_numbers(self, numbers: Sequence[int]) -> None:
        """Show these rows, in this order."""
        self.beginResetModel()
        self._numbers = numbers
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def take(self, entries: Mapping[int, RecordedEntry]) -> None:
        """Show what rows say that were wanted; what is not wanted any more is dropped."""
        for page in sorted(self._asked):
            numbers = self._numbers_of(page)
            if numbers and entries.keys() & set(numbers):
                self._asked.discard(page)
                self._keep(page, {n: entries[n] for n in numbers if n in entries})

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._numbers)

    def entry(self, row: int) -> RecordedEntry | None:
        """Return what a row says, or None where it is not read yet."""
        page = self._pages.get(row // PAGE)
        return page.get(self._numbers[row]) if page is not None else None

    def number(self, row: int) -> int:
        """Return the number of the entry in a row, or 0 where there is no such row."""
        return self._numbers[row] if 0 <= row < len(self._numbers) else 0

    def row_of(self, number: int) -> int:
        """Return the row in which an entry is, or -1."""
        low, high = 0, len(self._numbers)
        while low < high:
            middle = (low + high) // 2
            if self._numbers[middle] > number:
                low = middle + 1
            else:
                high = middle
        return low if number and self.number(low) == number else -1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = SHOWN) -> Any:  # noqa: ANN401 - Qt's own
        """Return a column's heading; it stands where its column does."""
        is_heading = orientation is Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole and is_heading and section == NUMBER:
            return _RIGHT
        return super().headerData(section, orientation, role)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN) -> Any:  # noqa: ANN401
        """Return what a cell shows; a row that is not read yet is asked for."""
        row, column = index.row(), index.column()
        if role == SHOWN and column == NUMBER:
            return f"{self._numbers[row]:,}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column == NUMBER:
            return _RIGHT
        if role not in {SHOWN, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole}:
            return None
        entry = self.entry(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return _colour(entry, column)
        if entry is None:
            self._ask_for(row // PAGE)
            return "…" if column == WHAT and role == SHOWN else None
        return _text(entry, column)

    def _numbers_of(self, page: int) -> Sequence[int]:
        return self._numbers[page * PAGE : (page + 1) * PAGE]

    def _ask_for(self, page: int) -> None:
        if page not in self._asked and page not in self._pages:
            self._asked.add(page)
            self.rows_wanted.emit(list(self._numbers_of(page)))

    def _keep(self, page: int, entries: dict[int, RecordedEntry]) -> None:
        self._pages[page] = entries
        while len(self._pages) > _MOST_PAGES:
            self._pages.popitem(last=False)
        first, last = page * PAGE, min((page + 1) * PAGE, len(self._numbers)) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.headings) - 1))


def _text(entry: RecordedEntry, column: int) -> str:
    if column == TIME:
        return entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S") if entry.at else "unreadable"
    if column == WHO:
        who = (str(entry.by.get(name, "")) for name in ("user", "workstation"))
        return " · ".join(part for part in who if part)
    if column == DOCUMENT:
        return entry.document_id
    return kind_word(entry) if column == KIND else headline(entry)


def _colour(entry: RecordedEntry | None, column: int) -> QColor | None:
    theme = current_theme()
    if entry is not None and column == KIND and entry.kind in _SERIOUS:
        return QColor(theme.bad)
    return QColor(theme.muted) if column in {NUMBER, TIME, DOCUMENT, WHO} else None
