from __future__ import annotations

import itertools
from dataclasses import replace

from PySide6.QtCore import QSizeF

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.page.boxes import (
    BoxState,
    look_of,
    place_boxes,
    words_on,
)
from tests.ui.page.sheets import DATE, NUMBER, NUMBER_BOX, TOTAL, page_box, plain_page

BOX = page_box(NUMBER, NUMBER_BOX)


def test_states_differ_without_their_colour() -> None:
    for one, other in itertools.combinations(BoxState, 2):
        a, b = look_of(one), look_of(other)
        assert (a.pattern, a.mark) != (b.pattern, b.mark)


def test_markup_stays_what_was_written() -> None:
    nasty = replace(BOX, label="<i>Number</i>", value="<b>1 & 2</b>\n<img src=x>")
    assert words_on(nasty) == "<i>Number</i>\n<b>1 & 2</b>\n<img src=x>\ngood"


def test_a_box_says_its_state_in_words() -> None:
    assert words_on(replace(BOX, value="", state=BoxState.CHECK)).endswith("(empty)\nto check")
    assert words_on(replace(BOX, remark="Lines add up to 12.00")).endswith("up to 12.00")


def test_boxes_are_placed_on_their_page_only_and_never_outside() -> None:
    boxes = (
        BOX,
        page_box(DATE, Box(10, 10, 60, 30), page=2),
        page_box(TOTAL, Box(700, 100, 900, 140)),
    )
    placed, outside = place_boxes(boxes, 1, plain_page())
    assert [box.field.key for box in placed] == [NUMBER]
    assert outside == 1


def test_boxes_of_another_rendition_are_scaled() -> None:
    page = plain_page(rendition=(1600, 2200))
    assert QSizeF(*page.size) == QSizeF(800, 1100)
    ((placed,), outside) = place_boxes((BOX,), 1, page)
    assert placed.area == Box(250, 50, 350, 70)
    assert outside == 0
