"""The rows that a view shows, and how it is told what changes among them."""

from __future__ import annotations

from bisect import bisect_left
from enum import IntEnum
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from klearstack_desktop.ui.fields.text import plain_tooltip
from klearstack_desktop.ui.queue.difference import Run, runs_of
from klearstack_desktop.ui.queue.states import chip_of, spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from klearstack_desktop.ui.queue.rows import Row, Rows

_MOST_RUNS: Final = 200
"""Above this many separate changes one reset costs the view less than announcing each."""


class Role(IntEnum):
    """What ``data`` answers beside Qt's own roles."""

    ENTRY = Qt.ItemDataRole.UserRole + 1
    DOCUMENT_ID = Qt.ItemDataRole.UserRole + 2


class ShownRows(QAbstractListModel):
    """A list model over some of the rows, in their order.

    Args:
        rows: all rows.
        parent: the panel.
    """

    def __init__(self, rows: Rows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._shown: list[Row] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401 - Qt's signature
        """Return what a role says of a row."""
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry = self._shown[index.row()].entry
        match role:
            case Role.ENTRY:
                return entry
            case Role.DOCUMENT_ID:
                return entry.document_id
            case Qt.ItemDataRole.DisplayRole:
                return entry.supplier
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(entry)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(entry.note or f"{entry.supplier}: {chip_of(entry).text}")
            case _:
                return None

    def row_of(self, document_id: str) -> int | None:
        """Return the row that shows a document, or None where the filter hides it."""
        row = self._rows.get(document_id)
        return None if row is None else self._place_shown(row)

    def ids_of(self, rows: Iterable[int]) -> tuple[str, ...]:
        """Return the documents that rows show."""
        return tuple([self._shown[row].entry.document_id for row in rows])

    def place_of(self, document_id: str) -> int:
        """Return the row where a document is or would be; 0 for one that is not in the queue."""
        row = self._rows.get(document_id)
        return 0 if row is None else self._rows.place_among(self._shown, row)

    def previous(self, document_id: str) -> str | None:
        """Return the document in the row before, whatever its state, or None at the top."""
        place = self.place_of(document_id)
        return self._shown[place - 1].entry.document_id if place > 0 else None

    def _place_shown(self, row: Row) -> int | None:
        place = self._rows.place_among(self._shown, row)
        return place if place < len(self._shown) and self._shown[place] is row else None

    def _turn_to(self, shown: list[Row]) -> None:
        """Show other rows, whatever was shown."""
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def _append(self, rows: list[Row]) -> None:
        """Show rows that come after all that are shown."""
        if rows:
            end = len(self._shown)
            self.beginInsertRows(QModelIndex(), end, end + len(rows) - 1)
            self._shown += rows
            self.endInsertRows()

    def _move(self, before: int, row: Row) -> None:
        """Bring a row that is shown to its place, and have it painted anew."""
        key = self._rows.key
        # All others are in order, but it may not be.
        if before and key(self._shown[before - 1]) > key(row):
            after = bisect_left(self._shown, key(row), 0, before, key=key)
        else:
            after = bisect_left(self._shown, key(row), before + 1, key=key) - 1
        if after != before:
            target = after + 1 if after > before else after
            self.beginMoveRows(QModelIndex(), before, before, QModelIndex(), target)
            self._shown.insert(after, self._shown.pop(before))
            self.endMoveRows()
        index = self.index(after)
        self.dataChanged.emit(index, index)

    def _show(self, rows: Iterable[Row]) -> None:
        """Show rows that were not shown."""
        places: dict[int, list[Row]] = {}
        key = self._rows.key
        for row in sorted(rows, key=key):
            places.setdefault(bisect_left(self._shown, key(row), key=key), []).append(row)
        if len(places) > _MOST_RUNS:
            together = chain(self._shown, *places.values())
            self._turn_to(sorted(together, key=key))
            return
        for place, group in reversed(places.items()):
            self.beginInsertRows(QModelIndex(), place, place + len(group) - 1)
            self._shown[place:place] = group
            self.endInsertRows()

    def _hide(self, rows: Collection[Row]) -> None:
        """Hide rows that were shown."""
        runs = runs_of(sorted(self._rows.place_among(self._shown, row) for row in rows))
        if len(runs) > _MOST_RUNS:
            gone = set(rows)
            self._turn_to([row for row in self._shown if row not in gone])
            return
        for run in reversed(runs):
            self._take_from(run)

    def _take_from(self, run: Run) -> None:
        self.beginRemoveRows(QModelIndex(), run.first, run.last)
        del self._shown[run.first : run.last + 1]
        self.endRemoveRows()

    def _rearrange(self) -> None:
        """Show the same rows in the order of all rows; indexes that others hold go along."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        held_rows = [self._shown[index.row()] for index in held]
        if len(self._shown) == len(self._rows):
            self._shown = list(self._rows)
        else:
            kept = set(self._shown)
            self._shown = [row for row in self._rows if row in kept]
        places = [self._rows.place_among(self._shown, row) for row in held_rows]
        self.changePersistentIndexList(held, [self.index(place) for place in places])
        self.layoutChanged.emit()
