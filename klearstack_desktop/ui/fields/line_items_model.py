"""The rows of a table of the document, as Qt's views want them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.fieldmap import FieldDefinition, FieldKind, default_column_map
from klearstack_desktop.ui.fields.text import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERS = frozenset({FieldKind.AMOUNT, FieldKind.QUANTITY})
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


class LineItemsModel(QAbstractTableModel):
    """Shows a table's rows; edits replace a row as a whole and are said with ``rows_edited``.

    ``rows_edited`` carries all rows as they should be and is emitted only for what a person did.
    """

    rows_edited = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._table = Table("", (), ())
        self._definitions: tuple[FieldDefinition, ...] = ()
        self._is_read_only = True

    @property
    def table(self) -> Table:
        """The table as it is shown."""
        return self._table

    @property
    def is_read_only(self) -> bool:
        """Whether cells can be read and copied only."""
        return self._is_read_only

    def show_table(self, table: Table | None, *, is_read_only: bool) -> None:
        """Show a table by the difference to what is shown, so that the view keeps its place."""
        table = table or Table("", (), ())
        self._is_read_only = is_read_only
        if (table.name, table.columns) != (self._table.name, self._table.columns):
            self.beginResetModel()
            self._table = table
            self._definitions = tuple(default_column_map().describe(c) for c in table.columns)
            self.endResetModel()
        else:
            self._take_rows(table.rows)

    def _take_rows(self, new: tuple[Row, ...]) -> None:
        old = self._table.rows
        head = _common(old, new)
        tail = _common(old[head:][::-1], new[head:][::-1])
        old_middle, new_middle = len(old) - head - tail, len(new) - head - tail
        kept = min(old_middle, new_middle)
        if old_middle > kept:
            self._remove(head + kept, old_middle - kept)
        elif new_middle > kept:
            self._insert(head + kept, new[head + kept : head + new_middle])
        for index in range(head, head + kept):
            self._replace(index, new[index])

    def _set_rows(self, rows: tuple[Row, ...]) -> None:
        self._table = Table(self._table.name, self._table.columns, rows)

    def _remove(self, first: int, count: int) -> None:
        self.beginRemoveRows(_NOWHERE, first, first + count - 1)
        rows = self._table.rows
        self._set_rows(rows[:first] + rows[first + count :])
        self.endRemoveRows()

    def _insert(self, first: int, new: tuple[Row, ...]) -> None:
        self.beginInsertRows(_NOWHERE, first, first + len(new) - 1)
        rows = self._table.rows
        self._set_rows(rows[:first] + new + rows[first:])
        self.endInsertRows()

    def _replace(self, index: int, row: Row) -> None:
        rows = self._table.rows
        changed = [c for c in range(len(row)) if rows[index][c] != row[c]]
        self._set_rows((*rows[:index], row, *rows[index + 1 :]))
        # Cell by cell, so that an open editor beside a changed cell is left alone.
        for column in changed:
            cell = self.index(index, column)
            self.dataChanged.emit(cell, cell)

    def insert_below(self, row: int) -> int:
        """Insert an empty row below a row (-1: at the top); return where it is.

        The new cells travel in the form in which the rest of the table came.
        """
        pattern = self._table.rows[0] if self._table.rows else None
        cells = tuple(
            pattern[column].blank() if pattern else Cell("")
            for column in range(len(self._table.columns))
        )
        self._insert(row + 1, (Row(cells),))
        self.rows_edited.emit(self._table.rows)
        return row + 1

    def delete(self, row: int) -> None:
        """Delete a row."""
        self._remove(row, 1)
        self.rows_edited.emit(self._table.rows)

    def row_at(self, row: int) -> Row | None:
        """Return a row, or None where there is none."""
        return self._table.rows[row] if 0 <= row < len(self._table.rows) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._table.columns)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Say that cells can be edited, unless nothing can."""
        flags = super().flags(index)
        if index.isValid() and not self._is_read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return what a view asks of a cell."""
        if not index.isValid():
            return None
        value = self._table.rows[index.row()][index.column()].value
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return value
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(value) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                label = self._definitions[index.column()].label
                return f"{label}, row {index.row() + 1}: {value}"
        return None

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: Any,  # noqa: ANN401 - Qt's own signature
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Take what was typed into a cell, as it was typed."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self._is_read_only:
            return False
        row = self._table.rows[index.row()]
        if row[index.column()].value != value:
            self._replace(index.row(), row.with_value(index.column(), str(value)))
            self.rows_edited.emit(self._table.rows)
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return the label of a column."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._definitions[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers."""
        return self._definitions[column].kind in _NUMBERS

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return _RIGHT if self.is_number(column) else _LEFT


def _common(old: Sequence[Row], new: Sequence[Row]) -> int:
    """Return how many rows are equal from the start."""
    for count, (before, after) in enumerate(zip(old, new, strict=False)):
        if before != after:
            return count
    return min(len(old), len(new))
