"""The page beside the fields: capture, the strip, following, with real keys on real pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.review.editing import OFFLINE_CAPTURE
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

TOTAL = FieldKey("total_value")


def place_of(driver: Driver, key: FieldKey) -> QPoint:
    """Where the middle of a field's box is in the view, the whole page being shown."""
    driver.window.page_pane.fit_page()
    view = driver.window.page_pane.view
    area = view.area_of(key)
    assert area is not None
    return view.mapFromScene(area.center())


async def captured(driver: Driver, key: FieldKey) -> None:
    await until(
        driver.desk.session.changed,
        lambda: key in driver.current.draft.fields,
        "the captured text",
    )
    await driver.pause()


def remark(driver: Driver) -> str:
    label = driver.widget("fieldStripRemark")
    assert isinstance(label, ElidedLabel)
    return label.text()


def value(driver: Driver, key: FieldKey) -> str:
    field = driver.current.shown.by_key(key)
    assert field is not None
    return field.value


def test_a_click_on_a_word_captures_it_and_one_key_brings_the_old_value_back(
    review: Review,
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.window.field_panel.focus_field(NUMBER)
        read = value(driver, NUMBER)
        at = place_of(driver, TOTAL)
        driver.press(Qt.Key.Key_B, CONTROL)
        QTest.mouseClick(driver.window.page_pane.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await captured(driver, NUMBER)
        assert value(driver, NUMBER) != read
        assert driver.focus().objectName() == f"field:{NUMBER.name}"
        assert remark(driver).startswith(f"Was read as {read} · ")
        driver.press(Qt.Key.Key_O, CONTROL | SHIFT)
        assert value(driver, NUMBER) == read
        assert remark(driver) == ""

    review(scenario)


def test_after_a_capture_it_goes_on_to_the_next_field_where_that_is_set(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        working = driver.program.working
        working.change(replace(working.current, goes_on_after_capture=True))
        order = driver.window.field_panel.keys_in_order()
        driver.window.field_panel.focus_field(NUMBER)
        at = place_of(driver, TOTAL)
        driver.press(Qt.Key.Key_B, CONTROL)
        QTest.mouseClick(driver.window.page_pane.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        await captured(driver, NUMBER)
        assert driver.window.field_panel.active_key == order[order.index(NUMBER) + 1]

    review(scenario)


def test_offline_the_key_says_at_once_that_nothing_can_be_captured(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        server.stop()
        driver.desk.refresh()
        service = driver.desk.service
        await until(service.connection_changed, lambda: service.is_offline, "the cut")
        driver.press(Qt.Key.Key_B, CONTROL)
        assert not driver.window.page_pane.is_capturing
        assert not driver.window.action_table["capture"].isChecked()
        await driver.notice(OFFLINE_CAPTURE)

    review(scenario)


def test_the_strip_follows_the_active_field_and_can_be_switched_off(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        strip = driver.widget("fieldStrip")
        height = strip.height()
        for key in driver.window.field_panel.keys_in_order()[:4]:
            driver.window.field_panel.focus_field(key)
            field = opened.shown.by_key(key)
            assert field is not None
            assert field.label in strip.accessibleName() or field.box is None
            assert strip.height() == height
        working = driver.program.working
        working.change(replace(working.current, shows_field_strip=False))
        assert not strip.isVisible()

    review(scenario)


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_follow_and_freeze_are_keys_that_tell_each_other(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        follow = driver.window.action_table["follow_field"]
        freeze = driver.window.action_table["freeze_view"]
        driver.press(Qt.Key.Key_F, CONTROL | SHIFT)
        assert follow.isChecked()
        zoom = driver.window.page_pane.zoom
        driver.press(Qt.Key.Key_Tab)
        assert driver.window.page_pane.zoom == zoom
        driver.window.page_pane.setFocus()
        driver.press(Qt.Key.Key_F)
        assert (follow.isChecked(), freeze.isChecked()) == (False, True)
        driver.press(Qt.Key.Key_G, SHIFT)
        assert (follow.isChecked(), freeze.isChecked()) == (True, False)
        driver.press(Qt.Key.Key_B)
        popup = driver.widget("lightPopup")
        assert popup.isVisible()
        popup.close()

    review(scenario)


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_freeze_rotation_and_brightness_have_keys_that_work_from_a_field(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.window.field_panel.focus_field(NUMBER)
        name = f"field:{NUMBER.name}"
        freeze = driver.window.action_table["freeze_view"]
        driver.press(Qt.Key.Key_H, CONTROL | SHIFT)
        assert freeze.isChecked()
        driver.press(Qt.Key.Key_H, CONTROL | SHIFT)
        assert not freeze.isChecked()
        view = driver.window.page_pane.view
        upright = view.transform()
        driver.press(Qt.Key.Key_T, CONTROL | SHIFT)
        assert view.transform().m12() != upright.m12()
        driver.press(Qt.Key.Key_Y, CONTROL | SHIFT)
        assert view.transform().m12() == upright.m12()
        assert driver.focus().objectName() == name
        driver.press(Qt.Key.Key_B, CONTROL | SHIFT)
        popup = driver.widget("lightPopup")
        assert popup.isVisible()
        QTest.keyClick(popup, Qt.Key.Key_Escape)
        assert not popup.isVisible()
        assert driver.focus().objectName() == name

    review(scenario)
