"""The page in a window of its own: every key works there, and it comes back where it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from klearstack_desktop.model.queue import ReviewState
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


def page_window(driver: Driver) -> QWidget:
    return driver.widget("pageWindow")


async def tear_off(driver: Driver) -> None:
    driver.press(Qt.Key.Key_W, CONTROL | SHIFT)
    await driver.pause()
    assert page_window(driver).isVisible()
    assert driver.window.page_pane.window() is page_window(driver)


async def go_there(driver: Driver) -> None:
    """Make the page's window the active one, as a click into it does."""
    driver.window.page_place.enter()
    while QApplication.activeWindow() is not page_window(driver):
        await driver.pause()
    assert driver.focus() is driver.window.page_pane.view


def test_a_key_tears_it_off_and_docks_it_and_typing_goes_on(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        widths = driver.window.page_place.panes_state()
        driver.window.field_panel.focus_field(NUMBER)
        await tear_off(driver)
        driver.type("typed on")
        field = driver.current.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "typed on"
        driver.press(Qt.Key.Key_W, CONTROL | SHIFT)
        assert not page_window(driver).isVisible()
        assert driver.window.page_pane.window() is driver.window
        assert driver.window.page_pane.isVisible()
        assert driver.window.page_place.panes_state() == widths

    review(scenario)


def test_every_key_works_there(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        await tear_off(driver)
        await go_there(driver)
        driver.press(Qt.Key.Key_0)
        assert driver.window.page_pane.fit == "fit page"
        driver.press(Qt.Key.Key_F)
        assert driver.window.action_table["freeze_view"].isChecked()
        driver.press(Qt.Key.Key_F)
        driver.press(Qt.Key.Key_9, CONTROL)
        assert driver.window.page_pane.fit == "fit width"
        driver.press(Qt.Key.Key_C)
        assert driver.window.action_table["capture"].isChecked()
        driver.press(Qt.Key.Key_Escape)
        assert not driver.window.action_table["capture"].isChecked()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)
        await driver.ready(unlike=first.id)

    review(scenario)


def test_a_key_that_leads_to_a_field_or_a_sheet_leads_to_the_main_window(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        await tear_off(driver)
        for key, modifiers, name in (
            (Qt.Key.Key_F, CONTROL, "searchBox"),
            (Qt.Key.Key_M, CONTROL, "commentBox"),
            (Qt.Key.Key_L, CONTROL, "documentList"),
        ):
            await go_there(driver)
            driver.press(key, modifiers)
            while QApplication.activeWindow() is not driver.window:
                await driver.pause()
            assert driver.focus().objectName() == name

    review(scenario)


def test_a_click_on_a_box_there_leads_to_its_field(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        await tear_off(driver)
        await go_there(driver)
        pane = driver.window.page_pane
        pane.fit_page()
        await driver.pause()
        active = driver.window.field_panel.active_key
        field = next(f for f in opened.shown.fields if f.box and f.page == 1 and f.key != active)
        area = pane.view.area_of(field.key)
        assert area is not None
        driver.click(pane.view.viewport(), pane.view.mapFromScene(area.center()))
        while QApplication.activeWindow() is not driver.window:
            await driver.pause()
        assert driver.focus().objectName() == f"field:{field.key.name}"

    review(scenario)


def test_closing_its_window_docks_it(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        await tear_off(driver)
        page_window(driver).close()
        assert driver.window.page_pane.window() is driver.window
        assert not driver.window.action_table["page_window"].isChecked()

    review(scenario)


def test_it_is_remembered_until_it_is_docked(review: Review) -> None:
    size = None

    async def leave(driver: Driver) -> None:
        nonlocal size
        await driver.ready()
        await tear_off(driver)
        page_window(driver).resize(640, 580)
        size = page_window(driver).size()

    async def come_back(driver: Driver) -> None:
        await driver.ready()
        assert page_window(driver).isVisible()
        assert page_window(driver).size() == size
        page_window(driver).close()

    async def stay(driver: Driver) -> None:
        await driver.ready()
        assert not page_window(driver).isVisible()

    review(leave)
    review(come_back)
    review(stay)


def test_without_its_screen_it_is_docked_and_waits_for_the_screen(
    review: Review, tmp_path: Path
) -> None:
    async def leave(driver: Driver) -> None:
        await driver.ready()
        await tear_off(driver)

    async def look(driver: Driver) -> None:
        await driver.ready()
        assert not page_window(driver).isVisible()
        assert driver.window.page_pane.isVisible()

    review(leave)
    file = QSettings(str(tmp_path / "profile" / "window.ini"), QSettings.Format.IniFormat)
    screen = file.value("page_window/screen")
    file.setValue("page_window/screen", "a monitor that is not plugged in")
    file.sync()
    review(look)
    file.sync()
    assert file.value("page_window/screen") == "a monitor that is not plugged in"
    assert screen == QApplication.primaryScreen().name()


def test_the_lock_hides_it(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        await tear_off(driver)
        QTest.keyClick(driver.focus(), Qt.Key.Key_K, CONTROL | SHIFT)
        await driver.pause()
        assert not page_window(driver).isVisible()

    review(scenario)


def test_the_main_window_has_the_keys_again_after_a_file_dialog(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.window.field_panel.focus_field(NUMBER)
        before = driver.focus()
        await tear_off(driver)
        driver.press(Qt.Key.Key_U, CONTROL)
        while driver.focus().window().objectName() != "uploadDialog":
            await driver.pause()
        driver.press(Qt.Key.Key_Escape)
        while QApplication.activeWindow() is not driver.window:
            await driver.pause()
        assert driver.focus() is before

    review(scenario)
