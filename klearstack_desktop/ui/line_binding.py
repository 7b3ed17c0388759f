"""Joins the line items to the open document, to their boxes on the page and to their actions."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.formats.customs import customs_of
from klearstack_desktop.model.line_items.numbers import numbers_of
from klearstack_desktop.ui.fields.line_items import ShownTable
from klearstack_desktop.ui.fields.line_remarks import remarks_on
from klearstack_desktop.ui.fields.sums import Totals
from klearstack_desktop.ui.page.line_boxes import LineBoxes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from klearstack_desktop.model.document import Document, Row, Table
    from klearstack_desktop.model.formats.locales import LocaleFormats
    from klearstack_desktop.model.line_items.numbers import CellNumbers
    from klearstack_desktop.model.line_items.place import CellPlace
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.open_document import OpenDocument
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.page.boxes import PageBox
    from klearstack_desktop.ui.window_memory import WindowMemory

_MENU = (
    *("insert_row", "duplicate_rows", "delete_rows", "move_rows_up", "move_rows_down"),
    *("fill_down", "copy_cells", "paste_cells"),
)
_READING = frozenset({"copy_cells"})


_MOST_LEARNED = 4
"""The open document and those before and after it."""


class _Learned(NamedTuple):
    """How a table, as it came, writes its numbers."""

    table: Table
    locale: LocaleFormats | None
    numbers: CellNumbers


class LineBinding(QObject):
    """Renders the table of the open document and turns what is done to it into intents.

    Signals:
        boxes_changed: `boxes` returns others now.
    """

    boxes_changed = Signal()

    def __init__(
        self, *, desk: Desk, line_items: LineItems, actions: Actions, memory: WindowMemory
    ) -> None:
        super().__init__(line_items)
        self._editing = desk.editing
        self._line_items = line_items
        self._memory = memory
        self._actions = {name: actions[name] for name in _MENU}
        self._fix = actions["apply_fix"]
        self._boxes, self._boxes_ahead = LineBoxes(), LineBoxes()
        self._document_type = ""
        self._learned: deque[_Learned] = deque(maxlen=_MOST_LEARNED)
        self._opened: OpenDocument | None = None
        self._is_ready = False
        desk.session.foreseen.connect(self._foresee)
        line_items.rows_edited.connect(self._on_rows_edited)
        line_items.cell_entered.connect(self._on_cell_entered)
        line_items.current_changed.connect(self._on_current_changed)
        line_items.cell_accepted.connect(desk.editing.accept_cell)
        line_items.readiness_changed.connect(self._on_readiness)
        line_items.fix_pressed.connect(desk.editing.apply_fix)
        line_items.widths_set.connect(self._on_widths_set)
        line_items.locale_changed.connect(self._on_locale_changed)
        self._connect_actions()

    def _connect_actions(self) -> None:
        work = self._line_items.work
        slots = {
            "insert_row": work.insert_row,
            "duplicate_rows": work.duplicate_rows,
            "delete_rows": work.delete_rows,
            "move_rows_up": work.move_up,
            "move_rows_down": work.move_down,
            "fill_down": work.fill_down,
            "copy_cells": work.copy,
            "paste_cells": work.paste,
        }
        for name, action in self._actions.items():
            action.triggered.connect(slots[name])
        self._line_items.set_menu(list(self._actions.values()))
        self._fix.changed.connect(self._say_keys)
        self._say_keys()
        self._enable()

    def _say_keys(self) -> None:
        native = QKeySequence.SequenceFormat.NativeText
        self._line_items.fix_keys = self._fix.shortcut().toString(native)

    def render(self, opened: OpenDocument | None) -> None:
        """Show the table of a document, or show it again after anything about it changed."""
        is_other = opened is not None and (self._opened is None or self._opened.id != opened.id)
        self._opened = opened
        document = opened.shown if opened else None
        table = document.lines if document else None
        if opened is None or document is None or table is None:
            self._boxes.take(None)
            self._line_items.show_table(ShownTable())
            self._enable()
            return
        if document.document_type != self._document_type:
            self._document_type = document.document_type
            self._line_items.take_widths(self._memory.column_widths(self._document_type))
        remarks = remarks_on(table, opened.findings)
        shown = ShownTable(
            table,
            is_read_only=opened.is_read_only,
            numbers=self._numbers(opened.base, table),
            remarks=remarks,
            totals=Totals(
                net=document.value_of(FieldRole.NET),
                tax=document.value_of(FieldRole.TAX),
                total=document.value_of(FieldRole.TOTAL),
            ),
        )
        if is_other:
            self._line_items.show_table_in_time(shown)
        else:
            self._line_items.show_table(shown)
        if self._boxes_ahead.are_of(table):
            self._boxes, self._boxes_ahead = self._boxes_ahead, self._boxes
        else:
            self._boxes.take(table)
        self._enable()

    def boxes_ahead(self, opened: OpenDocument) -> Sequence[PageBox]:
        """Return the boxes of a document that is likely to be opened next."""
        self._boxes_ahead.take(opened.shown.lines)
        return self._boxes_ahead.boxes(None)

    def boxes(self) -> Sequence[PageBox]:
        """Return the boxes of the cells, and of the row that is current."""
        return self._boxes.boxes(self._line_items.current)

    def set_capture_target(self, place: CellPlace | None) -> None:
        """Mark the cell that captured text goes to; None marks none."""
        self._line_items.set_capture_target(place)

    def _numbers(self, base: Document, table: Table) -> CellNumbers:
        """Learn how a table writes its numbers; once, because it is learned from what came."""
        came, locale = base.table(table.name) or table, self._line_items.formats
        for known in self._learned:
            if known.table is came and known.locale is locale:
                return known.numbers
        numbers = numbers_of(came, customs_of(base), locale)
        self._learned.append(_Learned(came, locale, numbers))
        return numbers

    def _foresee(self, opened: OpenDocument) -> None:
        """Learn ahead what the opening of a document would have to wait for."""
        if (table := opened.shown.lines) is not None:
            self._line_items.foresee(table, self._numbers(opened.base, table))

    def _on_locale_changed(self) -> None:
        if self._opened is not None:
            self.render(self._opened)

    def _on_rows_edited(self, table_name: str, rows: tuple[Row, ...], deed: str) -> None:
        self._editing.set_rows(table_name, rows, deed)

    def _on_cell_entered(self) -> None:
        self._editing.begin_visit("cell")

    def _on_current_changed(self) -> None:
        self.boxes_changed.emit()

    def _on_readiness(self, is_ready: bool) -> None:
        self._is_ready = is_ready
        self._enable()

    def _enable(self) -> None:
        can_edit = self._opened is not None and not self._opened.is_read_only
        for name, action in self._actions.items():
            action.setEnabled(self._is_ready and (can_edit or name in _READING))

    def _on_widths_set(self, widths: dict[str, int]) -> None:
        self._memory.keep_column_widths(self._document_type, widths)
