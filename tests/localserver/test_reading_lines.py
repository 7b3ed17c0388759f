"""Words gathered into lines, also where a scan lies askew or reads from right to left."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.localserver.content import StoredWord
from klearstack_desktop.localserver.reading.lines import lines_of, text_under

PAGE = (0, 0, 10_000, 10_000)


def laid_out(rows: list[str], degrees: float = 0.0) -> list[StoredWord]:
    """Return the words of some lines, each 20 pixels high, turned about the origin."""
    words = []
    slope = math.tan(math.radians(degrees))
    for number, row in enumerate(rows):
        left = 100
        for text in row.split():
            right = left + 12 * len(text)
            top = 1000 + 40 * number + round(slope * left)
            words.append(StoredWord(text, (left, top, right, top + 20)))
            left = right + 8
    return words


def test_lines_stay_whole_on_a_page_that_lies_askew() -> None:
    rows = [f"line {n} with a good many words that stretch across the page" for n in range(6)]
    for degrees in (-1.5, 0.0, 1.5):
        assert text_under(laid_out(rows, degrees), PAGE).split("\n") == rows


def test_order_on_the_page_counts_and_not_order_in_the_file() -> None:
    words = laid_out(["first line", "second line"])
    assert text_under(reversed(words), PAGE) == "first line\nsecond line"


def test_right_to_left_lines_read_from_the_right() -> None:
    words = [
        StoredWord("رقم", (300, 10, 360, 30)),
        StoredWord("الفاتورة", (200, 10, 290, 30)),
        StoredWord("42", (150, 10, 190, 30)),
    ]
    assert text_under(words, PAGE) == "رقم الفاتورة 42"


def test_a_line_is_split_where_a_column_ends() -> None:
    words = [
        StoredWord("Invoice", (100, 10, 180, 30)),
        StoredWord("date", (188, 10, 230, 30)),
        StoredWord("Total", (400, 10, 460, 30)),
    ]
    (line,) = lines_of(words)
    assert [segment.text for segment in line.segments()] == ["Invoice date", "Total"]


boxes = st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(1, 90), st.integers(1, 90))


@given(st.lists(boxes, max_size=30))
def test_no_word_is_lost_or_doubled(places: list[tuple[int, int, int, int]]) -> None:
    words = [
        StoredWord(f"w{n}", (left, top, left + width, top + height))
        for n, (left, top, width, height) in enumerate(places)
    ]
    gathered = [word for line in lines_of(words) for word in line.words]
    assert sorted(word.text for word in gathered) == sorted(word.text for word in words)
