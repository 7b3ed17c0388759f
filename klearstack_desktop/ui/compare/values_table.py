"""The values of two documents beside each other, what differs first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from klearstack_desktop.model.slips.comparison import Relation
from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.merge import Place
    from klearstack_desktop.model.slips.comparison import ComparedValue

_COLUMNS: Final = ("", "Field", "This one", "The other one")
_SHAPES: Final = {
    Relation.DIFFERS: "≠",
    Relation.ONLY_HERE: "←",
    Relation.ONLY_THERE: "→",
    Relation.WRITTEN_OTHERWISE: "≈",
    Relation.SAME: "=",
}
_EMPTY: Final = "–"
_ROW_HEIGHT: Final = 26
_PADDING: Final = 8
_WIDEST_RELATION: Final = 160
_WIDEST_FIELD: Final = 130


class ValuesTable(QTableWidget):
    """One row for each value: a shape and a word for how the two stand to each other, and both.

    Signals:
        place_chosen: carries the place of the row that was chosen, or None.
    """

    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, len(_COLUMNS), parent)
        self.setObjectName("compareTable")
        self.setAccessibleName("Values of both documents")
        self.setHorizontalHeaderLabels(list(_COLUMNS))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._rows: list[ComparedValue] = []
        self._wanted: Place | None = None
        self.currentCellChanged.connect(self._on_row_chosen)

    def begin(self) -> None:
        """Show nothing until there is something to compare with."""
        self._wanted = None
        self.show_rows(())

    def show_rows(self, rows: Sequence[ComparedValue]) -> None:
        """Show how values stand to each other; a row that somebody chose stays chosen."""
        self.blockSignals(True)
        self._rows = sorted(rows, key=lambda row: not row.relation.is_difference)
        self.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            self._fill(place, row)
        self._fit_columns()
        places = [row.place for row in self._rows]
        at = places.index(self._wanted) if self._wanted in places else 0
        self.setCurrentCell(at if self._rows else -1, 1)
        self.blockSignals(False)
        self.place_chosen.emit(self._place_in(at))

    def _fit_columns(self) -> None:
        """Leave as much room as there is to the values."""
        for column, widest in ((0, _WIDEST_RELATION), (1, _WIDEST_FIELD)):
            wanted = self.sizeHintForColumn(column) + _PADDING
            self.horizontalHeader().resizeSection(column, min(wanted, widest))

    def _fill(self, place: int, row: ComparedValue) -> None:
        texts = (_in_words(row.relation), row.label, row.here, row.there)
        theme, differs = current_theme(), row.relation.is_difference
        font = QFont(self.font())
        font.setBold(differs)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(" ".join(text.split()) or _EMPTY)
            item.setToolTip(plain_tooltip(text) if text else "")
            if differs and column != 1:
                item.setFont(font)
            if differs:
                item.setBackground(QColor(theme.check_soft))
            if column == 0:
                item.setForeground(QColor(theme.check if differs else theme.muted))
            self.setItem(place, column, item)

    def _on_row_chosen(self, row: int) -> None:
        self._wanted = self._place_in(row)
        self.place_chosen.emit(self._wanted)

    def _place_in(self, row: int) -> Place | None:
        return self._rows[row].place if 0 <= row < len(self._rows) else None


def _in_words(relation: Relation) -> str:
    return f"{_SHAPES[relation]} {relation.value}"
