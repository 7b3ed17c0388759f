"""Working on line items as in a spreadsheet: choosing, clipboard, remarks, sums, widths."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton

from klearstack_desktop.model.changes import Draft
from klearstack_desktop.model.document import Cell, Document, Row, Table
from klearstack_desktop.model.finding import CellFix, Finding, Severity
from klearstack_desktop.model.findings import Findings, examine
from klearstack_desktop.model.formats.customs import Customs
from klearstack_desktop.model.formats.locales import formats_of
from klearstack_desktop.model.line_items.numbers import numbers_of
from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.model.policy import Policy
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.line_grid import LineGrid
from klearstack_desktop.ui.fields.line_remarks import Remark, remarks_on
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.theme import LIGHT
from tests.model.builders import line_items
from tests.ui.fields.lines_desk import Desk
from tests.ui.fields.reviewing import focused, press, type_text
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TABLE = line_items(("a", "1", "10.00"), ("b", "2", "20.00"), ("c", "3", "1,030.00"))


@pytest.fixture
def open_desk(qtbot: QtBot) -> Callable[..., Desk]:
    def opened(table: Table = TABLE, locale: str = "en_GB") -> Desk:
        desk = Desk(table, locale)
        qtbot.addWidget(desk)
        desk.show()
        desk.activateWindow()
        qtbot.waitUntil(desk.isActiveWindow)
        return desk

    return opened


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def names(desk: Desk) -> str:
    return "".join(row[0] for row in desk.texts())


def chosen(desk: Desk) -> list[tuple[int, int]]:
    assert isinstance(desk.grid, LineGrid)
    return desk.grid.chosen_cells()


def test_cells_are_copied_and_pasted_with_the_keys(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.go(0, 1)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_C, CONTROL)
    assert clipboard() == "1\t10.00\n2\t20.00\n"
    assert found(desk, ElidedLabel, "lineItemsChosen").text() == "4 chosen: 33.00"
    desk.go(2, 1)
    press(Qt.Key.Key_V, CONTROL)
    assert desk.texts()[2:] == [["c", "1", "10.00"], ["", "2", "20.00"]]
    assert desk.deeds == ["paste of 2 rows"]
    assert chosen(desk) == [(2, 1), (2, 2), (3, 1), (3, 2)]


def test_a_spreadsheet_in_another_language_is_mapped_and_said(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(locale="de_DE")
    assert desk.texts()[2][2] == "1.030,00"
    QGuiApplication.clipboard().setText(
        'Pos\tBezeichnung\tMenge\tBetrag\r\n1\t"Rose\nrot"\t4\t1.234,5\r\n'
    )
    desk.go(0, 0)
    press(Qt.Key.Key_V, CONTROL)
    assert [cell.value for cell in desk.edits[-1][0]] == ["Rose\nrot", "4", "1,234.50"]
    assert desk.texts()[0] == ["Rose\nrot", "4", "1.234,50"]
    said = found(desk, QLabel, "note:lineItems")
    assert said.text() == (
        "By its headings: Bezeichnung → Description, Menge → Qty, Betrag → Amount. Left out: Pos"
    )
    desk.go(1, 0)
    assert said.text() == ""


def test_one_cell_is_copied_as_its_text_and_pasted_into_all_chosen(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    desk.go(0, 0)
    press(Qt.Key.Key_C, CONTROL)
    assert clipboard() == "a"
    press(Qt.Key.Key_A, CONTROL)
    assert len(chosen(desk)) == 9
    press(Qt.Key.Key_V, CONTROL)
    assert names(desk) == "aaa"
    assert desk.deeds == ["paste into 9 cells"]


def test_cells_are_cut_and_emptied(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.go(0, 0)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_X, CONTROL)
    assert clipboard() == "a\nb\n"
    assert names(desk) == "c"
    desk.go(2, 0)
    press(Qt.Key.Key_Delete)
    assert names(desk) == ""
    assert desk.deeds == ["cutting of 2 cells", "clearing of 1 cell"]


def test_whole_rows_are_chosen_with_shift_and_space(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.go(1, 2)
    press(Qt.Key.Key_Space, SHIFT)
    assert chosen(desk) == [(1, 0), (1, 1), (1, 2)]
    assert desk.place() == (1, 2)
    desk.items.work.duplicate_rows()
    assert names(desk) == "abbc"
    assert chosen(desk) == [(2, 0), (2, 1), (2, 2)]
    desk.items.work.move_down()
    assert names(desk) == "abcb"
    assert desk.place() == (3, 2)
    desk.items.work.move_down()
    desk.items.work.move_up()
    desk.items.work.delete_rows()
    assert names(desk) == "abc"
    assert desk.place() == (2, 2)
    assert desk.deeds == [
        "duplication of 1 row",
        "moving of 1 row",
        "moving of 1 row",
        "deletion of 1 row",
    ]


def test_a_column_is_filled_down(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.go(0, 2)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    desk.items.work.fill_down()
    assert [row[2] for row in desk.texts()] == ["10.00", "10.00", "10.00"]
    desk.items.work.fill_down()
    assert desk.deeds == ["filling down"], "nothing to fill is no step"


def test_what_is_typed_is_kept_as_the_document_writes_it(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk(locale="de_DE")
    desk.go(0, 2)
    type_text("1.234,5")
    editor = focused()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "1.234,5", "what is typed stays until the cell is left"
    assert desk.edits[-1][0][2].value == "1,234.50"
    press(Qt.Key.Key_Return)
    assert desk.texts()[0][2] == "1.234,50"
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Escape)
    assert desk.edits[-1][0][2].value == "1,234.50"
    desk.go(1, 2)
    type_text("two")
    press(Qt.Key.Key_Return)
    assert desk.edits[-1][1][2].value == "two", "no keystroke is refused"


def test_enter_goes_to_the_next_cell_that_needs_a_person_else_down(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    note = Remark("only a note", Tone.NEUTRAL, needs_person=False)
    desk.remarks = {(1, 2): Remark("wrong", Tone.BAD), (2, 0): note}
    desk.show_again(desk.table)
    desk.go(0, 0)
    press(Qt.Key.Key_Return)
    assert desk.place() == (1, 2)
    finished: list[bool] = []
    desk.items.walk_finished.connect(lambda: finished.append(True))
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert (desk.place(), finished) == ((1, 2), [True]), "behind the last it goes on elsewhere"
    desk.go(2, 0)
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert (desk.place(), finished) == ((2, 0), [True])
    desk.go(1, 1)
    desk.remarks = {}
    desk.show_again(desk.table)
    press(Qt.Key.Key_Return)
    assert desk.place() == (2, 1), "where nobody is needed it goes down"
    desk.remarks = {(1, 2): Remark("wrong", Tone.BAD)}
    desk.show_again(desk.table)
    desk.go(0, 0)
    type_text("x")
    press(Qt.Key.Key_Return)
    assert desk.place() == (1, 2)


def test_a_wrong_product_is_marked_said_and_put_right(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    fix = CellFix("Use 40.00", "line_items", 1, 2, "40.00")
    finding = Finding(
        *(None, "line_items", 1, Severity.WARNING, "line_product", "Row 2: 2 × 20 is 40.00"),
        fix=fix,
        column=2,
    )
    desk.remarks = remarks_on(TABLE, Findings([finding]))
    desk.show_again(desk.table)
    note = found(desk, QLabel, "note:lineItems")
    assert note.text() == "1 cell needs a look: Enter goes from one to the next"
    index = desk.grid.model().index(1, 2)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "20.00\nRow 2: 2 × 20 is 40.00"
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith("Row 2: 2 × 20 is 40.00")
    desk.go(1, 2)
    assert note.text() == "Row 2: 2 × 20 is 40.00"
    wanted: list[object] = []
    desk.items.fix_pressed.connect(wanted.append)
    link = found(desk, QPushButton, "fix:lineItems")
    assert link.text() == "Use 40.00"
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert wanted == [fix]
    assert desk.grid.hasFocus()


def test_a_marked_cell_is_painted_in_its_tone(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.remarks = {(0, 0): Remark("wrong", Tone.BAD)}
    desk.show_again(desk.table)
    desk.after.setFocus()
    desk.grid.clearSelection()
    cell = desk.grid.visualRect(desk.grid.model().index(0, 0))
    image = desk.grid.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    at = (cell.center() * ratio).toTuple()
    assert image.pixelColor(*at).name() == LIGHT.bad_soft
    assert image.pixelColor(int((cell.right() - 1) * ratio), int(1 * ratio)).name() == LIGHT.bad


def test_an_accepted_cell_has_a_tick_and_no_colour(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.remarks = {(0, 0): Remark("accepted", Tone.GOOD, needs_person=False)}
    desk.show_again(desk.table)
    desk.after.setFocus()
    desk.grid.clearSelection()
    cell = desk.grid.visualRect(desk.grid.model().index(0, 0))
    image = desk.grid.viewport().grab(cell).toImage()
    middle = image.rect().center()
    assert image.pixelColor(middle).name() == LIGHT.panel
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(12)}
    assert LIGHT.good in colours
    assert image.pixelColor(image.width() - 2, 1).name() == LIGHT.panel, "no triangle"


def test_doubtful_readings_are_remarks_until_somebody_changes_them() -> None:
    cells = (
        Cell("a", confidence=0.99, came_as={"text": "a"}),
        Cell("b", confidence=0.7, came_as={"text": "b"}),
        Cell("c", confidence=0.3, came_as="c", is_bare=True),
        Cell("mine", confidence=0.3, came_as={"text": ["d"]}),
        Cell("", confidence=0.3, came_as={"text": ""}),
        Cell("5", confidence=0.3, came_as=[5]),
    )
    table = Table("line_items", tuple("abcdef"), (Row(cells),))
    document = Document("d", tables=(table,))
    remarks = remarks_on(table, examine(document, Draft()))
    assert {place: remark.tone for place, remark in remarks.items()} == {
        (0, 1): Tone.CHECK,
        (0, 2): Tone.BAD,
        (0, 5): Tone.BAD,
    }
    accepted = Draft().with_checked(CellPlace("line_items", 0, 2), document)
    assert remarks_on(table, examine(document, accepted))[0, 2] == Remark(
        "Row 1: accepted by you, read with 30% confidence", Tone.GOOD, needs_person=False
    )
    lenient = remarks_on(table, examine(document, Draft(), Policy(threshold=0.5)))
    assert lenient.keys() == {(0, 2), (0, 5)}


def test_findings_about_lines_that_are_gone_or_settled() -> None:
    about = ("line_product", "not right")
    gone = Finding(None, "line_items", 7, Severity.ERROR, *about)
    settled = Finding(None, "line_items", 0, Severity.ERROR, *about, reason="agreed")
    note = Finding(None, "line_items", 1, Severity.NOTE, *about, column=1)
    assert remarks_on(TABLE, Findings([gone, settled, note])) == {
        (0, 0): Remark("not right. Overridden: agreed", Tone.NEUTRAL, needs_person=False),
        (1, 1): Remark("not right", Tone.NEUTRAL, needs_person=False),
    }


def test_the_keys_mean_something_while_the_grid_has_the_focus_and_no_cell_is_edited(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk()
    said: list[bool] = []
    desk.items.readiness_changed.connect(said.append)
    desk.go(0, 0)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Return)
    desk.after.setFocus()
    assert said == [True, False, True, False]


def test_the_menu_of_the_grid_gives_it_the_focus_first(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    action = QMenu(desk).addAction("Do it")
    desk.items.set_menu([action])
    desk.after.setFocus()
    QTest.mouseClick(found(desk, QPushButton, "lineItemsMoreButton"), Qt.MouseButton.LeftButton)
    menu = next(menu for menu in desk.items.findChildren(QMenu) if menu.isVisible())
    assert menu.actions() == [action]
    assert desk.place() == (0, 0)
    menu.close()
    assert desk.grid.hasFocus()


def test_a_read_only_table_can_be_copied_and_nothing_else(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    desk.show_again(TABLE, is_read_only=True)
    desk.go(0, 0)
    press(Qt.Key.Key_A, CONTROL)
    press(Qt.Key.Key_C, CONTROL)
    assert clipboard().splitlines()[2] == "c\t3\t1,030.00"
    for key in (Qt.Key.Key_V, Qt.Key.Key_X):
        press(key, CONTROL)
    press(Qt.Key.Key_Delete)
    work = desk.items.work
    for deed in (work.fill_down, work.duplicate_rows, work.move_up, work.move_down):
        deed()
    assert desk.edits == []


def test_widths_that_people_set_are_said_and_taken_again(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    said: list[dict[str, int]] = []
    desk.items.widths_set.connect(said.append)
    header = desk.grid.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(1) + header.sectionSize(1) - 1, 8)
    before = header.sectionSize(1)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(10, 0))
    QTest.mouseMove(header.viewport(), edge + QPoint(21, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(21, 0))
    assert header.sectionSize(1) > before
    assert said[-1] == {"quantity": header.sectionSize(1)}
    again = open_desk()
    again.items.take_widths(said[-1])
    assert again.grid.columnWidth(1) == header.sectionSize(1)
    assert sum(again.grid.columnWidth(c) for c in range(3)) == again.grid.viewport().width()


@pytest.mark.parametrize("is_in_another_font", [False, True])
def test_a_table_that_was_measured_ahead_is_as_wide_as_any(
    open_desk: Callable[..., Desk], is_in_another_font: bool
) -> None:
    wide = line_items(("a", "1,234,567", "10.00"), ("b", "2", "98,765,432.10"))
    plain, ahead = open_desk(), open_desk()
    numbers = numbers_of(wide, Customs(), formats_of("en_GB"))
    before = ahead.grid.columnWidth(2)
    ahead.items.foresee(wide, numbers)
    assert ahead.grid.columnWidth(2) == before
    for desk in (plain, ahead):
        if is_in_another_font:
            desk.grid.setStyleSheet("font-size: 19px")
        desk.numbers = numbers
        desk.show_again(wide)
    widths = [[desk.grid.columnWidth(c) for c in range(3)] for desk in (plain, ahead)]
    assert widths[0] == widths[1]
    assert widths[1][2] > before


def test_a_thousand_rows_are_shown_and_pasted_by_difference(
    open_desk: Callable[..., Desk],
) -> None:
    desk = open_desk(replace(TABLE, rows=TABLE.rows * 400))
    desk.go(5, 0)
    rows = "".join(f"row {number}\t{number}\t{number}.50\n" for number in range(1, 1001))
    QGuiApplication.clipboard().setText(rows)
    resets: list[None] = []
    desk.grid.model().modelReset.connect(lambda: resets.append(None))
    press(Qt.Key.Key_V, CONTROL)
    assert desk.texts()[1004] == ["row 1000", "1,000", "1,000.50"]
    assert len(desk.edits[-1]) == 1200
    assert desk.edits[-1][1100] is TABLE.rows[2]
    assert resets == []
    assert len(chosen(desk)) == 3000
