"""The list of the palette: what fits what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from klearstack_desktop.ui.palette.ranking import Hit, ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPersistentModelIndex

    from klearstack_desktop.ui.palette.ranking import Command

HIT: Final = Qt.ItemDataRole.UserRole
_NO_PARENT = QModelIndex()


class CommandsModel(QAbstractListModel):
    """One row for each command that fits."""

    def __init__(self) -> None:
        super().__init__()
        self._commands: Sequence[Command] = ()
        self._recent: Sequence[str] = ()
        self._hits: tuple[Hit, ...] = ()

    def show_commands(self, commands: Sequence[Command], recent: Sequence[str]) -> None:
        """Offer these commands; nothing is typed yet."""
        self._commands, self._recent = commands, recent
        self.narrow("")

    def narrow(self, typed: str) -> None:
        """Show what fits."""
        self.beginResetModel()
        self._hits = ranked(self._commands, typed, self._recent)
        self.endResetModel()

    def hit(self, row: int) -> Hit:
        """Return what stands in a row, from 0."""
        return self._hits[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Return how many commands fit."""
        return 0 if parent.isValid() else len(self._hits)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> str | Hit | None:
        """Return a command's text, what a screen reader says of it, or the hit itself."""
        hit = self._hits[index.row()]
        command = hit.command
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return command.text
            case Qt.ItemDataRole.AccessibleTextRole:
                said = (command.text, command.menu, command.keys, command.why_not)
                return ", ".join(part for part in said if part)
            case _ if role == HIT:
                return hit
            case _:
                return None
