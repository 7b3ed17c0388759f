"""Joins the undo steps of the open document to the Edit menu, where they have names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions


class UndoBinding(QObject):
    """Says what would be taken back or done again; without anything the actions are greyed."""

    def __init__(self, desk: Desk, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._session = desk.session
        self._undo, self._redo = actions["undo"], actions["redo"]
        self._undo.triggered.connect(desk.editing.undo)
        self._redo.triggered.connect(desk.editing.redo)
        for signal in (self._session.opened, self._session.changed, self._session.closed):
            signal.connect(self._name_steps)
        self._name_steps()

    def _name_steps(self) -> None:
        current = self._session.current
        _name(self._undo, "Undo", current.undo_label if current else "")
        _name(self._redo, "Redo", current.redo_label if current else "")


def _name(action: QAction, deed: str, step: str) -> None:
    # In a menu a single ampersand underlines the letter behind it.
    action.setText(f"{deed} {step}".rstrip().replace("&", "&&"))
    action.setEnabled(bool(step))
