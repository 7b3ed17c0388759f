"""The line items below the fields: heading, grid, and what the lines add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.fieldmap import readable_label
from klearstack_desktop.model.line_items.numbers import CellNumbers
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.line_foot import LineFoot
from klearstack_desktop.ui.fields.line_grid import LineGrid
from klearstack_desktop.ui.fields.line_items_model import LineItemsModel
from klearstack_desktop.ui.fields.line_work import LineWork
from klearstack_desktop.ui.fields.row import SIDE, SIDE_OF_BAR
from klearstack_desktop.ui.fields.sums import Totals, chosen_in_words, sums_in_words
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.painted import NextPainting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction

    from klearstack_desktop.model.document import Row, Table
    from klearstack_desktop.model.formats.locales import LocaleFormats
    from klearstack_desktop.ui.fields.line_remarks import Remarks

_SMALL = 11
_SEEN_AT_ONCE = 200
_EMPTY = "No lines were read. Insert a row, or paste them from a spreadsheet."


@dataclass(frozen=True, slots=True)
class ShownTable:
    """What the line items show.

    Attributes:
        table: with the draft laid over; None hides the line items.
        is_read_only: cells can be read and copied only.
        numbers: how its numbers are shown and understood; None where they are written as they are.
        remarks: what there is to say about its cells.
        totals: what the lines are compared with.
    """

    table: Table | None = None
    is_read_only: bool = True
    numbers: CellNumbers | None = None
    remarks: Remarks = field(default_factory=dict)
    totals: Totals = field(default_factory=Totals)


class LineItems(QWidget):
    """Shows one table of the document and says what a person does to its rows.

    Signals:
        rows_edited: the table's name, all rows as they should be, and what was done where that is a
            step of its own; else, on each change of a cell's text, an empty string.
        cell_entered: where the cell is that the focus came to (a QRect in the widget).
        cell_accepted: the `CellPlace` that Enter was pressed in, before it goes on to another.
        walk_finished: Enter was pressed in the last cell that needed a person.
        current_changed: a `CellPlace` of the current cell, or None where there is none.
        readiness_changed: the keys of the grid began or ended to mean something.
        widths_set: widths of columns by name, as people set them.
        fix_pressed: the `Fix` of the current cell, whose link was pressed.
        locale_changed: other `formats` count from now on.

    Attributes:
        formats: how people here write; None until that is known.
        fix_keys: the keys that use an offered fix, as this system writes them.
    """

    rows_edited = Signal(str, object, str)
    cell_entered = Signal(QRect)
    cell_accepted = Signal(object)
    walk_finished = Signal()
    current_changed = Signal(object)
    readiness_changed = Signal(bool)
    widths_set = Signal(object)
    fix_pressed = Signal(object)
    locale_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lineItemsPanel")
        self._shown = ShownTable()
        self._due: ShownTable | None = None
        self._painting = NextPainting(self, is_heard=True)
        self._painting.over.connect(self.catch_up)
        self._news = ""
        self.formats: LocaleFormats | None = None
        self.fix_keys = ""
        self._model = LineItemsModel()
        self._model.setParent(self)
        self._grid = LineGrid(self._model, self)
        self.work = LineWork(self._grid, self._model)
        self._heading = QLabel(self)
        self._heading.setProperty("role", "heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._chosen = ElidedLabel(self, pixel_size=_SMALL, alignment=Qt.AlignmentFlag.AlignRight)
        self._chosen.setObjectName("lineItemsChosen")
        self._menu = QMenu(self)
        self._insert = _link("+ row", "insertRowButton", "Insert a row below", self)
        self._delete = _link("delete row", "deleteRowButton", "Delete the chosen rows", self)
        self._more = _link("more", "lineItemsMoreButton", "More to do with the line items", self)
        self._foot = LineFoot(self)
        self._cover = _Cover(self)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._heading)
        top.addWidget(self._chosen, 1)
        top.addSpacing(8)
        for widget in (self._insert, self._delete, self._more):
            top.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 4, SIDE_OF_BAR, 8)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._grid)
        column.addWidget(self._foot)

    def _connect(self) -> None:
        self._insert.clicked.connect(self.work.insert_row)
        self._delete.clicked.connect(self.work.delete_rows)
        self._more.clicked.connect(self._open_menu)
        self.work.said.connect(self._say_news)
        self._foot.fix_pressed.connect(self.fix_pressed)
        self._model.rows_edited.connect(self._on_rows_edited)
        self._grid.cell_entered.connect(self._on_cell_entered)
        self._grid.accepted.connect(self._on_accepted)
        self._grid.walk_finished.connect(self.walk_finished)
        self._grid.chosen_changed.connect(self._on_chosen_changed)
        # Who comes into the table comes into the one that is to be shown.
        self._grid.readiness_changed.connect(self.catch_up)
        self._grid.readiness_changed.connect(self.readiness_changed)
        self._grid.widths.set_by_hand.connect(self.widths_set)
        self._grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._grid.customContextMenuRequested.connect(
            lambda at: self._menu.popup(self._grid.viewport().mapToGlobal(at))
        )

    def set_locale(self, locale: LocaleFormats) -> None:
        """Take how people here write; whoever shows the table shows it again."""
        self.catch_up()
        self.formats = locale
        self.locale_changed.emit()

    def set_menu(self, actions: Sequence[QAction]) -> None:
        """Offer actions in the menu of the grid."""
        self._menu.clear()
        self._menu.addActions(actions)

    def foresee(self, table: Table, numbers: CellNumbers) -> None:
        """Make ready for a table that `show_table` is likely to be given next."""
        self._grid.widths.learn(table, numbers)

    def show_table(self, shown: ShownTable) -> None:
        """Show a table, or show again the one that is open after anything about it changed.

        Only what differs is touched: the current cell, the scroll position and an open cell editor
        stay.
        """
        if self._due is not None:
            self._end_waiting()
        self._shown = shown
        table = shown.table
        if table is None or table.name != self._model.table.name:
            self._news = ""
        numbers = shown.numbers or CellNumbers(styles=(None,) * len(table.columns if table else ()))
        self._model.show_table(table, numbers, shown.remarks, is_read_only=shown.is_read_only)
        self.setVisible(table is not None and bool(table.columns))
        self._say_heading()
        for widget in (self._insert, self._delete):
            widget.setVisible(not shown.is_read_only)
        self._say_sums()
        self._say_cell()

    def show_table_in_time(self, shown: ShownTable) -> None:
        """Show the table of another document, once what is looked at first is painted.

        Until then the line items say nothing and show nothing, and whoever wants something of them
        makes them catch up. Where somebody is in the table it is shown at once.
        """
        if self.current is not None or self.isAncestorOf(QApplication.focusWidget() or self):
            self.show_table(shown)
            return
        self._due = shown
        self.blockSignals(True)
        self._cover.lie_over()
        self._painting.wait()

    def catch_up(self) -> None:
        """Show what is to be shown by now."""
        if self._due is not None:
            self.show_table(self._due)

    def _end_waiting(self) -> None:
        self._due = None
        self.blockSignals(False)
        self._cover.hide()

    def _say_heading(self) -> None:
        name, count = readable_label(self._model.table.name).upper(), self._model.rowCount()
        self._heading.setText(f"{name} · {count:,}" if count else f"{name} · none")

    def commit(self) -> None:
        """Gather what is being typed into a cell; every change was already said as it was typed."""
        self.catch_up()
        self._grid.commit()

    def take_widths(self, widths: Mapping[str, int]) -> None:
        """Show columns as wide as they were set once, by their names."""
        self._grid.widths.take(widths)

    def focus_grid(self) -> None:
        """Give the focus to the cell that had it last, else to the first."""
        self.catch_up()
        if not self._grid.currentIndex().isValid():
            self._grid.go_to(0, 0)
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_cell(self, place: CellPlace) -> None:
        """Give the focus to a cell; of a row to the one in the column that is current."""
        self.catch_up()
        column = place.column if place.column is not None else self._grid.currentIndex().column()
        self._grid.go_to(place.row, max(column, 0))
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_next(self) -> None:
        """Give the focus to the cell behind the current one; at the end it stays there."""
        self.catch_up()
        self._grid.step(1)
        self._grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_capture_target(self, place: CellPlace | None) -> None:
        """Mark the cell that captured text goes to; None marks none."""
        cell = None
        if place is not None and place.column is not None:
            cell = place.row, place.column
        if cell == self._grid.cells.capturing:
            return
        self._grid.cells.capturing = cell
        self._grid.viewport().update()
        self._say_cell()

    @property
    def current(self) -> CellPlace | None:
        """The current cell, or None where there is none."""
        index = self._grid.currentIndex()
        if not index.isValid():
            return None
        return CellPlace(self._model.table.name, index.row(), index.column())

    def _open_menu(self) -> None:
        # The actions are enabled while the grid has the focus.
        self.focus_grid()
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_rows_edited(self, rows: tuple[Row, ...], deed: str) -> None:
        self._news = ""
        self._say_heading()
        self._say_sums()
        self.rows_edited.emit(self._model.table.name, rows, deed)

    def _on_cell_entered(self) -> None:
        area = self._grid.cell_area().translated(self._grid.pos())
        here = self.current
        if here is not None and self._model.remark_at(here.row, here.column or 0) is not None:
            both = area.united(self._foot.geometry())
            area = both if both.height() <= _SEEN_AT_ONCE else area
        self.cell_entered.emit(area)

    def _on_accepted(self) -> None:
        self.cell_accepted.emit(self.current)

    def _on_chosen_changed(self) -> None:
        self._news = ""
        self._say_cell()
        self.current_changed.emit(self.current)

    def _say_news(self, words: str) -> None:
        self._news = words
        self._say_cell()

    def _say_sums(self) -> None:
        totals = self._shown.totals
        self._foot.say_sums(sums_in_words(self._model.table, self._model.numbers, totals))

    def _say_cell(self) -> None:
        here = self.current
        remark = self._model.remark_at(here.row, here.column or 0) if here else None
        is_empty = not self._model.rowCount() and not self._model.is_read_only
        news = self._news or (_EMPTY if is_empty else "")
        if (target := self._grid.cells.capturing) is not None:
            label = self._model.headerData(target[1], Qt.Orientation.Horizontal)
            news = f"Text that you capture on the page comes here: {label}, row {target[0] + 1}"
        self._foot.say_cell(remark, self._model.remarks, news, self.fix_keys)
        rows, numbers = self._model.table.rows, self._model.numbers
        cells = self._grid.chosen_cells()
        values = [rows[row][column].value for row, column in cells if numbers.is_number(column)]
        self._chosen.set_text(chosen_in_words(values, numbers), Tone.NEUTRAL)


class _Cover(QWidget):
    """Lies over the line items while these are still those of the document before.

    Args:
        below: what it hides.
    """

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self._below = below
        self.setObjectName("lineItemsCover")
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.hide()

    def lie_over(self) -> None:
        """Hide all that is below, however large that was before."""
        self.setGeometry(self._below.rect())
        self.raise_()
        self.show()


def _link(text: str, name: str, tooltip: str, parent: QWidget) -> QPushButton:
    link = QPushButton(text, parent)
    link.setObjectName(name)
    link.setAccessibleName(tooltip)
    link.setToolTip(tooltip)
    link.setProperty("kind", "link")
    link.setProperty("weight", "quiet")
    # A press on a link must not take the focus, and with it the current cell, from the grid.
    link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return link
