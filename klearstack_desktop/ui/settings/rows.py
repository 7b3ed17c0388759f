"""What the tables of the settings have in common: rows below headings, texts in cells."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

SHOWN = Qt.ItemDataRole.DisplayRole
EDITED = Qt.ItemDataRole.EditRole
_NO_PARENT = QModelIndex()


class Rows(QAbstractTableModel):
    """A flat table.

    Attributes:
        headings: what stands above the columns.
        editable: columns that can be edited.
    """

    headings: ClassVar[tuple[str, ...]] = ()
    editable: ClassVar[frozenset[int]] = frozenset()

    @abstractmethod
    def count(self) -> int:
        """Return the number of rows."""

    def repaint(self) -> None:
        """Tell the view that any cell may look different now."""
        if self.count():
            last = self.index(self.count() - 1, len(self.headings) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return the number of rows; cells have none below them."""
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return the number of columns; cells have none below them."""
        return 0 if parent.isValid() else len(self.headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = SHOWN
    ) -> str | None:
        """Return a column's heading."""
        is_heading = orientation is Qt.Orientation.Horizontal and role == SHOWN
        return self.headings[section] if is_heading else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in self.editable else flags
