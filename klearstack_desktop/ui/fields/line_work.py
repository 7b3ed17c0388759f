"""What can be done to the rows and cells that are chosen in the grid, each in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from klearstack_desktop.model.line_items import rows as operations
from klearstack_desktop.model.line_items.pasting import pasted
from klearstack_desktop.model.line_items.tsv import read_cells, write_cells

if TYPE_CHECKING:
    from klearstack_desktop.ui.fields.line_grid import LineGrid
    from klearstack_desktop.ui.fields.line_items_model import LineItemsModel


class LineWork(QObject):
    """Works on what is chosen; in a table that is read-only only copying does anything.

    ``said`` carries what people must know of it: how columns were mapped, what was left out.
    """

    said = Signal(str)

    def __init__(self, grid: LineGrid, model: LineItemsModel) -> None:
        super().__init__(grid)
        self._grid = grid
        self._model = model
        grid.copy_wanted.connect(self.copy)
        grid.cut_wanted.connect(self.cut)
        grid.paste_wanted.connect(self.paste)
        grid.clear_wanted.connect(self.clear)

    @property
    def _can_edit(self) -> bool:
        return not self._model.is_read_only and self._model.columnCount() > 0

    def insert_row(self) -> None:
        """Insert an empty row below the chosen ones, or at the end, and go to its first cell."""
        if not self._can_edit:
            return
        chosen = self._grid.chosen_rows()
        at = chosen[-1] + 1 if chosen else self._model.rowCount()
        self._model.set_rows(operations.inserted(self._model.table, at), "insertion of 1 row")
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)
        self._grid.go_to(at, 0)

    def duplicate_rows(self) -> None:
        """Put copies of the chosen rows below them, and choose these."""
        chosen = self._grid.chosen_rows()
        if not self._can_edit or not chosen:
            return
        rows = operations.duplicated(self._model.table.rows, chosen)
        self._model.set_rows(rows, f"duplication of {_rows(len(chosen))}")
        first = chosen[-1] + 1
        copies = range(first, first + len(chosen))
        self._grid.choose_rows(copies, (first, self._grid.currentIndex().column()))

    def delete_rows(self) -> None:
        """Delete the chosen rows; the row that comes to stand there is current."""
        chosen, column = self._grid.chosen_rows(), self._grid.currentIndex().column()
        if not self._can_edit or not chosen:
            return
        rows = operations.deleted(self._model.table.rows, chosen)
        self._model.set_rows(rows, f"deletion of {_rows(len(chosen))}")
        self._grid.go_to(min(chosen[0], len(rows) - 1), column)

    def move_up(self) -> None:
        """Move the chosen rows up by one place."""
        self._move(-1)

    def move_down(self) -> None:
        """Move the chosen rows down by one place."""
        self._move(1)

    def _move(self, step: int) -> None:
        chosen, cells = self._grid.chosen_rows(), self._grid.chosen_cells()
        if not self._can_edit or not chosen:
            return
        before = self._model.table.rows
        rows = operations.moved(before, chosen, step)
        if rows is before:
            return
        current = self._grid.currentIndex()
        place = (current.row() + step, current.column())
        self._model.set_rows(rows, f"moving of {_rows(len(chosen))}")
        self._grid.choose([(row + step, column) for row, column in cells], place)

    def fill_down(self) -> None:
        """Fill the chosen cells from the topmost of their column, one alone from that above."""
        if self._can_edit:
            cells = self._grid.chosen_cells()
            rows = operations.filled_down(self._model.table.rows, cells)
            self._model.set_rows(rows, "filling down")

    def clear(self) -> None:
        """Empty the chosen cells."""
        self._empty("clearing")

    def _empty(self, deed: str) -> None:
        cells = self._grid.chosen_cells()
        if self._can_edit and cells:
            values = [(row, column, "") for row, column in cells]
            rows = operations.with_values(self._model.table.rows, values)
            noun = "cell" if len(cells) == 1 else "cells"
            self._model.set_rows(rows, f"{deed} of {len(cells)} {noun}")

    def copy(self) -> None:
        """Put the chosen cells on the clipboard, as a spreadsheet takes them."""
        chosen = set(self._grid.chosen_cells())
        if not chosen:
            return
        columns = range(min(c for _r, c in chosen), max(c for _r, c in chosen) + 1)
        texts = [
            [
                str(self._model.index(row, column).data()) if (row, column) in chosen else ""
                for column in columns
            ]
            for row in self._grid.chosen_rows()
        ]
        text = write_cells(texts)
        # One cell is mostly wanted in a line of text somewhere.
        QGuiApplication.clipboard().setText(text.removesuffix("\n") if len(chosen) == 1 else text)

    def cut(self) -> None:
        """Copy the chosen cells, then empty them."""
        self.copy()
        self._empty("cutting")

    def paste(self) -> None:
        """Paste the cells on the clipboard, from the first chosen cell on; one into all chosen."""
        if not self._can_edit:
            return
        cells = read_cells(QGuiApplication.clipboard().text())
        chosen = self._grid.chosen_cells()
        result = pasted(self._model.table, cells, chosen, self._model.numbers)
        if result is None:
            return
        self._model.set_rows(result.rows, result.deed)
        if result.filled:
            self._grid.choose(result.filled, min(result.filled))
        self.said.emit(result.words)


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"
