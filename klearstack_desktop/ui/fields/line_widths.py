"""How wide the columns of the line items are: what people set, and what is left for the text."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.fieldmap import default_column_map

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtWidgets import QTableView

    from klearstack_desktop.model.document import Row, Table
    from klearstack_desktop.model.line_items.numbers import CellNumbers
    from klearstack_desktop.ui.fields.line_items_model import LineItemsModel

_NUMBER_WIDTH = 46
_LEAST_TEXT = 96
_MOST = 160
_MOST_LABEL = 90
_ROOM = 16
_LOOKED_AT = 50
_MOST_LEARNED = 4


class _Learned(NamedTuple):
    """How wide the columns of a table need to be, in pixels."""

    table: Table
    numbers: CellNumbers
    widths: tuple[int, ...]


class LineWidths(QObject):
    """Sizes columns by what they hold, unless somebody set another width by hand.

    The first column of text takes the room that is left. ``set_by_hand`` carries all widths that
    people set, by the name of the column; somebody remembers them and gives them to `take`.
    """

    set_by_hand = Signal(object)

    def __init__(self, view: QTableView, model: LineItemsModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._own: dict[str, int] = {}
        self._learned: deque[_Learned] = deque(maxlen=_MOST_LEARNED)
        self._is_sizing = False
        model.modelReset.connect(self._size)
        model.rowsInserted.connect(lambda _parent, first, last: self._widen(first, last))
        model.dataChanged.connect(lambda top, end: self._widen(top.row(), end.row()))
        view.horizontalHeader().sectionResized.connect(self._on_resized)

    def take(self, widths: Mapping[str, int]) -> None:
        """Show columns as wide as they were set once, by their names."""
        self._own = dict(widths)
        self._size()

    def fill(self) -> None:
        """Give the first column of text the room that the others leave."""
        columns = self._model.table.columns
        text = next((c for c in range(len(columns)) if not self._model.numbers.is_number(c)), None)
        if text is None or columns[text] in self._own:
            return
        others = sum(self._view.columnWidth(c) for c in range(len(columns)) if c != text)
        self._set(text, max(_LEAST_TEXT, self._view.viewport().width() - others))

    def learn(self, table: Table, numbers: CellNumbers) -> None:
        """Measure ahead a table that is likely to be shown; a long one takes milliseconds."""
        if self._known(table, numbers) is None:
            self._learned.append(_Learned(table, numbers, self._needed(table, numbers)))

    def measure(self) -> None:
        """Size all columns anew, in another font for example."""
        self._learned.clear()
        self._size()

    def _size(self) -> None:
        table, numbers = self._model.table, self._model.numbers
        needed = self._known(table, numbers) or self._needed(table, numbers)
        for column, name in enumerate(table.columns):
            self._set(column, self._own.get(name) or needed[column])
        self.fill()

    def _known(self, table: Table, numbers: CellNumbers) -> tuple[int, ...] | None:
        for known in self._learned:
            if known.table is table and known.numbers is numbers:
                return known.widths
        return None

    def _needed(self, table: Table, numbers: CellNumbers) -> tuple[int, ...]:
        rows = table.rows[:_LOOKED_AT]
        return tuple(
            self._fitting(column, name, rows, numbers) for column, name in enumerate(table.columns)
        )

    def _widen(self, first: int, last: int) -> None:
        """Make room for rows that are new or changed: a number must not lose its end."""
        table, numbers = self._model.table, self._model.numbers
        rows = table.rows[first : min(last + 1, first + _LOOKED_AT)]
        for column, name in enumerate(table.columns):
            if name not in self._own and numbers.is_number(column):
                needed = self._fitting(column, name, rows, numbers)
                if needed > self._view.columnWidth(column):
                    self._set(column, needed)
        self.fill()

    def _set(self, column: int, width: int) -> None:
        self._is_sizing = True
        try:
            self._view.setColumnWidth(column, width)
        finally:
            self._is_sizing = False

    def _on_resized(self, column: int, _before: int, width: int) -> None:
        if self._is_sizing or column >= len(self._model.table.columns):
            return
        self._own[self._model.table.columns[column]] = width
        self.fill()
        self.set_by_hand.emit(dict(self._own))

    def _fitting(self, column: int, name: str, rows: Iterable[Row], numbers: CellNumbers) -> int:
        metrics = self._view.fontMetrics()
        label = default_column_map().describe(name).label
        wanted = [min(metrics.horizontalAdvance(label), _MOST_LABEL)]
        wanted += [
            metrics.horizontalAdvance(numbers.shown(column, row[column].value)) for row in rows
        ]
        least = _NUMBER_WIDTH if numbers.is_number(column) else _LEAST_TEXT
        return max(least, min(max(wanted) + _ROOM, _MOST))
