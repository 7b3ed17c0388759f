"""The line item grid: edited in place, updated by difference, left by Tab."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from klearstack_desktop.model.document import Cell, Row, Table
from klearstack_desktop.model.line_items.numbers import CellNumbers
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.ui.fields.line_items import ShownTable
from klearstack_desktop.ui.fields.line_items_model import LineItemsModel
from klearstack_desktop.ui.fields.text import ElidedLabel
from tests.model.builders import line_items
from tests.ui.fields.lines_desk import Desk
from tests.ui.fields.reviewing import focused, press, type_text
from tests.ui.finding import found

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


ROSES = line_items(
    ("Rose Freedom", "4,200", "17,640.00"),
    ("Rose Vendela", "6,300", "28,980.00"),
    ("Alstroemeria", "1,750", "8,793.00"),
)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk(ROSES)
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    return desk


def test_it_shows_labels_and_aligns_numbers_to_the_right(desk: Desk) -> None:
    model = desk.grid.model()
    headers = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(3)]
    assert headers == ["Description", "Qty", "Amount"]
    alignments = [
        model.index(0, c).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
        for c in range(3)
    ]
    assert [bool(a) for a in alignments] == [False, True, True]
    assert found(desk, ElidedLabel, "lineItemsSum").text() == "Lines add up to 55,413.00"


def test_typing_edits_a_cell_and_each_key_is_said(desk: Desk) -> None:
    desk.go(1, 2)
    press(Qt.Key.Key_1)
    assert focused().objectName() == "cellEditor"
    type_text("2")
    assert [rows[1][2].value for rows in desk.edits] == ["1.00", "12.00"]
    assert found(desk, ElidedLabel, "lineItemsSum").text() == "Lines add up to 26,445.00"
    press(Qt.Key.Key_Return)
    assert desk.grid.hasFocus()
    assert desk.place() == (2, 2)
    assert desk.texts()[1] == ["Rose Vendela", "6,300", "12.00"]
    assert desk.edits[-1][0] is ROSES.rows[0], "rows that nobody touched go back as they came"


def test_f2_edits_and_escape_takes_it_back(desk: Desk) -> None:
    desk.go(0, 0)
    press(Qt.Key.Key_F2)
    type_text("Lily")
    assert desk.texts()[0][0] == "Lily"
    press(Qt.Key.Key_Escape)
    assert desk.texts()[0][0] == "Rose Freedom"
    assert desk.edits[-1] == ROSES.rows
    assert desk.grid.hasFocus()


def test_enter_goes_down_without_editing_and_stops_at_the_end(desk: Desk) -> None:
    desk.go(0, 1)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    press(Qt.Key.Key_Return)
    assert desk.place() == (2, 1)
    assert desk.edits == []


def test_tab_goes_from_cell_to_cell_and_leaves_at_the_ends(desk: Desk) -> None:
    desk.before.setFocus()
    press(Qt.Key.Key_Tab)
    assert desk.place() == (0, 0)
    for _ in range(8):
        press(Qt.Key.Key_Tab)
    assert desk.place() == (2, 2)
    press(Qt.Key.Key_Tab)
    assert desk.after.hasFocus()
    desk.go(0, 0)
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.before.hasFocus()


def test_tab_in_an_editor_commits_and_goes_on(desk: Desk) -> None:
    desk.go(0, 2)
    press(Qt.Key.Key_F2)
    type_text("1.00")
    press(Qt.Key.Key_Tab)
    assert desk.texts()[0][2] == "1.00"
    assert desk.place() == (1, 0)
    assert desk.grid.hasFocus()


def test_rows_are_inserted_below_and_deleted(desk: Desk) -> None:
    desk.go(0, 1)
    QTest.mouseClick(found(desk, QPushButton, "insertRowButton"), Qt.MouseButton.LeftButton)
    assert desk.texts()[1] == ["", "", ""]
    assert desk.place() == (1, 0)
    assert desk.grid.hasFocus()
    type_text("Lily")
    press(Qt.Key.Key_Return)
    assert [row[0] for row in desk.texts()] == [
        "Rose Freedom",
        "Lily",
        "Rose Vendela",
        "Alstroemeria",
    ]
    desk.go(1, 0)
    QTest.mouseClick(found(desk, QPushButton, "deleteRowButton"), Qt.MouseButton.LeftButton)
    assert desk.edits[-1] == ROSES.rows


def test_a_first_row_can_be_made_and_the_last_one_deleted(qtbot: QtBot) -> None:
    desk = Desk(Table("line_items", ("description", "total"), ()))
    qtbot.addWidget(desk)
    desk.show()
    desk.items.work.insert_row()
    assert desk.texts() == [["", ""]]
    desk.items.work.delete_rows()
    desk.items.work.delete_rows()
    assert desk.texts() == []


def test_a_new_cell_travels_in_the_form_of_its_table(qtbot: QtBot) -> None:
    bare = Table("line_items", ("total",), (Row((Cell("1", is_bare=True),)),))
    desk = Desk(bare)
    qtbot.addWidget(desk)
    desk.items.work.insert_row()
    assert desk.edits[-1][1] == Row((Cell("", is_bare=True),))


def test_a_read_only_table_takes_no_edit(desk: Desk) -> None:
    desk.show_again(ROSES, is_read_only=True)
    desk.go(0, 0)
    press(Qt.Key.Key_F2)
    type_text("x")
    desk.items.work.insert_row()
    desk.items.work.delete_rows()
    assert desk.texts() == [[cell.value for cell in row] for row in ROSES.rows]
    assert desk.edits == []
    assert not found(desk, QPushButton, "insertRowButton").isVisible()


def test_no_table_shows_nothing(desk: Desk) -> None:
    desk.items.show_table(ShownTable())
    assert not desk.items.isVisible()
    desk.items.work.insert_row()
    assert desk.edits == []


def test_an_open_cell_editor_survives_changes_around_it(desk: Desk) -> None:
    desk.go(1, 0)
    press(Qt.Key.Key_F2)
    editor = focused()
    assert isinstance(editor, QLineEdit)
    editor.setCursorPosition(4)
    head = Row((Cell("New head"), Cell("1"), Cell("1.00")))
    last = ROSES.rows[2].with_value(2, "9,000.00")
    for rows in ((head, *ROSES.rows), (head, *ROSES.rows[:2], last)):
        desk.show_again(replace(ROSES, rows=rows))
    assert focused() is editor
    assert editor.cursorPosition() == 4
    assert desk.place() == (2, 0)
    assert desk.edits == []


def test_commit_gathers_the_open_cell(desk: Desk) -> None:
    desk.go(0, 0)
    press(Qt.Key.Key_F2)
    editor = focused()
    assert isinstance(editor, QLineEdit)
    type_text("Lily")
    desk.items.commit()
    assert desk.edits[-1][0][0].value == "Lily"
    assert focused() is editor, "a save does not end the editing"


def test_the_current_cell_is_said(desk: Desk) -> None:
    said: list[object] = []
    desk.items.current_changed.connect(lambda: said.append(desk.items.current))
    desk.go(0, 0)
    desk.go(2, 1)
    assert said[-1] == CellPlace("line_items", 2, 1)
    desk.items.focus_cell(CellPlace("line_items", 1))
    assert desk.place() == (1, 1)


def test_markup_in_a_cell_is_text(qtbot: QtBot) -> None:
    desk = Desk(line_items(("<b>Rose</b>", "1", "1.00")))
    qtbot.addWidget(desk)
    index = desk.grid.model().index(0, 0)
    assert index.data() == "<b>Rose</b>"
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)


ROWS = st.lists(st.sampled_from("abcd"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(before=ROWS, after=ROWS)
def test_any_change_of_rows_is_told_to_qt_step_by_step(
    qapp: object, before: list[str], after: list[str]
) -> None:
    model = LineItemsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    counts: list[int] = []
    model.rowsInserted.connect(lambda _p, first, last: counts.append(last - first + 1))
    model.rowsRemoved.connect(lambda _p, first, last: counts.append(first - last - 1))
    columns = ("description",)
    for letters in (before, after):
        counts.clear()
        rows = tuple(Row((Cell(letter),)) for letter in letters)
        old = model.rowCount()
        had_columns = model.columnCount() > 0
        numbers = CellNumbers(styles=(None,))
        model.show_table(Table("line_items", columns, rows), numbers, {}, is_read_only=False)
        shown = [model.index(row, 0).data() for row in range(model.rowCount())]
        assert shown == letters
        if had_columns:
            assert sum(counts) == len(letters) - old
    assert not model.index(0, 5).isValid()
    assert model.rowCount(model.index(0, 0) if before and after else QModelIndex()) == (
        0 if before and after else len(after)
    )
    del tester
