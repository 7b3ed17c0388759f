"""A piece of a page, with the place in its middle where the page allows it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.crop import LEAST, MARGIN, Crop, as_crop, crop
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.page import Page
from tests.pages.samples import encoded, picture

INK = QColor(204, 51, 51)


def page(width: int, height: int, ink: Box, **more: object) -> Page:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for x in range(ink.left, ink.right):
        for y in range(ink.top, ink.bottom):
            image.setPixelColor(x, y, INK)
    return Page((image,), **more)  # type: ignore[arg-type]


def cut(of: Page, box: Box) -> Crop:
    found = crop(of, box)
    assert found is not None
    return found


def ink_is_at(found: Crop, box: Box) -> bool:
    image = found.page.levels[0]
    inside = image.pixelColor(box.left, box.top) == image.pixelColor(box.right - 1, box.bottom - 1)
    return inside and image.pixelColor(box.left, box.top) == INK


def test_the_place_is_in_the_middle_and_its_pixels_are_those_of_the_page() -> None:
    box = Box(2000, 1500, 2040, 1520)
    found = cut(page(4000, 3000, box), box)
    assert found.page.size == LEAST
    assert (found.box.width, found.box.height) == (40, 20)
    assert found.box.left == (LEAST[0] - 40) // 2
    assert found.box.top == (LEAST[1] - 20) // 2
    assert ink_is_at(found, found.box)


@pytest.mark.parametrize("corner", [Box(0, 0, 30, 12), Box(370, 548, 400, 560)])
def test_at_the_edge_of_the_page_there_is_no_more_than_the_page(corner: Box) -> None:
    found = cut(page(400, 560, corner), corner)
    assert found.page.width <= 400
    assert found.page.height < 560
    assert (found.box.width, found.box.height) == (30, 12)
    assert ink_is_at(found, found.box)


def test_a_box_larger_than_that_keeps_a_margin() -> None:
    box = Box(100, 200, 3000, 900)
    found = cut(page(4000, 3000, Box(100, 200, 102, 202)), box)
    assert found.page.size == (2900 + 2 * MARGIN, 700 + 2 * MARGIN)
    assert found.box.left == found.box.top == MARGIN


def test_a_page_on_its_side_is_cut_as_it_will_stand() -> None:
    box = Box(1500, 2000, 1520, 2040)
    found = cut(page(3000, 4000, box, upright_turns=1), box)
    assert found.page.size == LEAST[::-1]
    assert found.page.upright_turns == 1


def test_a_box_of_another_rendition_is_scaled() -> None:
    on_image = Box(2000, 1500, 2040, 1520)
    found = cut(page(4000, 3000, on_image, rendition=(2000, 1500)), Box(1000, 750, 1020, 760))
    assert ink_is_at(found, found.box)


def test_a_box_that_does_not_lie_on_the_page_has_no_piece() -> None:
    assert crop(page(400, 560, Box(0, 0, 1, 1)), Box(390, 10, 900, 40)) is None


def test_the_piece_takes_little_and_does_not_hold_the_page() -> None:
    decoder = PageDecoder()
    data = encoded(picture(size=(2480, 3508)), "PNG")
    whole = decoder.decode(PageImage(1, data, "image/png"))
    found = decoder.cut(whole, Box(1200, 1700, 1300, 1730))
    assert found is not None
    assert found.nbytes < whole.nbytes / 10
    before = found.page.levels[0].pixelColor(5, 5)
    del whole
    assert found.page.levels[0].pixelColor(5, 5) == before
    assert as_crop(found) is found
    with pytest.raises(TypeError):
        as_crop(found.page)
