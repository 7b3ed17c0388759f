from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from klearstack_desktop.localserver.samples.generate import generate
from klearstack_desktop.model.document import PageImage
from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.decoder import PageDecoder
from klearstack_desktop.pages.ink import word_at, words_under

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 1200, 900
PAPER, INK = "#ffffff", "#202020"
SLACK = 6
"""How far a sample's box may lie from the ink, in pixels: it has the letters' own air in it."""

# A laser print, a scan that lies askew, a fax, and a faint print.
SAMPLES = {0: "print", 2: "scan", 3: "fax", 6: "faint"}


def drawn(
    words: Sequence[Box], *, ink: str = INK, paper: str = PAPER, rules: Sequence[Box] = ()
) -> QImage:
    """Draw words as rows of letters, each five pixels wide and three apart, and ruled lines."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(paper))
    painter = QPainter(image)
    for word in words:
        for left in range(word.left, word.right, 8):
            width = min(5, word.right - left)
            painter.fillRect(left, word.top, width, word.height, QColor(ink))
    for rule in rules:
        painter.fillRect(QRect(rule.left, rule.top, rule.width, rule.height), QColor("#000000"))
    painter.end()
    return image


def around(word: Box) -> Box:
    """What is found: the ink with one pixel of air."""
    return Box(word.left - 1, word.top - 1, word.right + 1, word.bottom + 1)


FIRST, SECOND, THIRD = Box(100, 100, 189, 120), Box(210, 100, 299, 120), Box(320, 100, 409, 120)
BELOW = Box(100, 140, 189, 160)
LINE = drawn((FIRST, SECOND, THIRD, BELOW))


class TestAClick:
    @pytest.mark.parametrize("word", [FIRST, SECOND, THIRD, BELOW])
    def test_on_a_word_finds_all_of_it(self, word: Box) -> None:
        for x in (word.left + 1, (word.left + word.right) / 2, word.right - 2):
            assert word_at(LINE, x, word.top + 5) == around(word)

    def test_close_to_a_word_finds_it(self) -> None:
        assert word_at(LINE, FIRST.left - 4, FIRST.top - 4) == around(FIRST)

    def test_on_paper_finds_nothing(self) -> None:
        assert word_at(LINE, 800, 600) is None
        assert word_at(LINE, 700, 110) is None

    def test_off_the_page_finds_nothing(self) -> None:
        assert word_at(LINE, -500, -500) is None

    def test_in_a_table_the_ruled_lines_are_no_ink(self) -> None:
        rules = (Box(90, 96, 700, 98), Box(90, 126, 700, 128), Box(197, 0, 199, HEIGHT))
        page = drawn((FIRST, SECOND), rules=rules)
        assert word_at(page, 150, 110) == around(FIRST)
        assert word_at(page, 250, 110) == around(SECOND)

    @pytest.mark.parametrize(
        ("ink", "paper"), [("#b0b0b0", "#ffffff"), ("#ffffff", "#203060"), ("#806040", "#e8e0c8")]
    )
    def test_faint_light_and_coloured_letters_are_ink(self, ink: str, paper: str) -> None:
        page = drawn((FIRST, SECOND), ink=ink, paper=paper)
        assert word_at(page, 150, 110) == around(FIRST)

    def test_large_letters_are_found_whole(self) -> None:
        title = Box(100, 300, 405, 390)
        page = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        page.fill(QColor(PAPER))
        painter = QPainter(page)
        for left in range(title.left, title.right, 60):
            painter.fillRect(left, title.top, 45, title.height, QColor(INK))
        painter.end()
        found = word_at(page, 250, 340)
        assert found is not None
        assert (found.top, found.bottom) == (299, 391)


class TestADrag:
    def test_cut_letters_are_taken_whole(self) -> None:
        assert words_under(LINE, Box(110, 106, 180, 114)) == around(FIRST)

    def test_words_that_are_mostly_covered_are_united(self) -> None:
        drawn_by_hand = Box(90, 95, 290, 125)
        assert words_under(LINE, drawn_by_hand) == around(FIRST.united(SECOND))

    def test_a_word_that_is_hardly_touched_stays_out(self) -> None:
        assert words_under(LINE, Box(95, 95, 225, 125)) == around(FIRST)

    def test_several_lines_are_united(self) -> None:
        assert words_under(LINE, Box(90, 90, 200, 170)) == around(FIRST.united(BELOW))

    def test_over_paper_finds_nothing(self) -> None:
        assert words_under(LINE, Box(700, 500, 900, 600)) is None

    @given(
        left=st.integers(0, WIDTH - 2),
        top=st.integers(0, HEIGHT - 2),
        width=st.integers(1, WIDTH),
        height=st.integers(1, 120),
    )
    def test_whatever_is_drawn_the_box_lies_on_the_page(
        self, left: int, top: int, width: int, height: int
    ) -> None:
        box = Box(left, top, min(WIDTH, left + width), min(HEIGHT, top + height))
        found = words_under(LINE, box)
        assert found is None or found.fits(WIDTH, HEIGHT)

    @given(slip=st.tuples(*[st.integers(-6, 6)] * 4))
    def test_an_unsteady_hand_gets_the_same_box(self, slip: tuple[int, int, int, int]) -> None:
        box = Box(*(edge + by for edge, by in zip(SECOND.corners(), slip, strict=True)))
        assert words_under(LINE, box) == around(SECOND)


def close(found: Box | None, word: Box) -> bool:
    return (
        found is not None
        and abs(found.left - word.left) <= SLACK
        and abs(found.right - word.right) <= SLACK
    )


@pytest.mark.parametrize("index", SAMPLES, ids=list(SAMPLES.values()))
def test_the_words_of_the_samples_are_found(index: int) -> None:
    sample = generate(1, index)
    file = sample.files[0]
    page = PageDecoder().decode(PageImage(1, file.data, file.media_type)).levels[0]
    words = [Box(*word.box) for word in sample.pages[0].words]
    by_click = by_drag = 0
    for word in words:
        by_click += close(
            word_at(page, (word.left + word.right) / 2, (word.top + word.bottom) / 2), word
        )
        air = word.height // 4
        drawn_by_hand = Box(word.left - air, word.top - air, word.right + air, word.bottom + air)
        by_drag += close(words_under(page, drawn_by_hand), word)
    assert by_drag >= 0.96 * len(words)
    assert by_click >= 0.75 * len(words)
