from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.pages.fit import box_on_image, box_on_rendition

sides = st.integers(1, 8000)
sizes = st.tuples(sides, sides)
corners = st.integers(-100, 9000)
boxes = st.builds(Box, corners, corners, corners, corners)


def test_without_a_rendition_a_box_is_taken_as_it_is() -> None:
    assert box_on_image(Box(10, 20, 30, 40), None, (100, 100)) == Box(10, 20, 30, 40)


def test_a_box_is_scaled_from_its_rendition() -> None:
    assert box_on_image(Box(100, 200, 300, 400), (1000, 2000), (500, 500)) == Box(50, 50, 150, 100)


def test_a_box_outside_the_image_is_none() -> None:
    for outside in (Box(50, 50, 101, 60), Box(-1, 0, 5, 5), Box(10, 90, 20, 101)):
        assert box_on_image(outside, None, (100, 100)) is None


def test_a_box_without_area_is_none() -> None:
    assert box_on_image(Box(0, 0, 0, 0), None, (100, 100)) is None
    assert box_on_image(Box(30, 30, 20, 40), None, (100, 100)) is None


def test_a_rendition_without_size_gives_no_box() -> None:
    assert box_on_image(Box(1, 1, 2, 2), (0, 100), (100, 100)) is None


@given(box=boxes, rendition=st.none() | sizes, image=sizes)
def test_what_is_shown_lies_on_the_image(
    box: Box, rendition: tuple[int, int] | None, image: tuple[int, int]
) -> None:
    shown = box_on_image(box, rendition, image)
    assert shown is None or shown.fits(*image)


@given(box=boxes, rendition=st.none() | sizes, image=sizes)
def test_what_is_captured_lies_on_the_rendition(
    box: Box, rendition: tuple[int, int] | None, image: tuple[int, int]
) -> None:
    assert box_on_rendition(box, rendition, image).fits(*(rendition or image))


@given(
    left=st.integers(0, 90),
    top=st.integers(0, 90),
    factor=st.integers(1, 8),
    side=st.integers(1, 9),
)
def test_there_and_back_is_the_same_box(left: int, top: int, factor: int, side: int) -> None:
    box = Box(left, top, left + side, top + side)
    rendition, image = (100, 100), (100 * factor, 100 * factor)
    shown = box_on_image(box, rendition, image)
    assert shown is not None
    assert box_on_rendition(shown, rendition, image) == box
