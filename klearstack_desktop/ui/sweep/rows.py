"""The documents of a sweep, one below the other; the current one stays in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from klearstack_desktop.ui.fields.editors import AreaEditor
from klearstack_desktop.ui.sweep.row import ROW_HEIGHT, SweepRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.review.sweep import SweptRow
    from klearstack_desktop.ui.fields.outfit import Outfitter

_NOTCH: Final = 120
_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PAGES: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class SweepRows(QAbstractScrollArea):
    """Keeps as many rows as there is room for, and uses them again.

    The scroll bar and the wheel move from document to document, as the arrow keys do.

    Args:
        outfitter: tells the editors of country, lists and earlier values.
        parent: the sheet.

    Signals:
        sight_changed: other documents are on the screen; carries their ids. Who hears it must be
            able to say what is in them, for `row_of` is asked at once.
        moved_by: the reviewer goes so many documents down; less than nothing is up.
        chosen: the reviewer goes to a document; carries its id.
        accepted: Enter was pressed in the current document.
        edited: carries the value as typed into the current document.
        painted: a crop is on the screen; carries the document's id.
        revert_requested, retry_requested: in the current document.
        fix_pressed: carries the `Fix`.
    """

    sight_changed = Signal(object)
    moved_by = Signal(int)
    chosen = Signal(str)
    accepted = Signal()
    edited = Signal(str)
    painted = Signal(str)
    revert_requested = Signal()
    retry_requested = Signal()
    fix_pressed = Signal(object)

    def __init__(self, outfitter: Outfitter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweepRows")
        self.setAccessibleName("Documents with this field")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.row_of: Callable[[str], SweptRow | None] = lambda _document_id: None
        self._outfitter = outfitter
        self._fix_keys = self._retry_keys = ""
        self._ids: tuple[str, ...] = ()
        self._places: dict[str, int] = {}
        self._current = 0
        self._rows: dict[str, SweepRow] = {}
        self._wheel = 0
        outfitter.changed.connect(self._fit_again)

    @property
    def current_row(self) -> SweepRow | None:
        """The row that keys go to, or None."""
        return self._rows.get(self._ids[self._current]) if self._ids else None

    def rows(self) -> tuple[SweepRow, ...]:
        """Return the rows on the screen, from top to bottom."""
        return tuple(sorted(self._rows.values(), key=lambda row: row.y()))

    def set_ids(self, ids: Sequence[str]) -> None:
        """Show other documents; `set_current` fills the rows."""
        self._ids = tuple(ids)
        self._places = {document_id: place for place, document_id in enumerate(self._ids)}
        self._current = 0
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {}
        with QSignalBlocker(self.verticalScrollBar()):
            self.verticalScrollBar().setRange(0, max(len(self._ids) - 1, 0))

    def set_current(self, document_id: str, *, takes_focus: bool = True) -> None:
        """Put a document into the middle, and give the focus to its value."""
        place = self._places.get(document_id)
        if place is None:
            return
        self._current = place
        with QSignalBlocker(self.verticalScrollBar()):
            self.verticalScrollBar().setValue(place)
        if takes_focus:
            # A row that is used again must not take the focus along.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fill()
        if takes_focus:
            self.focus_value()

    def show_row(self, document_id: str) -> None:
        """Show a document anew, if it is on the screen."""
        if (row := self._rows.get(document_id)) is not None:
            row.show_row(document_id, self.row_of(document_id))
            self._watch(row)

    def focus_value(self) -> None:
        """Give the focus to the value in the current document."""
        row = self.current_row
        if row is None or not row.focus_value():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_keys(self, *, fix: str, retry: str) -> None:
        """Take the keys of the links, as this system writes them, for tooltips.

        Args:
            fix: uses an offered fix.
            retry: tries again to get the pages.
        """
        self._fix_keys, self._retry_keys = fix, retry
        for row in self._rows.values():
            row.fix_keys, row.retry_keys = fix, retry

    def _in_sight(self) -> range:
        around = -(-(self.viewport().height() - ROW_HEIGHT) // (2 * ROW_HEIGHT))
        first = max(self._current - max(around, 0), 0)
        return range(first, min(self._current + max(around, 0) + 1, len(self._ids)))

    def _fill(self) -> None:
        wanted = [self._ids[place] for place in self._in_sight()]
        whole = self.viewport().height() // ROW_HEIGHT
        self.verticalScrollBar().setPageStep(max(whole - 1, 1))
        self.sight_changed.emit(tuple(wanted))
        free = [row for document_id, row in self._rows.items() if document_id not in wanted]
        kept = {i: row for i, row in self._rows.items() if i in wanted}
        self._rows = {i: kept.get(i) or (free.pop() if free else self._made()) for i in wanted}
        for row in free:
            row.hide()
            row.deleteLater()
        for document_id, row in self._rows.items():
            if document_id not in kept:
                row.show_row(document_id, self.row_of(document_id))
                self._watch(row)
            row.set_current(is_current=document_id == self._ids[self._current])
        self._arrange()

    def _arrange(self) -> None:
        width = self.viewport().width()
        middle = (self.viewport().height() - ROW_HEIGHT) // 2
        for document_id, row in self._rows.items():
            top = middle + (self._places[document_id] - self._current) * ROW_HEIGHT
            row.setGeometry(0, top, width, ROW_HEIGHT)
            row.show()

    def _made(self) -> SweepRow:
        row = SweepRow(self._outfitter, self.viewport())
        row.fix_keys, row.retry_keys = self._fix_keys, self._retry_keys
        row.edited.connect(self.edited)
        row.accepted.connect(self.accepted)
        row.revert_requested.connect(self.revert_requested)
        row.retry_requested.connect(self.retry_requested)
        row.fix_pressed.connect(self.fix_pressed)
        row.entered.connect(self._on_entered)
        row.pressed.connect(self._on_entered)
        row.painted.connect(self.painted)
        return row

    def _watch(self, row: SweepRow) -> None:
        if (editor := row.editor) is not None:
            # Removed by Qt before it is put there once more.
            editor.installEventFilter(self)

    def _on_entered(self, row: SweepRow) -> None:
        if row is not self.current_row and row.document_id in self._places:
            self.chosen.emit(row.document_id)
        elif not (row.editor and row.editor.hasFocus()):
            self.focus_value()

    def _fit_again(self) -> None:
        for document_id in tuple(self._rows):
            self.show_row(document_id)

    def _on_scrolled(self, place: int) -> None:
        if 0 <= place < len(self._ids):
            self.chosen.emit(self._ids[place])

    def scrollContentsBy(self, _across: int, _down: int) -> None:  # noqa: N802 - Qt's own name
        """Leave the rows where they are: another document comes into the middle."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go by one document for each notch."""
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / _NOTCH)
        if notches:
            self._wheel -= notches * _NOTCH
            self.moved_by.emit(-notches)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many rows as there is room for."""
        super().resizeEvent(event)
        if self._rows:
            self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move, before the editor of a date or a choice has a use for them."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            area = watched if isinstance(watched, AreaEditor) else None
            return self._takes(event, area)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move where the current document has no such field."""
        if self._takes(event, None):
            event.accept()
        elif event.key() in _ENTER:
            self.accepted.emit()
            event.accept()
        else:
            event.ignore()

    def _takes(self, event: QKeyEvent, area: AreaEditor | None) -> bool:
        """Do what a key means for the list; say whether it means anything."""
        alone = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if alone != Qt.KeyboardModifier.NoModifier:
            return False
        key = Qt.Key(event.key())
        if key in _ENTER:
            # A key that is held down confirms nothing: it began where something else was meant.
            return event.isAutoRepeat()
        if (step := _STEPS.get(key)) is not None:
            if area is not None and _has_line(area, step):
                return False
            self.moved_by.emit(step)
            return True
        if (page := _PAGES.get(key)) is not None:
            self.moved_by.emit(page * self.verticalScrollBar().pageStep())
            return True
        return False


def _has_line(area: AreaEditor, step: int) -> bool:
    """Whether the cursor can go on by a line within a text of several lines."""
    cursor = area.textCursor()
    way = QTextCursor.MoveOperation.Down if step > 0 else QTextCursor.MoveOperation.Up
    return not cursor.hasSelection() and cursor.movePosition(way)
