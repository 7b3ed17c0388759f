from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton, QSlider, QToolButton

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.page.light_popup import LightPopup
from tests.ui.page.sheets import on_view, plain_page, printed_page, shown_colour

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane

INK = "#0a141e"

# What a popup asks of a screen that there is none of here.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)


@pytest.fixture
def popup(qtbot: QtBot, opened: PagePane) -> LightPopup:
    """The popup over a page of one dark colour, opened with the button."""
    opened.set_boxes(())
    opened.set_page(1, plain_page(INK))
    opened.set_page(2, plain_page("#c0c0c0"))
    button = opened.findChild(QToolButton, "contrastButton")
    assert isinstance(button, QToolButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    found = opened.findChild(LightPopup, "lightPopup")
    assert isinstance(found, LightPopup)
    assert found.isVisible()
    return found


def slider(popup: LightPopup, name: str) -> QSlider:
    found = popup.findChild(QSlider, f"{name}Slider")
    assert isinstance(found, QSlider)
    return found


def is_shown(pane: PagePane, colour: str) -> bool:
    return shown_colour(pane, 300, 300) == colour


def invert(popup: LightPopup) -> None:
    box = popup.findChild(QCheckBox, "invertBox")
    assert isinstance(box, QCheckBox)
    box.click()


def test_arrow_keys_make_the_page_brighter_and_the_button_says_so(
    qtbot: QtBot, opened: PagePane, popup: LightPopup
) -> None:
    assert slider(popup, "brightness").hasFocus()
    with qtbot.waitSignal(opened.light_changed, check_params_cb=bool):
        qtbot.keyClick(slider(popup, "brightness"), Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: shown_colour(opened, 300, 300) > INK)
    button = opened.findChild(QToolButton, "contrastButton")
    assert isinstance(button, QToolButton)
    assert button.isChecked()


def test_it_stays_for_the_next_page_and_the_next_document(
    qtbot: QtBot, opened: PagePane, popup: LightPopup
) -> None:
    invert(popup)
    qtbot.waitUntil(lambda: is_shown(opened, "#f5ebe1"))
    popup.close()
    opened.next_page()
    qtbot.waitUntil(lambda: is_shown(opened, "#3f3f3f"))
    opened.set_document("doc-2", 1)
    opened.set_page(1, plain_page("#ffffff"))
    qtbot.waitUntil(lambda: is_shown(opened, "#000000"))


def test_a_page_never_flashes_up_in_its_own_colours(
    qtbot: QtBot, opened: PagePane, popup: LightPopup
) -> None:
    invert(popup)
    qtbot.waitUntil(lambda: is_shown(opened, "#f5ebe1"))
    opened.next_page()
    seen = set()
    while not is_shown(opened, "#3f3f3f"):
        seen.add(shown_colour(opened, 300, 300))
        qtbot.wait(1)
    assert seen <= {"#f5ebe1"}


def test_the_last_of_many_quick_changes_is_what_remains(
    qtbot: QtBot, opened: PagePane, popup: LightPopup
) -> None:
    for value in (10, 30, 90, 60, 0):
        slider(popup, "brightness").setValue(value)
    invert(popup)
    qtbot.waitUntil(lambda: is_shown(opened, "#f5ebe1"))


def test_the_way_back(qtbot: QtBot, opened: PagePane, popup: LightPopup) -> None:
    reset = popup.findChild(QPushButton, "resetLightButton")
    assert isinstance(reset, QPushButton)
    assert not reset.isEnabled()
    invert(popup)
    slider(popup, "contrast").setValue(50)
    with qtbot.waitSignal(opened.light_changed, check_params_cb=lambda is_lit: not is_lit):
        reset.click()
    assert is_shown(opened, INK)
    assert (slider(popup, "contrast").value(), reset.isEnabled()) == (0, False)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_a_key_closes_it(qtbot: QtBot, popup: LightPopup, key: Qt.Key) -> None:
    qtbot.keyClick(slider(popup, "brightness"), key)
    assert not popup.isVisible()


def test_text_is_captured_from_the_page_as_it_was_scanned(
    qtbot: QtBot, opened: PagePane, popup: LightPopup
) -> None:
    word = Box(100, 200, 189, 220)
    slider(popup, "brightness").setValue(100)
    popup.close()
    opened.set_page(1, printed_page(word))
    opened.fit_page()
    qtbot.waitUntil(lambda: opened.view.is_live)
    opened.begin_capture()
    with qtbot.waitSignal(opened.captured) as captured:
        at = on_view(opened, 140, 210)
        qtbot.mouseClick(opened.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert captured.args == [1, (Box(99, 199, 190, 221),)]
