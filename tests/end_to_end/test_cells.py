"""Cells as places of their own: what is captured, taken back and walked through is a cell there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.ui.document_binding import CAPTURE_WHERE
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver
from tests.end_to_end.lines import rows, with_lines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review

LINES = "line_items"
NONE = Qt.KeyboardModifier.NoModifier


def value(driver: Driver, place: CellPlace) -> str:
    return rows(driver)[place.row][place.column or 0].value


def click_on(driver: Driver, place: CellPlace) -> None:
    """Click on the page where a cell was read."""
    driver.window.page_pane.fit_page()
    view = driver.window.page_pane.view
    area = view.area_of(place)
    assert area is not None
    at = view.mapFromScene(area.center())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


async def captured(driver: Driver) -> None:
    await until(driver.desk.editing.captured, lambda: bool(driver.current.draft.tables), "the text")
    await driver.pause()


def undo_text(driver: Driver) -> str:
    return driver.window.action_table["undo"].text()


def note(driver: Driver) -> str:
    label = driver.window.line_items.findChild(QLabel, f"note:{LINES.replace('_i', 'I')}")
    assert label is not None
    return label.text()


def test_what_is_captured_goes_into_the_active_cell_and_one_key_brings_it_back(
    review: Review,
) -> None:
    async def scenario(driver: Driver) -> None:
        driver.window.field_panel.focus_field(NUMBER)
        grid = await with_lines(driver)
        here, there = CellPlace(LINES, 0, 0), CellPlace(LINES, 1, 0)
        number = driver.current.shown.by_key(NUMBER)
        read, other = value(driver, here), rows(driver)[1][0]
        assert read != other.value
        driver.press(Qt.Key.Key_B, CONTROL)
        assert note(driver).startswith("Text that you capture on the page comes here: ")
        click_on(driver, there)
        await captured(driver)
        assert driver.current.shown.by_key(NUMBER) == number, "no field is touched"
        taken = rows(driver)[0][0]
        assert taken.value
        assert taken.value != read
        assert other.box is not None
        assert taken.box is not None
        assert taken.box.united(other.box) != taken.box.united(rows(driver)[2][0].box or taken.box)
        assert driver.focus() is grid
        assert not note(driver).startswith("Text that you capture")
        assert undo_text(driver).startswith("Undo capture of ")
        driver.press(Qt.Key.Key_O, CONTROL | SHIFT)
        assert rows(driver)[0][0] == replace(rows(driver)[0][0], value=read)
        assert not driver.current.draft.tables, "its place on the page is what it was, too"
        assert undo_text(driver).startswith("Undo resetting of ")
        driver.press(Qt.Key.Key_Z, CONTROL)
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert value(driver, here) == read

    review(scenario)


def test_text_that_comes_late_goes_where_it_was_asked_for(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await with_lines(driver)
        read = value(driver, CellPlace(LINES, 0, 0))
        driver.press(Qt.Key.Key_B, CONTROL)
        click_on(driver, CellPlace(LINES, 1, 0))
        # Before the answer: a row above the cell, and another place for the focus.
        table = driver.current.shown.tables[0]
        blank = tuple(cell.blank() for cell in table.rows[0])
        above = (replace(table.rows[0], cells=blank), *table.rows)
        driver.desk.editing.set_rows(LINES, above, "insertion of 1 row")
        driver.window.field_panel.focus_field(NUMBER)
        came: list[object] = []
        driver.desk.editing.captured.connect(came.append)
        await until(driver.desk.editing.captured, lambda: bool(came), "the text")
        assert came == [CellPlace(LINES, 1, 0)]
        assert value(driver, CellPlace(LINES, 0, 0)) == ""
        assert value(driver, CellPlace(LINES, 1, 0)) not in {"", read}
        assert driver.focus().objectName() == f"field:{NUMBER.name}", "who went on stays there"

    review(scenario)


def test_after_a_capture_it_goes_on_to_the_next_cell_where_that_is_set(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        grid = await with_lines(driver)
        working = driver.program.working
        working.change(replace(working.current, goes_on_after_capture=True))
        driver.press(Qt.Key.Key_B, CONTROL)
        click_on(driver, CellPlace(LINES, 1, 0))
        await captured(driver)
        assert (grid.currentIndex().row(), grid.currentIndex().column()) == (0, 1)
        assert driver.focus() is grid

    review(scenario)


def test_without_an_active_place_that_is_said(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await with_lines(driver)
        table = driver.current.shown.tables[0]
        place = CellPlace(LINES, 0, 0)
        driver.press(Qt.Key.Key_B, CONTROL)
        driver.window.page_pane.fit_page()
        area = driver.window.page_pane.view.area_of(place)
        assert area is not None
        driver.desk.editing.set_rows(LINES, (), f"deletion of {len(table.rows)} rows")
        view = driver.window.page_pane.view
        at = view.mapFromScene(area.center())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await driver.notice(CAPTURE_WHERE)
        assert not driver.current.draft.fields

    review(scenario)


def settled_fields(driver: Driver) -> None:
    """Accept every field that needs nothing but that."""
    for place in driver.current.findings.to_check:
        if not isinstance(place, CellPlace):
            driver.desk.editing.accept_field(place)


def test_enter_goes_from_the_fields_to_the_cells_and_then_to_the_decision(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        grid = await with_lines(driver)
        settled_fields(driver)
        table = driver.current.shown.tables[0]
        last = len(table.columns) - 1
        doubtful = tuple(
            replace(
                row,
                cells=(*row.cells[:last], replace(row[last], confidence=0.2))
                if number in {0, 2}
                else tuple(replace(cell, confidence=0.99) for cell in row),
            )
            for number, row in enumerate(table.rows)
        )
        driver.desk.editing.set_rows(LINES, doubtful, "reading")
        cells = [spot for spot in driver.current.findings.to_check if isinstance(spot, CellPlace)]
        assert len(cells) == 2
        panel = driver.window.field_panel
        panel.focus_field(panel.keys_in_order()[-1])
        driver.press(Qt.Key.Key_Return)
        visited: list[CellPlace] = []
        while driver.focus() is grid and len(visited) <= len(cells):
            index = grid.currentIndex()
            visited.append(CellPlace(LINES, index.row(), index.column()))
            driver.press(Qt.Key.Key_Return)
        assert visited == cells
        assert driver.focus().objectName() in {"approveButton", "commentBox"}
        assert driver.current.draft.checked_cells.keys() == set(cells)
        assert not any(isinstance(place, CellPlace) for place in driver.current.findings.to_check)
        # A slip on Enter is taken back, and the focus is where it happened.
        assert undo_text(driver).startswith("Undo acceptance of ")
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert driver.focus() is grid
        index = grid.currentIndex()
        assert CellPlace(LINES, index.row(), index.column()) == cells[-1]
        assert driver.current.findings.needs_person(cells[-1])
        label = driver.widget("card:to_check")
        assert isinstance(label, ElidedLabel)
        assert label.text() == f"⚠ {driver.current.findings.waiting} to check"
        driver.press(Qt.Key.Key_Z, CONTROL)
        for key, modifiers, there in (
            (Qt.Key.Key_F8, NONE, 1),
            (Qt.Key.Key_F8, SHIFT, 0),
        ):
            driver.press(key, modifiers)
            index = grid.currentIndex()
            assert CellPlace(LINES, index.row(), index.column()) == cells[there]

    review(scenario)


def test_accepted_cells_are_there_after_a_restart(review: Review, tmp_path: Path) -> None:
    wanted: list[CellPlace] = []

    async def accept(driver: Driver) -> None:
        await with_lines(driver)
        cells = [s for s in driver.current.findings.to_check if isinstance(s, CellPlace)]
        place = cells[0] if cells else CellPlace(LINES, 0, 0)
        if not cells:
            working = driver.desk.standards
            working.judge_by(replace(working.policy, threshold=1.0))
            cells = [s for s in driver.current.findings.to_check if isinstance(s, CellPlace)]
            place = cells[0]
        driver.desk.editing.accept_cell(place)
        assert driver.current.draft.checked_cells.keys() == {place}
        wanted.append(place)
        await driver.draft_saved()

    async def come_back(driver: Driver) -> None:
        await driver.ready()
        drafts = driver.desk.queue
        accepted = [frozenset(drafts.draft(known.id).checked_cells) for known in drafts.documents()]
        assert {frozenset(wanted)} <= set(accepted)

    review(accept)
    review(come_back)


def test_a_slip_on_enter_in_a_field_is_taken_back_where_it_happened(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        panel = driver.window.field_panel
        panel.focus_field(NUMBER)
        driver.press(Qt.Key.Key_Return)
        assert NUMBER in driver.current.draft.checked
        assert driver.focus().objectName() != f"field:{NUMBER.name}"
        assert undo_text(driver) == "Undo acceptance of Invoice number"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert NUMBER not in driver.current.draft.checked
        assert driver.focus().objectName() == f"field:{NUMBER.name}"
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert NUMBER in driver.current.draft.checked

    review(scenario)
