from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QToolButton

from klearstack_desktop.ui.page.geometry import ZoomMode
from klearstack_desktop.ui.page.pane import PagePane
from klearstack_desktop.ui.page.toolbar import ACTION_NAMES, PageToolBar
from tests.ui.page.sheets import plain_page

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


def button(pane: PagePane, action: str) -> QToolButton:
    found = pane.findChild(QToolButton, f"{action}Button")
    assert isinstance(found, QToolButton)
    return found


def zoom_label(pane: PagePane) -> str:
    label = pane.findChild(QLabel, "zoomLabel")
    assert isinstance(label, QLabel)
    return label.text()


def mode_of(pane: PagePane) -> ZoomMode:
    return pane.view.camera.mode


def label_end(pane: PagePane) -> int:
    label = pane.findChild(QLabel, "pageLabel")
    assert isinstance(label, QLabel)
    return label.geometry().right()


def has_width(bar: PageToolBar, width: int) -> bool:
    return bar.width() == width


def test_its_own_buttons_work(qtbot: QtBot, opened: PagePane) -> None:
    camera = opened.view.camera
    qtbot.mouseClick(button(opened, "fit_page"), LEFT)
    assert mode_of(opened) is ZoomMode.FIT_PAGE
    fitted = camera.zoom
    qtbot.mouseClick(button(opened, "zoom_in"), LEFT)
    assert camera.zoom > fitted
    qtbot.mouseClick(button(opened, "zoom_out"), LEFT)
    assert camera.zoom == pytest.approx(fitted)
    assert zoom_label(opened) == f"{fitted:.0%}"
    qtbot.mouseClick(button(opened, "fit_width"), LEFT)
    assert mode_of(opened) is ZoomMode.FIT_WIDTH
    qtbot.mouseClick(button(opened, "rotate_left"), LEFT)
    assert camera.turns == 3
    qtbot.mouseClick(button(opened, "rotate_right"), LEFT)
    assert camera.turns == 0


def test_the_capture_button_shows_whether_capture_is_on(qtbot: QtBot, opened: PagePane) -> None:
    capture = button(opened, "capture")
    qtbot.mouseClick(capture, LEFT)
    assert opened.is_capturing
    assert capture.isChecked()
    opened.cancel_capture()
    assert not capture.isChecked()
    qtbot.mouseClick(capture, LEFT)
    qtbot.mouseClick(capture, LEFT)
    assert not opened.is_capturing


def test_the_capture_button_stays_off_without_a_page(qtbot: QtBot, pane: PagePane) -> None:
    qtbot.mouseClick(button(pane, "capture"), LEFT)
    assert not button(pane, "capture").isChecked()


def test_given_actions_are_shown_and_left_to_their_owner(qtbot: QtBot) -> None:
    actions = {name: QAction(name.upper()) for name in ("fit_page", "capture")}
    actions["fit_page"].setToolTip("Fit page (Ctrl+0)")
    pane = PagePane(actions=actions)
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.set_document("doc-1", 1)
    pane.set_page(1, plain_page())
    with qtbot.waitSignal(actions["fit_page"].triggered):
        qtbot.mouseClick(button(pane, "fit_page"), LEFT)
    assert mode_of(pane) is ZoomMode.FIT_WIDTH
    assert button(pane, "fit_page").toolTip() == "Fit page (Ctrl+0)"
    assert button(pane, "fit_page").text() == "Fit page"
    assert not button(pane, "capture").icon().isNull()
    qtbot.mouseClick(button(pane, "zoom_in"), LEFT)
    assert mode_of(pane) is ZoomMode.FREE


def test_every_button_has_a_name_and_a_tip(pane: PagePane) -> None:
    for name in ACTION_NAMES:
        assert button(pane, name).accessibleName()
        assert button(pane, name).toolTip()


def test_words_give_way_to_icons_where_it_is_narrow(qtbot: QtBot, pane: PagePane) -> None:
    bar = pane.findChild(PageToolBar, "pageToolBar")
    assert isinstance(bar, PageToolBar)
    icons_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    for width, is_narrow in ((1000, False), (bar.minimumSizeHint().width(), True), (900, False)):
        pane.resize(width, 500)
        qtbot.waitUntil(partial(has_width, bar, width))
        style = button(pane, "fit_width").toolButtonStyle()
        assert (style == icons_only) is is_narrow
        qtbot.waitUntil(lambda: label_end(pane) <= bar.width())
