"""The command palette: everything that can be done, found by a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui.focus_origin import FocusOrigin
from klearstack_desktop.ui.palette.delegate import ROW_HEIGHT, CommandDelegate
from klearstack_desktop.ui.palette.model import CommandsModel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent

    from klearstack_desktop.ui.palette.ranking import Command

_WIDTH: Final = 620
_ROWS: Final = 12
_TOP: Final = 48
_NOTHING: Final = "Nothing is called that."
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS,
    Qt.Key.Key_PageUp: -_ROWS,
}


class PaletteBox(QLineEdit):
    """Typing narrows the list; the keys that move through it are said, not swallowed.

    Signals:
        stepped: carries how many rows to go on.
        confirmed: Enter was pressed.
        escaped: Esc was pressed.
        left: the focus has gone elsewhere.
    """

    stepped = Signal(int)
    confirmed = Signal()
    escaped = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, confirm or leave; type the rest."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.confirmed.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Tab in the palette: there is nowhere to go."""
        if event.type() is QEvent.Type.FocusOut:
            self.left.emit()
        return super().event(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Let Tab and Shift+Tab move through the list."""
        self.stepped.emit(1 if is_next else -1)
        return True


class PaletteSheet(QFrame):
    """Lies over its parent until a command is chosen, Esc is pressed or the focus leaves.

    The focus is back where it came from before the command is told, so that a command that is about
    the active field or cell means the one that the reviewer was in.

    Signals:
        chosen: carries the name of a command that can be done.

    Args:
        parent: what it covers in part, at the top.
        otherwise: gives the focus to something where what had it is gone by then.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, otherwise: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setObjectName("commandPalette")
        self.setProperty("sheet", "true")
        self.setAccessibleName("Commands")
        self._over = parent
        self._origin = FocusOrigin(otherwise)
        self._model = CommandsModel()
        self._box = PaletteBox(self)
        self._box.setObjectName("paletteBox")
        self._box.setAccessibleName("Command")
        self._box.setPlaceholderText("Type what you want to do")
        self._list = QListView(self)
        self._list.setObjectName("paletteList")
        self._list.setAccessibleName("Commands")
        self._list.setModel(self._model)
        self._list.setItemDelegate(CommandDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The focus stays in the box, where every key is answered.
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = QLabel(_NOTHING, self)
        self._nothing.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self._box)
        column.addWidget(self._list, 1)
        column.addWidget(self._nothing)
        self._box.textChanged.connect(self._narrow)
        self._box.stepped.connect(self._step)
        self._box.confirmed.connect(self._confirm)
        self._box.escaped.connect(self.dismiss)
        self._box.left.connect(self._on_left)
        self._list.clicked.connect(self._confirm)
        self.hide()

    def open_sheet(self, commands: Sequence[Command], recent: Sequence[str]) -> None:
        """Offer these commands.

        Args:
            commands: in the order of the menus.
            recent: names of commands, the last used first.
        """
        if self.isHidden():
            self._origin.remember()
        self._model.show_commands(commands, recent)
        self._box.clear()
        self._narrow("")
        self._place()
        self.show()
        self.raise_()
        self._box.window().activateWindow()
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Close; the focus goes back to where it came from."""
        # Hiding takes the focus away, which is nobody's wish to be elsewhere.
        self._box.blockSignals(True)
        self.hide()
        self._box.blockSignals(False)
        self._origin.give_back()

    def _on_left(self) -> None:
        if self.isVisible() and self._box.window().isActiveWindow():
            # Whoever clicked elsewhere is there now.
            self._origin.forget()
            self.hide()

    def _narrow(self, typed: str) -> None:
        self._model.narrow(typed)
        count = self._model.rowCount()
        self._nothing.setVisible(count == 0)
        self._list.setVisible(count > 0)
        self._list.setCurrentIndex(self._model.index(0))

    def _step(self, rows: int) -> None:
        last = self._model.rowCount() - 1
        if last < 0:
            return
        wanted = self._list.currentIndex().row() + rows
        # A step goes round, a leap stops at the end.
        row = wanted % (last + 1) if abs(rows) == 1 else min(max(wanted, 0), last)
        self._list.setCurrentIndex(self._model.index(row))

    def _confirm(self) -> None:
        row = self._list.currentIndex().row()
        if 0 <= row < self._model.rowCount():
            command = self._model.hit(row).command
            if not command.why_not:
                self.dismiss()
                self.chosen.emit(command.name)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay in place when what it covers changes its size, and go when that goes."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        elif event.type() is QEvent.Type.Hide:
            self.dismiss()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """Watch what it covers as long as it does."""
        super().showEvent(event)
        self._over.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch nothing any more, but hear that what it covers is minimised, too."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._over.removeEventFilter(self)

    def _place(self) -> None:
        room = self._over.rect()
        frame = self.sizeHint().height() - self._list.sizeHint().height()
        height = min(frame + _ROWS * ROW_HEIGHT, room.height() - _TOP - 8)
        width = min(_WIDTH, room.width() - 16)
        self.setGeometry((room.width() - width) // 2, _TOP, width, height)
