"""The list that opens below an editor and offers what could stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QCompleter

from klearstack_desktop.ui.fields.choice_delegate import ChoiceDelegate

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QAbstractItemView, QWidget

MOST_ROWS: Final = 12
_LIST_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape})


class ChoicePopup(QObject):
    """Shows the rows of a model, one of them marked; the editor keeps the focus.

    The list is made when it is opened first: a document has many editors, and few lists are wanted.

    Signals:
        wanted: a key asks for the list.
        chosen: carries the index of the row that was chosen.

    Args:
        editor: opens the list below itself, and asks `takes` for each key.
        model: what is offered.
        most_rows: so many are seen at once.
        name: the object name of the list; otherwise it is made of the editor's.
        spoken: the accessible name of the list; otherwise it is made of the editor's.
    """

    wanted = Signal()
    chosen = Signal(QModelIndex)

    def __init__(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        *,
        most_rows: int = MOST_ROWS,
        name: str = "",
        spoken: str = "",
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._model = model
        self._most_rows = most_rows
        self._name = name
        self._spoken = spoken
        self._completer: QCompleter | None = None

    def is_open(self) -> bool:
        """Whether the list is on screen."""
        rows = self._rows()
        return rows is not None and rows.isVisible()

    def open(self, marked: int | None, least_width: int = 0) -> None:
        """Show the list below the editor.

        Args:
            marked: the row that Enter takes, from 0; None for none.
            least_width: in pixels; otherwise it is as wide as the editor.
        """
        completer = self._made()
        editor = self._editor
        completer.complete(QRect(0, 0, max(editor.width(), least_width), editor.height()))
        rows = self._rows()
        if rows is not None and marked is not None:
            rows.setCurrentIndex(completer.completionModel().index(marked, 0))

    def close(self) -> None:
        """Take the list away; nothing is chosen."""
        rows = self._rows()
        if rows is not None:
            rows.hide()

    def marked(self) -> int:
        """Return the row that Enter takes, from 0; -1 where there is none."""
        rows = self._rows()
        return rows.currentIndex().row() if rows is not None and self.is_open() else -1

    def takes(self, event: QKeyEvent) -> bool:
        """Answer a key of the editor; say whether it is the list's own.

        Alt+Down and F4 ask for the list; an open one takes Enter and Esc itself.
        """
        is_alt_down = event.key() == Qt.Key.Key_Down and bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        if is_alt_down or event.key() == Qt.Key.Key_F4:
            self.wanted.emit()
            event.accept()
        elif self.is_open() and event.key() in _LIST_KEYS:
            event.ignore()
        else:
            return False
        return True

    def _rows(self) -> QAbstractItemView | None:
        return self._completer.popup() if self._completer is not None else None

    def _made(self) -> QCompleter:
        if self._completer is None:
            self._completer = completer = QCompleter(self)
            completer.setModel(self._model)
            completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            completer.setMaxVisibleItems(self._most_rows)
            completer.setWidget(self._editor)
            completer.activated[QModelIndex].connect(self.chosen)  # type: ignore[index]
            rows = completer.popup()
            if rows is not None:
                editor = self._editor
                rows.setProperty("choices", "true")
                rows.setItemDelegate(ChoiceDelegate(rows))
                rows.setObjectName(self._name or f"choices:{editor.objectName()}")
                rows.setAccessibleName(self._spoken or f"Choices: {editor.accessibleName()}")
        return self._completer
