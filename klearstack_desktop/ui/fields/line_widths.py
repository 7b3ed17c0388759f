"""How wide the columns of the line items are: what people set, and what is left for the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QTableView

    from klearstack_desktop.ui.fields.line_items_model import LineItemsModel

_NUMBER_WIDTH = 46
_LEAST_TEXT = 96
_MOST = 160
_MOST_LABEL = 90
_ROOM = 16
_LOOKED_AT = 50


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
        self._is_sizing = False
        model.modelReset.connect(self.measure)
        model.rowsInserted.connect(lambda _parent, first, last: self._widen(first, last))
        model.dataChanged.connect(lambda top, end: self._widen(top.row(), end.row()))
        view.horizontalHeader().sectionResized.connect(self._on_resized)

    def take(self, widths: Mapping[str, int]) -> None:
        """Show columns as wide as they were set once, by their names."""
        self._own = dict(widths)
        self.measure()

    def fill(self) -> None:
        """Give the first column of text the room that the others leave."""
        columns = self._model.table.columns
        text = next((c for c in range(len(columns)) if not self._model.numbers.is_number(c)), None)
        if text is None or columns[text] in self._own:
            return
        others = sum(self._view.columnWidth(c) for c in range(len(columns)) if c != text)
        self._set(text, max(_LEAST_TEXT, self._view.viewport().width() - others))

    def measure(self) -> None:
        """Size all columns anew, in another font for example."""
        for column, name in enumerate(self._model.table.columns):
            rows = range(min(self._model.rowCount(), _LOOKED_AT))
            self._set(column, self._own.get(name) or self._fitting(column, rows))
        self.fill()

    def _widen(self, first: int, last: int) -> None:
        """Make room for rows that are new or changed: a number must not lose its end."""
        rows = range(first, min(last + 1, first + _LOOKED_AT))
        for column, name in enumerate(self._model.table.columns):
            if name not in self._own and self._model.numbers.is_number(column):
                needed = self._fitting(column, rows)
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

    def _fitting(self, column: int, rows: range) -> int:
        label = str(self._model.headerData(column, Qt.Orientation.Horizontal))
        metrics = self._view.fontMetrics()
        wanted = [min(metrics.horizontalAdvance(label), _MOST_LABEL)]
        wanted += [metrics.horizontalAdvance(self._model.shown(row, column)) for row in rows]
        least = _NUMBER_WIDTH if self._model.numbers.is_number(column) else _LEAST_TEXT
        return max(least, min(max(wanted) + _ROOM, _MOST))
