from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextDocument

from klearstack_desktop.model.doubts import BAD_BELOW
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.page.boxes import (
    GOOD_FROM,
    BoxState,
    look_of,
    place_boxes,
    state_of,
    tooltip_of,
)
from tests.ui.page.sheets import DATE, NUMBER, NUMBER_BOX, TOTAL, page_box, plain_page

BOX = page_box(NUMBER, NUMBER_BOX)


@pytest.mark.parametrize(
    ("confidence", "state"),
    [
        (1.0, BoxState.GOOD),
        (GOOD_FROM, BoxState.GOOD),
        (GOOD_FROM - 0.001, BoxState.CHECK),
        (BAD_BELOW, BoxState.CHECK),
        (BAD_BELOW - 0.001, BoxState.BAD),
        (0.0, BoxState.BAD),
        (None, BoxState.UNKNOWN),
    ],
)
def test_confidence_decides_the_state(confidence: float | None, state: BoxState) -> None:
    assert state_of(replace(BOX, confidence=confidence)) is state


def test_a_change_counts_more_than_the_confidence() -> None:
    for confidence in (None, 0.1, 1.0):
        changed = replace(BOX, confidence=confidence, is_changed=True)
        assert state_of(changed) is BoxState.CHANGED


def test_states_differ_without_their_colour() -> None:
    for one, other in itertools.combinations(BoxState, 2):
        a, b = look_of(one), look_of(other)
        assert (a.pattern, a.mark) != (b.pattern, b.mark)


def test_a_tooltip_shows_markup_as_it_was_written() -> None:
    nasty = replace(BOX, label="<i>Number</i>", value="<b>1 & 2</b>\n<img src=x>")
    document = QTextDocument()
    document.setHtml(tooltip_of(nasty))
    shown = document.toPlainText()
    assert "<i>Number</i>" in shown
    assert "<b>1 & 2</b>" in shown
    assert "<img src=x>" in shown


def test_a_tooltip_says_the_state_in_words() -> None:
    assert "to check, read with 75% confidence" in tooltip_of(replace(BOX, confidence=0.75))
    assert "changed" in tooltip_of(replace(BOX, is_changed=True))


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
