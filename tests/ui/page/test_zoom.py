from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.pages.page import Page
from klearstack_desktop.ui.page.geometry import MAX_ZOOM, MIN_ZOOM, ZoomMode
from klearstack_desktop.ui.page.sheet import device_zoom
from tests.ui.page.sheets import on_view, plain_page, shown_colour

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane


def page_width_on_view(pane: PagePane) -> int:
    return on_view(pane, 800, 0).x() - on_view(pane, 0, 0).x()


def test_fitting_the_width_follows_the_window(qtbot: QtBot, opened: PagePane) -> None:
    for width in (700, 560, 1000):
        opened.resize(width, 600)
        qtbot.waitUntil(
            lambda: abs(page_width_on_view(opened) + 24 - opened.view.viewport().width()) <= 2
        )
        bar = opened.view.horizontalScrollBar()
        assert bar.maximum() == bar.minimum()
        margins = (
            on_view(opened, 0, 0).x(),
            opened.view.viewport().width() - on_view(opened, 800, 0).x(),
        )
        assert abs(margins[0] - margins[1]) <= 2


@pytest.mark.parametrize("turns", [0, 1])
def test_fitting_the_page_leaves_nothing_to_scroll(opened: PagePane, turns: int) -> None:
    opened.fit_page()
    for _ in range(turns):
        opened.rotate_right()
    for bar in (opened.view.horizontalScrollBar(), opened.view.verticalScrollBar()):
        assert bar.maximum() == bar.minimum()


def test_zoom_steps_and_their_limits(qtbot: QtBot, opened: PagePane) -> None:
    opened.zoom_reset()
    assert opened.view.camera.zoom == 1.0
    with qtbot.waitSignal(opened.zoom_changed, check_params_cb=lambda zoom: zoom == 1.25):
        opened.zoom_in()
    assert opened.view.camera.mode is ZoomMode.FREE
    for _ in range(20):
        opened.zoom_in()
    assert opened.view.camera.zoom == MAX_ZOOM
    for _ in range(40):
        opened.zoom_out()
    assert opened.view.camera.zoom == MIN_ZOOM


def test_the_middle_stays_when_zooming_with_keys(opened: PagePane) -> None:
    opened.zoom_reset()
    opened.view.verticalScrollBar().setValue(250)
    middle = opened.view.viewport().rect().center()
    before = opened.view.mapToScene(middle)
    opened.zoom_in()
    after = opened.view.mapToScene(middle)
    assert abs(after.y() - before.y()) <= 2


def test_zooming_without_a_page_does_no_harm(pane: PagePane) -> None:
    pane.zoom_in()
    pane.fit_page()
    pane.rotate_left()
    pane.zoom_to_active()
    pane.set_document("doc-1", 1)
    pane.set_page(1, plain_page())
    assert pane.view.camera.zoom > 0


def test_the_level_fits_the_zoom(opened: PagePane) -> None:
    """Each level has a colour of its own here, so what is seen tells which one was painted."""
    colours = ("#ff0000", "#00ff00", "#0000ff", "#ffff00")
    levels = []
    for level, colour in zip(build_levels(_blank()), colours, strict=True):
        level.fill(QColor(colour))
        levels.append(level)
    opened.set_page(1, Page(tuple(levels)))
    expected = {1.5: 0, 1.0: 0, 0.6: 0, 0.5: 1, 0.3: 1, 0.25: 2, 0.1: 3}
    for on_screen, level_number in expected.items():
        opened.view.camera.set_zoom(on_screen / opened.devicePixelRatio())
        assert shown_colour(opened, 400, 550) == colours[level_number]


@pytest.mark.parametrize(("scale", "seen"), [(1.0, 0.5), (2.0, 1.0)])
def test_the_level_counts_the_pixels_of_the_screen(scale: float, seen: float) -> None:
    screen = QImage(200, 200, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(scale)
    painter = QPainter(screen)
    painter.scale(0.5, 0.5)
    painter.rotate(90)
    zoom = device_zoom(painter)
    painter.end()
    assert zoom == pytest.approx(seen)


def _blank() -> QImage:
    image = QImage(800, 1100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    return image
