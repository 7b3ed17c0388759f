from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from klearstack_desktop.model.geometry import Box, in_reading_order

SIDES = st.integers(1, 50)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    st.integers(0, 500),
    st.integers(0, 500),
    SIDES,
    SIDES,
)


def test_words_are_read_line_by_line_and_from_left_to_right() -> None:
    first, second = Box(10, 12, 40, 30), Box(50, 8, 90, 28)
    below = Box(10, 40, 40, 60)
    assert in_reading_order((below, second, first)) == (first, second, below)


@given(st.lists(BOXES, unique=True))
@example([Box(0, 0, 1, 1), Box(0, 0, 1, 2)])
def test_no_word_is_lost_and_the_order_they_were_taken_in_does_not_count(boxes: list[Box]) -> None:
    ordered = in_reading_order(boxes)
    assert sorted(map(Box.corners, ordered)) == sorted(map(Box.corners, boxes))
    assert in_reading_order(reversed(boxes)) == ordered
