"""A page that was drawn ahead looks as one that is drawn when it is looked at."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.ui.page.page_pictures import PagePictures
from tests.ui.page.sheets import HEIGHT, NUMBER_BOX, TOTAL_BOX, WIDTH, plain_page, printed_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from klearstack_desktop.pages.page import Page
    from klearstack_desktop.ui.page.pane import PagePane


def shown(qtbot: QtBot, pane: PagePane, page: Page, name: str) -> QImage:
    with qtbot.waitSignal(pane.painted):
        pane.set_document(name, 1)
        pane.set_page(1, page)
    return pane.view.viewport().grab().toImage()


def printed() -> Page:
    return printed_page(NUMBER_BOX, TOTAL_BOX)


@pytest.mark.parametrize(
    "look",
    [
        lambda _pane: None,
        lambda pane: pane.fit_page(),
        lambda pane: pane.zoom_out(),
        lambda pane: pane.zoom_in(),
        lambda pane: pane.rotate_right(),
    ],
)
def test_nobody_sees_whether_it_was_drawn_ahead(
    qtbot: QtBot, pane: PagePane, look: Callable[[PagePane], None]
) -> None:
    look(pane)
    as_it_comes = shown(qtbot, pane, printed(), "doc-1")
    ahead = printed()
    pane.foresee(ahead)
    assert shown(qtbot, pane, ahead, "doc-2") == as_it_comes
    look(pane)
    pane.view.viewport().repaint()


def test_what_is_let_go_of_a_page_is_not_held_by_its_picture(qapp: object) -> None:
    del qapp
    pictures, page = PagePictures(), plain_page(size=(3000, 4200))
    pictures.draw(page, 0.05, 1.0)
    drawn = pictures.picture(page, 0.05, 1.0)
    full = weakref.ref(page.levels[0])
    page.blur(Detail.GLANCE)
    gc.collect()
    assert full() is None
    assert drawn is not None
    assert pictures.picture(page, 0.05, 1.0) is drawn, "what it was drawn from is still there"


def test_other_pixels_are_drawn_anew(qtbot: QtBot, pane: PagePane) -> None:
    page = plain_page()
    pane.foresee(page)
    for level in page.levels:
        level.fill(QColor("#123456"))
    picture = shown(qtbot, pane, page, "doc-1")
    assert picture.pixelColor(picture.rect().center()).name() == "#123456"


def test_a_page_that_lies_otherwise_in_memory_is_drawn_anew(qtbot: QtBot, pane: PagePane) -> None:
    page, sharper = plain_page(), plain_page("#123456")
    pane.foresee(page)
    page.take(sharper)
    picture = shown(qtbot, pane, page, "doc-1")
    assert picture.pixelColor(picture.rect().center()).name() == "#123456"


def test_the_next_light_is_not_hidden_by_what_was_drawn_ahead(qtbot: QtBot, qapp: object) -> None:
    del qtbot, qapp
    pictures, page = PagePictures(), plain_page()
    pictures.draw(page, 0.5, 1.0)
    lit = page.in_other_light(build_levels(page.levels[0].copy(QRect(0, 0, WIDTH, HEIGHT))))
    assert pictures.picture(page, 0.5, 1.0) is not None
    assert pictures.picture(lit, 0.5, 1.0) is None


@pytest.mark.parametrize(("zoom", "sharpness"), [(0.25, 1.0), (0.5, 2.0), (0.5, 1.25)])
def test_it_is_for_one_zoom_on_one_screen(qapp: object, zoom: float, sharpness: float) -> None:
    del qapp
    pictures, page = PagePictures(), plain_page()
    pictures.draw(page, 0.5, 1.0)
    assert pictures.picture(page, zoom, sharpness) is None


def test_what_is_larger_than_a_screen_is_left(qapp: object) -> None:
    del qapp
    pictures, page = PagePictures(), plain_page()
    pictures.draw(page, 8.0, 1.0)
    pictures.draw(page, 0.5, 1.25)
    assert pictures.picture(page, 8.0, 1.0) is pictures.picture(page, 0.5, 1.25) is None


def test_only_a_few_are_kept(qapp: object) -> None:
    del qapp
    pictures, pages = PagePictures(), [plain_page() for _ in range(5)]
    for page in pages:
        pictures.draw(page, 0.5, 1.0)
    kept = [pictures.picture(page, 0.5, 1.0) is not None for page in pages]
    assert kept == [False, False, True, True, True]
