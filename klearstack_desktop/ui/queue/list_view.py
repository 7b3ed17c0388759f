"""The list of documents: tells what the reviewer chose from what the program selected.

It is a table view of one column, not a ``QListView``: that one asks the model for every single row
whenever anything changes, 150 ms at 100,000 rows, where a table view with fixed row heights asks
only for the rows on screen.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
)

from klearstack_desktop.ui.queue.delegate import QueueDelegate
from klearstack_desktop.ui.queue.shown_rows import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QItemSelectionRange
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.ui.queue.model import QueueModel

_SETTLE_MS: Final = 150
"""Time without a further arrow key after which the row counts as chosen."""
_ROW_ALONE: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class DocumentList(QTableView):
    """Shows the queue model.

    Signals:
        chosen: the document the reviewer clicked, pressed Enter on, or came to rest on.
        typed: letters typed into the list; they are meant for the search box.
        selection_changed: more or fewer documents are selected.
    """

    chosen = Signal(str)
    typed = Signal(str)
    selection_changed = Signal()

    def __init__(self, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("documentList")
        self.setAccessibleName("Documents")
        self.setModel(model)
        self._delegate = QueueDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.viewport().setMouseTracking(True)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fix_row_height()
        self._model = model
        self._place_id = ""
        self._open_id = ""
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._choose_current)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        model.modelReset.connect(self.selection_changed)

    @property
    def place_id(self) -> str | None:
        """The document the list stands on, also while the filter hides it."""
        return self._place_id or None

    @property
    def selected_count(self) -> int:
        """How many documents are selected."""
        return sum(found.height() for found in self._selected_ranges())

    def selected_ids(self) -> tuple[str, ...]:
        """Return the documents that are selected, in the order of the rows."""
        rows = sorted(
            row
            for found in self._selected_ranges()
            for row in range(found.top(), found.bottom() + 1)
        )
        return self._model.ids_of(rows)

    def ids_on_screen(self) -> tuple[str, ...]:
        """Return the documents whose rows are to be seen, from the top."""
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        rows = range(first, (self._model.rowCount() - 1 if last < 0 else last) + 1)
        return self._model.ids_of(rows)

    def _selected_ranges(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(place) for place in range(selection.size())]

    def show_place(self, document_id: str | None) -> None:
        """Stand on a document without choosing it; no row is marked where the filter hides it.

        Said again of the same document it moves nothing: the reviewer may have scrolled or be on
        the way to another row.
        """
        if (document_id or "") == self._open_id:
            return
        self._settle.stop()
        self._open_id = self._place_id = document_id or ""
        if self.selected_count > 1:
            # Another document is open: what was selected has been dealt with, or was left.
            self.clearSelection()
        self.show_again()

    def foresee(self, document_id: str) -> None:
        """Draw the row of a document ahead that is likely to be the next to be stood on."""
        if (row := self._model.row_of(document_id)) is None:
            return
        index, option = self._model.index(row), QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = QRect(0, 0, self.columnWidth(0), self.rowHeight(row))
        option.state |= QStyle.StateFlag.State_Selected
        self._delegate.draw_ahead(option, index.data(Role.ENTRY), self.devicePixelRatioF())

    def show_again(self) -> None:
        """Mark the place after the rows were asked for anew, and bring it on screen."""
        if self._mark_place():
            self.scrollTo(self.currentIndex())

    @contextmanager
    def keeping_place(self) -> Iterator[None]:
        """Keep the marked row and what is on screen where they are while rows come and go."""
        top = self.indexAt(QPoint(0, 0))
        top_id, offset = top.data(Role.DOCUMENT_ID), self.visualRect(top).top()
        is_at_top = self.verticalScrollBar().value() == 0
        marked_id = self._current_id()
        yield
        self._mark_place(otherwise=marked_id)
        row = None if is_at_top or top_id is None else self._model.row_of(top_id)
        if row is not None:
            moved = self.visualRect(self._model.index(row)).top() - offset
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)

    def _mark_place(self, otherwise: str | None = None) -> bool:
        """Make the row of the place current, or of another document where the filter hides it."""
        row = self._model.row_of(self._place_id)
        if row is None and otherwise is not None:
            row = self._model.row_of(otherwise)
        if row is None:
            self._settle.stop()
            self.selectionModel().clear()
        elif self.selected_count > 1:
            # Several were selected for something; that one of them moves is no reason to forget it.
            pass
        elif row != self.currentIndex().row() or not self.selectionModel().hasSelection():
            self._stand_on(row)
        return row is not None

    def _stand_on(self, row: int) -> None:
        """Mark one row alone.

        ``setCurrentIndex`` would look at the keyboard: Ctrl is down while Ctrl+Return approves, and
        the next document would be selected beside the one before.
        """
        self.selectionModel().setCurrentIndex(self._model.index(row), _ROW_ALONE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys and choose with Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            if not self.currentIndex().isValid():
                self._stand_on(0)
            self._choose_current()
            event.accept()
            return
        super().keyPressEvent(event)
        current = self._current_id()
        # Who selects several rows wants to do something with them, not to open each.
        if self.selected_count > 1:
            self._settle.stop()
        elif current not in {None, self._place_id}:
            self._place_id = current or ""
            self._settle.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row under the left button at once; with Ctrl or Shift only select it."""
        super().mousePressEvent(event)
        if event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        ):
            return
        is_on_row = self.indexAt(event.position().toPoint()).isValid()
        if event.button() is Qt.MouseButton.LeftButton and is_on_row:
            self._choose_current()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse with the hover only: dragging must not select other documents."""
        if event.buttons() == Qt.MouseButton.NoButton:
            super().mouseMoveEvent(event)

    def keyboardSearch(self, text: str) -> None:  # noqa: N802
        """Hand typed letters on: the search box finds more than the beginning of a name."""
        if text.strip():
            self.typed.emit(text)

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End mean rows; without a current row it goes on where that would be."""
        last = self._model.rowCount() - 1
        if action is QAbstractItemView.CursorAction.MoveHome:
            return self._model.index(0)
        if action is QAbstractItemView.CursorAction.MoveEnd:
            return self._model.index(last)
        if not self.currentIndex().isValid() and self._place_id:
            return self._model.index(min(self._model.place_of(self._place_id), last))
        return super().moveCursor(action, modifiers)

    def changeEvent(self, event: QEvent) -> None:
        """Keep two lines of text in a row, whatever the font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fix_row_height()

    def _fix_row_height(self) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        height = self._delegate.sizeHint(option, QModelIndex()).height()
        self.verticalHeader().setDefaultSectionSize(height)

    def _current_id(self) -> str | None:
        document_id = self.currentIndex().data(Role.DOCUMENT_ID)
        return document_id if isinstance(document_id, str) else None

    def _choose_current(self) -> None:
        self._settle.stop()
        document_id = self._current_id()
        if document_id is not None:
            self._open_id = self._place_id = document_id
            self.chosen.emit(document_id)
