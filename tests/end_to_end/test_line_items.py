"""Line items in the whole program: by key alone, undone by name, seen on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from klearstack_desktop.model.line_items.place import CellPlace
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, SHIFT, Driver
from tests.end_to_end.lines import rows, with_lines

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

ALT: Final = Qt.KeyboardModifier.AltModifier
ACTIONS: Final = (
    *("insert_row", "duplicate_rows", "delete_rows", "move_rows_up", "move_rows_down"),
    *("fill_down", "copy_cells", "paste_cells"),
)


def first_column(driver: Driver) -> list[str]:
    return [row[0].value for row in rows(driver)]


def undo_text(driver: Driver) -> str:
    return driver.window.action_table["undo"].text()


def test_every_key_of_the_grid_does_its_work_in_one_step_that_is_undone(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        grid = await with_lines(driver)
        before = first_column(driver)
        a, b, *others = before
        deeds = (
            (Qt.Key.Key_D, CONTROL | SHIFT, [a, a, b, *others], "duplication of 1 row"),
            (Qt.Key.Key_I, CONTROL | SHIFT, [a, "", b, *others], "insertion of 1 row"),
            (Qt.Key.Key_Delete, CONTROL, [b, *others], "deletion of 1 row"),
            (Qt.Key.Key_Down, ALT, [b, a, *others], "moving of 1 row"),
        )
        for key, modifiers, after, deed in deeds:
            grid.go_to(0, 0)
            driver.press(key, modifiers)
            assert first_column(driver) == after
            assert undo_text(driver) == f"Undo {deed}"
            assert driver.focus() is grid
            driver.press(Qt.Key.Key_Z, CONTROL)
            assert first_column(driver) == before
        grid.go_to(1, 0)
        driver.press(Qt.Key.Key_Up, ALT)
        assert first_column(driver) == [b, a, *others]
        driver.press(Qt.Key.Key_Z, CONTROL)
        grid.go_to(1, 0)
        driver.press(Qt.Key.Key_D, CONTROL)
        assert first_column(driver) == [a, a, *others]
        assert undo_text(driver) == "Undo filling down"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert not driver.current.draft.has_corrections

    review(scenario)


def test_a_paste_is_one_step_and_reaches_the_server(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        grid = await with_lines(driver)
        count = len(rows(driver))
        pasted = "".join(f"pasted {number}\n" for number in range(count + 2))
        QGuiApplication.clipboard().setText(pasted)
        driver.press(Qt.Key.Key_V, CONTROL)
        assert first_column(driver) == pasted.splitlines()
        assert undo_text(driver) == f"Undo paste of {count + 2} rows"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert len(rows(driver)) == count
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert first_column(driver)[-1] == f"pasted {count + 1}"
        driver.press(Qt.Key.Key_F2)
        assert driver.focus() is not grid
        driver.type("typed")
        driver.press(Qt.Key.Key_S, CONTROL)
        changed = driver.desk.submissions.outbox_changed
        await until(changed, lambda: bool(server.record()), "the update")

    review(scenario)
    values = [row["values"] for row in server.record() if row["call"] == "update_document"]
    assert "typed" in str(values[-1])
    assert "pasted 1" in str(values[-1])


def test_the_current_row_is_shown_on_the_page_and_a_click_there_goes_to_its_cell(
    review: Review,
) -> None:
    async def scenario(driver: Driver) -> None:
        grid = await with_lines(driver)
        boxed = [
            (number, column)
            for number, row in enumerate(rows(driver))
            for column, cell in enumerate(row)
            if cell.box is not None and (cell.page or 1) == 1
        ]
        assert boxed, "the sample says where its lines stand"
        view = driver.window.page_pane.view
        row, column = boxed[0]
        name = driver.current.shown.tables[0].name
        grid.go_to(row, column)
        place = CellPlace(name, row, column)
        area = view.area_of(place)
        assert area is not None
        assert view.area_of(CellPlace(name, row)) is not None
        other_row, other_column = next(place for place in boxed if place[0] != row)
        strip = driver.widget("fieldStripLabel")
        assert isinstance(strip, ElidedLabel)
        label = grid.model().headerData(column, Qt.Orientation.Horizontal)
        assert strip.text() == f"{label}, row {row + 1}"
        driver.window.field_panel.focus_active()
        assert strip.text() not in {"", f"{label}, row {row + 1}"}
        driver.window.page_pane.fit_page()
        target = view.area_of(CellPlace(name, other_row, other_column))
        assert target is not None
        driver.click(view.viewport(), view.mapFromScene(target.center()))
        assert driver.focus() is grid
        assert (grid.currentIndex().row(), grid.currentIndex().column()) == (
            other_row,
            other_column,
        )
        assert view.area_of(CellPlace(name, other_row)) is not None
        assert view.area_of(CellPlace(name, row)) is None

    review(scenario)


def test_the_actions_are_there_while_the_grid_has_the_focus(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        grid = await with_lines(driver)
        table = driver.window.action_table
        assert all(table[name].isEnabled() for name in ACTIONS)
        driver.press(Qt.Key.Key_F2)
        assert not any(table[name].isEnabled() for name in ACTIONS)
        assert isinstance(driver.focus(), QWidget)
        driver.press(Qt.Key.Key_Escape)
        assert all(table[name].isEnabled() for name in ACTIONS)
        driver.window.field_panel.focus_active()
        assert not any(table[name].isEnabled() for name in ACTIONS)
        before = first_column(driver)
        driver.press(Qt.Key.Key_Delete, CONTROL)
        assert first_column(driver) == before
        grid.setFocus()
        driver.press(Qt.Key.Key_K, CONTROL)
        driver.type("duplicate row")
        driver.press(Qt.Key.Key_Return)
        assert first_column(driver) == [before[0], *before]

    review(scenario)
