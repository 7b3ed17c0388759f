"""The rows of a table of the document, as Qt's views want them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from klearstack_desktop.model.document import Row, Table
from klearstack_desktop.model.fieldmap import FieldDefinition, default_column_map
from klearstack_desktop.model.line_items.numbers import CellNumbers
from klearstack_desktop.ui.fields.text import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.ui.fields.line_remarks import Remark, Remarks

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()
_EMPTY = Table("", (), ())
_LOOKS = [
    Qt.ItemDataRole.BackgroundRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
]


class LineItemsModel(QAbstractTableModel):
    """Shows a table's rows, its numbers as people here write them.

    ``rows_edited`` carries all rows as they should be and, for what is a step of its own, what was
    done; it is emitted only for what a person did.
    """

    rows_edited = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._table = _EMPTY
        self._numbers = CellNumbers()
        self._remarks: Remarks = {}
        self._definitions: tuple[FieldDefinition, ...] = ()
        self._is_read_only = True

    @property
    def table(self) -> Table:
        """The table as it is kept, numbers as the document writes them."""
        return self._table

    @property
    def numbers(self) -> CellNumbers:
        """How the numbers of the table are shown and understood."""
        return self._numbers

    @property
    def is_read_only(self) -> bool:
        """Whether cells can be read and copied only."""
        return self._is_read_only

    @property
    def remarks(self) -> Remarks:
        """What there is to say about cells."""
        return self._remarks

    def show_table(
        self, table: Table | None, numbers: CellNumbers, remarks: Remarks, *, is_read_only: bool
    ) -> None:
        """Show a table by the difference to what is shown, so that the view keeps its place."""
        table = table or _EMPTY
        self._is_read_only = is_read_only
        is_other = (table.name, table.columns) != (self._table.name, self._table.columns)
        if is_other or numbers != self._numbers:
            self.beginResetModel()
            self._table, self._numbers, self._remarks = table, numbers, remarks
            self._definitions = tuple(default_column_map().describe(c) for c in table.columns)
            self.endResetModel()
            return
        before, self._remarks = self._remarks, remarks
        self._take_rows(table.rows)
        for row, column in before.keys() | remarks.keys():
            cell = self.index(row, column)
            if cell.isValid() and before.get((row, column)) != remarks.get((row, column)):
                self.dataChanged.emit(cell, cell, _LOOKS)

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
        if kept:
            self._set_rows(new)
            first, last = self.index(head, 0), self.index(head + kept - 1, self.columnCount() - 1)
            self.dataChanged.emit(first, last)

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

    def set_rows(self, rows: tuple[Row, ...], deed: str) -> None:
        """Take what a person did to the rows in one step; nothing is said where nothing changed."""
        if rows != self._table.rows:
            self._take_rows(rows)
            self.rows_edited.emit(rows, deed)

    def remark_at(self, row: int, column: int) -> Remark | None:
        """Return what there is to say about a cell, or None."""
        return self._remarks.get((row, column))

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
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self.shown(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.ToolTipRole:
                remark = self.remark_at(row, column)
                shown = self.shown(row, column)
                return plain_tooltip(f"{shown}\n{remark.text}" if remark else shown) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                remark = self.remark_at(row, column)
                said = f"{self._definitions[column].label}, row {row + 1}: "
                said += self.shown(row, column) or "empty"
                return f"{said}. {remark.text}" if remark else said
        return None

    def shown(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        return self._numbers.shown(column, self._table.rows[row][column].value)

    def setData(
        self,
        index: QModelIndex | QPersistentModelIndex,
        value: Any,  # noqa: ANN401 - Qt's own signature
        role: int = Qt.ItemDataRole.EditRole,
    ) -> bool:
        """Take the value of a cell, as the document writes it."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or self._is_read_only:
            return False
        rows = self._table.rows
        row = rows[index.row()]
        if row[index.column()].value != value:
            changed = row.with_value(index.column(), str(value))
            self._set_rows((*rows[: index.row()], changed, *rows[index.row() + 1 :]))
            self.dataChanged.emit(index, index)
            self.rows_edited.emit(self._table.rows, "")
        return True

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's own signature
        """Return the label of a column, or the number of a row."""
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < self.columnCount():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            label = self._definitions[section].label
            return label if role == Qt.ItemDataRole.DisplayRole else plain_tooltip(label)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return _RIGHT if self._numbers.is_number(column) else _LEFT


def _common(old: Sequence[Row], new: Sequence[Row]) -> int:
    """Return how many rows are equal from the start."""
    for count, (before, after) in enumerate(zip(old, new, strict=False)):
        if before is not after and before != after:
            return count
    return min(len(old), len(new))
