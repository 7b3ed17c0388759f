"""The table of all actions and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from klearstack_desktop.ui.action_specs import ACTIONS, ActionSpec, Scope, native
from klearstack_desktop.ui.keys.keymap import KeyMap, table_title
from klearstack_desktop.ui.settings.rows import SHOWN, Rows

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from klearstack_desktop.ui.keys.keymap import TitleOf

ACTION, MENU, EVERYWHERE, PAGE = range(4)
SCOPES: Final = {EVERYWHERE: Scope.WINDOW, PAGE: Scope.PAGE}
"""The scope of each column that shows keys."""


class KeysModel(Rows):
    """One row for each action; what was chosen is bold and says what it comes with."""

    headings: ClassVar[tuple[str, ...]] = ("Action", "Menu", "Everywhere", "In the page pane")

    def __init__(self) -> None:
        super().__init__()
        self._keys = KeyMap()
        self._title: TitleOf = table_title

    def name_by(self, title_of: TitleOf) -> None:
        """Call the actions what they do here."""
        self._title = title_of
        self.repaint()

    @property
    def keymap(self) -> KeyMap:
        """The keys that are shown."""
        return self._keys

    def show_keys(self, keymap: KeyMap) -> None:
        """Show other keys."""
        self._keys = keymap
        self.repaint()

    def count(self) -> int:
        """Return the number of actions."""
        return len(ACTIONS)

    def spec(self, row: int) -> ActionSpec:
        """Return the action of a row, from 0."""
        return ACTIONS[row]

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = SHOWN
    ) -> str | QFont | None:
        """Return what a cell says."""
        spec = ACTIONS[index.row()]
        if role == Qt.ItemDataRole.FontRole and self._keys.is_changed(spec):
            bold = QFont()
            bold.setBold(True)
            return bold
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() in SCOPES:
            return f"{self._title(spec)}, {self._text(index.row(), index.column()) or 'no key'}"
        if role != SHOWN:
            return None
        return self._text(index.row(), index.column())

    def _text(self, row: int, column: int) -> str:
        spec = ACTIONS[row]
        if column == ACTION:
            return self._title(spec)
        if column == MENU:
            return spec.menu
        return ", ".join(native(key) for key in self._keys.keys(spec, SCOPES[column]))
