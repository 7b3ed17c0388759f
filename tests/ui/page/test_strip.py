from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.fields.text import ElidedLabel
from klearstack_desktop.ui.page.strip import NO_FIELD, NO_PAGE, NO_PLACE, Excerpt, FieldStrip
from tests.ui.page.sheets import plain_page, printed_page

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WORD = Box(300, 500, 389, 520)


@pytest.fixture
def strip(qtbot: QtBot) -> FieldStrip:
    shown = FieldStrip()
    qtbot.addWidget(shown)
    shown.resize(440, shown.sizeHint().height())
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def colours(strip: FieldStrip) -> set[str]:
    """The colours along the middle of the picture."""
    picture = strip.grab().toImage()
    row = picture.height() - round(40 * picture.devicePixelRatio())
    return {picture.pixelColor(x, row).name() for x in range(picture.width())}


def test_it_shows_what_stands_in_the_box(strip: FieldStrip) -> None:
    strip.show_excerpt(Excerpt("Total", printed_page(WORD), WORD))
    assert strip.words == ""
    assert "#222222" in colours(strip)
    assert strip.accessibleName() == "The page where Total stands"


def test_it_keeps_its_height_whatever_it_shows(strip: FieldStrip) -> None:
    page = printed_page(WORD)
    heights = set()
    for excerpt in (
        Excerpt(),
        Excerpt("Total", page, WORD, "Was read as 1,00"),
        Excerpt("A very long name of a field " * 9, page, Box(0, 0, 700, 900)),
        Excerpt("Total", None, WORD),
    ):
        strip.show_excerpt(excerpt)
        heights.add(strip.sizeHint().height())
    assert len(heights) == 1


@pytest.mark.parametrize(
    ("excerpt", "words"),
    [
        (Excerpt(), NO_FIELD),
        (Excerpt("Total", plain_page(), None), NO_PLACE),
        (Excerpt("Total", plain_page(), Box(700, 10, 900, 40)), NO_PLACE),
        (Excerpt("Total", None, WORD), NO_PAGE),
    ],
)
def test_it_says_why_there_is_nothing_to_see(
    strip: FieldStrip, excerpt: Excerpt, words: str
) -> None:
    strip.show_excerpt(excerpt)
    assert strip.words == words


def test_a_photograph_lying_on_its_side_is_shown_upright(strip: FieldStrip) -> None:
    """In the pixels as stored the word runs from top to bottom."""
    lying = Box(300, 500, 320, 589)
    page = plain_page(upright_turns=1)
    strip.show_excerpt(Excerpt("Total", page, lying))
    picture = strip.grab().toImage()
    scale = picture.devicePixelRatio()
    middle = picture.height() - round(40 * scale)
    accent = [
        x for x in range(picture.width()) if picture.pixelColor(x, middle).name() == "#2457d6"
    ]
    # The frame is as wide as the box was high.
    assert (max(accent) - min(accent)) / scale > 100


def test_markup_in_a_label_is_shown_as_it_is(strip: FieldStrip) -> None:
    strip.show_excerpt(Excerpt("<b>Total</b>", plain_page(), WORD))
    label = strip.findChild(ElidedLabel, "fieldStripLabel")
    assert isinstance(label, ElidedLabel)
    assert label.text() == "<b>Total</b>"
