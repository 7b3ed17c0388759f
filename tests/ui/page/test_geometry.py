from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from klearstack_desktop.model.geometry import Box
from klearstack_desktop.ui.page import geometry
from klearstack_desktop.ui.page.boxes import PlacedBox
from klearstack_desktop.ui.page.geometry import MARGIN, MAX_ZOOM, MIN_ZOOM, ZoomMode
from tests.ui.page.sheets import DATE, NUMBER, page_box

sides = st.floats(50, 20_000)
coordinates = st.floats(-500, 6_000)
points = st.builds(QPointF, coordinates, coordinates)
zooms = st.floats(MIN_ZOOM, MAX_ZOOM)


@given(zoom=zooms, turns=st.integers(-8, 8), point=points)
def test_what_is_mapped_to_the_view_comes_back(zoom: float, turns: int, point: QPointF) -> None:
    there = geometry.image_to_view(zoom, turns)
    back, is_invertible = there.inverted()
    assert is_invertible
    returned = back.map(there.map(point))
    assert returned.x() == pytest.approx(point.x(), abs=0.01)
    assert returned.y() == pytest.approx(point.y(), abs=0.01)


def test_turning_is_clockwise() -> None:
    right = geometry.image_to_view(1, 1).map(QPointF(0, 10))
    assert (right.x(), right.y()) == pytest.approx((-10, 0))


@given(page=st.builds(QSizeF, sides, sides), view=st.builds(QSizeF, sides, sides))
def test_a_fitted_page_fits(page: QSizeF, view: QSizeF) -> None:
    by_width = geometry.fit_zoom(ZoomMode.FIT_WIDTH, page, view)
    whole = geometry.fit_zoom(ZoomMode.FIT_PAGE, page, view)
    assert whole <= by_width
    if MIN_ZOOM < by_width < MAX_ZOOM:
        assert page.width() * by_width + 2 * MARGIN == pytest.approx(view.width())
    if MIN_ZOOM < whole < MAX_ZOOM:
        assert page.width() * whole + 2 * MARGIN <= view.width() * 1.0001
        assert page.height() * whole + 2 * MARGIN <= view.height() * 1.0001


def test_a_window_without_room_gives_the_smallest_zoom() -> None:
    for view in (QSizeF(), QSizeF(10, 10), QSizeF(-5, 100)):
        assert geometry.fit_zoom(ZoomMode.FIT_WIDTH, QSizeF(100, 100), view) == MIN_ZOOM


@given(zoom=st.floats(0.2, 2.0), delta=st.integers(-480, 480))
def test_wheel_there_and_back_is_no_change(zoom: float, delta: int) -> None:
    there = geometry.wheel_zoom(zoom, delta)
    assert (there >= zoom) == (delta >= 0)
    assert geometry.wheel_zoom(there, -delta) == pytest.approx(zoom)


@given(zoom=zooms, delta=st.integers(-100_000, 100_000))
def test_the_wheel_stays_within_the_limits(zoom: float, delta: int) -> None:
    assert MIN_ZOOM <= geometry.wheel_zoom(zoom, delta) <= MAX_ZOOM


@given(start=points, end=points, width=sides, height=sides)
def test_a_dragged_box_is_normal_and_on_the_page(
    start: QPointF, end: QPointF, width: float, height: float
) -> None:
    page = QSizeF(int(width), int(height))
    box = geometry.dragged_box(start, end, page)
    assert box == geometry.dragged_box(end, start, page)
    if box is not None:
        assert box.fits(int(width), int(height))


def test_a_dragged_box_holds_every_pixel_that_was_touched() -> None:
    box = geometry.dragged_box(QPointF(10.9, 20.1), QPointF(3.2, 5.5), QSizeF(100, 100))
    assert box == Box(3, 5, 11, 21)


def test_a_drag_beside_the_page_covers_nothing() -> None:
    assert geometry.dragged_box(QPointF(-20, 5), QPointF(-1, 50), QSizeF(100, 100)) is None


class TestHit:
    large = PlacedBox(page_box(NUMBER, Box(0, 0, 1, 1)), Box(100, 100, 300, 200))
    small = PlacedBox(page_box(DATE, Box(0, 0, 1, 1)), Box(150, 120, 200, 150))

    def test_the_smaller_of_two_wins(self) -> None:
        for boxes in ([self.large, self.small], [self.small, self.large]):
            assert geometry.box_at(boxes, QPointF(160, 130), 0) is self.small
            assert geometry.box_at(boxes, QPointF(110, 110), 0) is self.large

    def test_slack_reaches_a_little_outside(self) -> None:
        assert geometry.box_at([self.large], QPointF(97, 150), 0) is None
        assert geometry.box_at([self.large], QPointF(97, 150), 3) is self.large

    @given(point=points)
    def test_a_hit_holds_the_point(self, point: QPointF) -> None:
        hit = geometry.box_at([self.large, self.small], point, 0)
        if hit is None:
            assert not geometry.rect_of(self.large.area).contains(point)
        else:
            assert geometry.rect_of(hit.area).contains(point)


class TestInView:
    visible = QRectF(100, 100, 400, 300)

    @pytest.mark.parametrize(
        ("area", "is_seen"),
        [
            (QRectF(150, 150, 50, 20), True),
            (QRectF(90, 150, 50, 20), False),
            (QRectF(600, 150, 50, 20), False),
            (QRectF(150, 390, 50, 20), False),
            (QRectF(0, 150, 900, 20), True),
            (QRectF(0, 0, 900, 900), True),
            (QRectF(0, 390, 900, 50), False),
        ],
    )
    def test_seen(self, area: QRectF, is_seen: bool) -> None:
        assert geometry.is_in_view(area, self.visible) is is_seen


@given(value=st.integers(0, 5000), extent=st.integers(1, 5000), minimum=st.integers(-100, 100))
def test_a_scroll_bar_returns_to_where_it_stood(value: int, extent: int, minimum: int) -> None:
    start = minimum + min(value, extent)
    share = geometry.share_of(start, minimum, minimum + extent)
    assert share is not None
    assert geometry.value_at(share, minimum, minimum + extent) == start


def test_a_bar_that_cannot_move_has_no_share() -> None:
    assert geometry.share_of(0, 0, 0) is None


@given(width=st.floats(1, 5000), height=st.floats(1, 5000))
def test_a_field_zoomed_to_is_seen_whole(width: float, height: float) -> None:
    view = QSizeF(600, 400)
    zoom = geometry.field_zoom(QSizeF(width, height), view)
    assert width * zoom < view.width()
    assert height * zoom < view.height()
