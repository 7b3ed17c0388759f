"""The 31 calls and a profile's overrides as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont

from klearstack_desktop.ui.icons import icon
from klearstack_desktop.ui.settings.rows import EDITED, SHOWN, Rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex

    from klearstack_desktop.review.profile_checks import CallDescription

CALL, PATH, EVIDENCE, CHANGED = range(4)


class CallsModel(Rows):
    """One row a call; paths can be edited, an empty one goes back to the default.

    Signals:
        edited: an override was changed by hand.
    """

    edited = Signal()
    headings = ("Call", "Path on this server", "Evidence", "Overridden")
    editable = frozenset({PATH})

    def __init__(self, calls: tuple[CallDescription, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        # KlearStack makes the push call itself: there is no path to override.
        self.calls = tuple(call for call in calls if call.path)
        self._paths: dict[str, str] = {}
        self._renamed: dict[str, dict[str, str]] = {}
        self._complaints: Mapping[str, str] = {}

    @property
    def paths(self) -> dict[str, str]:
        """Paths that differ from the endpoint table, by call."""
        return dict(self._paths)

    @property
    def renamed(self) -> dict[str, dict[str, str]]:
        """Form fields that are named differently, by call."""
        return {call: dict(names) for call, names in self._renamed.items() if names}

    def show_overrides(
        self, paths: Mapping[str, str], renamed: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Show a profile's overrides."""
        self.beginResetModel()
        self._paths = dict(paths)
        self._renamed = {call: dict(names) for call, names in renamed.items()}
        self.endResetModel()

    def set_complaints(self, complaints: Mapping[str, str]) -> None:
        """Show what is wrong, by call."""
        if complaints != self._complaints:
            self._complaints = complaints
            self.repaint()

    def set_path(self, name: str, path: str) -> None:
        """Override a path; an empty one, or the usual one, takes the override back."""
        usual = next(call.path for call in self.calls if call.name == name)
        if path.strip() in {"", usual}:
            self._paths.pop(name, None)
        else:
            self._paths[name] = path.strip()
        self.repaint()
        self.edited.emit()

    def set_renamed(self, name: str, parameter: str, renamed: str) -> None:
        """Name a form field differently; an empty name, or the usual one, takes that back."""
        names = self._renamed.setdefault(name, {})
        if renamed.strip() in {"", parameter}:
            names.pop(parameter, None)
        else:
            names[parameter] = renamed.strip()
        self.repaint()
        self.edited.emit()

    def take_back(self, name: str) -> None:
        """Take back all overrides of a call."""
        self._paths.pop(name, None)
        self._renamed.pop(name, None)
        self.repaint()
        self.edited.emit()

    def is_overridden(self, name: str) -> bool:
        """Whether a call differs from the endpoint table."""
        return name in self._paths or bool(self._renamed.get(name))

    def count(self) -> int:
        """Return the number of calls."""
        return len(self.calls)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        call = self.calls[index.row()]
        column = index.column()
        if role in (SHOWN, EDITED):
            return self._text(call, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                self._complaints.get(call.name) or f"Usually {call.path} (section {call.section})"
            )
        if role == Qt.ItemDataRole.FontRole and self.is_overridden(call.name) and column < EVIDENCE:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.DecorationRole and column == CHANGED:
            if call.name in self._complaints:
                return icon("warning")
            return icon("edit") if self.is_overridden(call.name) else None
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: object, role: int = EDITED
    ) -> bool:
        """Take an edited path."""
        if role != EDITED or index.column() != PATH:
            return False
        self.set_path(self.calls[index.row()].name, str(value))
        return True

    def _text(self, call: CallDescription, column: int) -> str:
        match column:
            case 0:
                return call.name
            case 1:
                return self._paths.get(call.name, call.path)
            case 2:
                return call.evidence
            case _:
                return self._changes(call)

    def _changes(self, call: CallDescription) -> str:
        if call.name in self._complaints:
            return "cannot be used"
        renamed = len(self._renamed.get(call.name, {}))
        fields = f"{renamed} form field{'s' if renamed > 1 else ''}" if renamed else ""
        return ", ".join(filter(None, ("path" if call.name in self._paths else "", fields)))


class ParametersModel(Rows):
    """The form fields of one call; their names on this server can be edited."""

    headings = ("Form field", "Name on this server")
    editable = frozenset({1})

    def __init__(self, calls: CallsModel) -> None:
        super().__init__(calls)
        self._calls = calls
        self._call: CallDescription | None = None

    def show_call(self, call: CallDescription | None) -> None:
        """Show the form fields of a call."""
        self.beginResetModel()
        self._call = call
        self.endResetModel()

    def count(self) -> int:
        """Return the number of form fields."""
        return len(self._call.parameters) if self._call else 0

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN) -> Any:  # noqa: ANN401
        """Return what a cell shows."""
        if self._call is None:
            return None
        parameter = self._call.parameters[index.row()]
        renamed = self._calls.renamed.get(self._call.name, {}).get(parameter)
        if role in (SHOWN, EDITED):
            return parameter if index.column() == 0 else renamed or parameter
        if role == Qt.ItemDataRole.FontRole and renamed:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: object, role: int = EDITED
    ) -> bool:
        """Take an edited name."""
        if role != EDITED or index.column() != 1 or self._call is None:
            return False
        self._calls.set_renamed(self._call.name, self._call.parameters[index.row()], str(value))
        self.dataChanged.emit(index, index)
        return True
