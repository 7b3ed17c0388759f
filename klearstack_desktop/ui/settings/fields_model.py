"""A profile's additions to the field map as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal

from klearstack_desktop.model.fieldmap import FieldGroup, FieldKind
from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.settings.rows import EDITED, SHOWN, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QObject, QPersistentModelIndex

NAME, LABEL, KIND, GROUP, ALSO = range(5)
CHOICES = {KIND: tuple(FieldKind), GROUP: tuple(FieldGroup)}
_KEYS = {LABEL: "label", KIND: "kind", GROUP: "group", ALSO: "result_labels"}
_USUAL = {"label": "", "kind": FieldKind.TEXT.value, "group": FieldGroup.OTHER.value}


class FieldsModel(Rows):
    """One row an added field; what the table does not show of a field stays as it is.

    Signals:
        edited: an addition was changed by hand.
    """

    edited = Signal()
    headings = ("Name in the details", "Label", "Kind", "Group", "Names in the lists")
    editable = frozenset({NAME, LABEL, KIND, GROUP, ALSO})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, dict[str, Any]]] = []
        self._complaints: Mapping[str, str] = {}

    @property
    def field_map(self) -> dict[str, dict[str, Any]]:
        """The additions: internal name to what is said of the field."""
        return {name: dict(entry) for name, entry in self._rows if name}

    def show_fields(self, field_map: Mapping[str, Mapping[str, Any]]) -> None:
        """Show a profile's additions."""
        self.beginResetModel()
        self._rows = [(name, dict(entry)) for name, entry in field_map.items()]
        self.endResetModel()

    def set_complaints(self, complaints: Mapping[str, str]) -> None:
        """Show what is wrong, by field."""
        if complaints != self._complaints:
            self._complaints = complaints
            self.repaint()

    def add(self) -> QModelIndex:
        """Add an empty row and return where its name is typed."""
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows))
        self._rows.append(("", {}))
        self.endInsertRows()
        return self.index(len(self._rows) - 1, NAME)

    def remove(self, row: int) -> None:
        """Take a row away."""
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._rows[row]
        self.endRemoveRows()
        self.edited.emit()

    def count(self) -> int:
        """Return the number of additions."""
        return len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        name, entry = self._rows[index.row()]
        if role in (SHOWN, EDITED):
            return name if index.column() == NAME else _text(entry, _KEYS[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._complaints.get(name)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == NAME:
            return icon("warning") if name in self._complaints else None
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: object, role: int = EDITED
    ) -> bool:
        """Take an edited cell; a name that another row has is refused."""
        if role != EDITED:
            return False
        name, entry = self._rows[index.row()]
        text = str(value).strip()
        if index.column() == NAME:
            if any(text == other for other, _ in self._rows if other != name):
                return False
            self._rows[index.row()] = (text, entry)
        else:
            _write(entry, _KEYS[index.column()], text)
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key, _USUAL.get(key, ""))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _write(entry: dict[str, Any], key: str, text: str) -> None:
    if key == "result_labels":
        labels = [part.strip() for part in text.split(",") if part.strip()]
        if labels:
            entry[key] = labels
        else:
            entry.pop(key, None)
    elif text == _USUAL[key]:
        entry.pop(key, None)
    else:
        entry[key] = text
