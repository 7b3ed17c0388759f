from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from klearstack_desktop.pages.levels import (
    SMALLEST_SIDE,
    STRIP_ROWS,
    build_levels,
    halved,
    row_ranges,
)


def plain(width: int, height: int, colour: str = "#336699") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def test_each_level_is_half_of_the_one_before() -> None:
    sizes = [(level.width(), level.height()) for level in build_levels(plain(2480, 3508))]
    assert sizes == [(2480, 3508), (1240, 1754), (620, 877), (310, 439)]


def test_a_small_picture_has_fewer_levels() -> None:
    assert len(build_levels(plain(2 * SMALLEST_SIDE - 1, 5000))) == 1
    assert len(build_levels(plain(2 * SMALLEST_SIDE, 5000))) == 2
    assert len(build_levels(plain(1, 1))) == 1


@settings(max_examples=25, deadline=None)
@given(width=st.integers(64, 700), height=st.integers(64, 700))
def test_every_pixel_of_every_level_is_filled(width: int, height: int) -> None:
    for level in build_levels(plain(width, height)):
        assert level == plain(level.width(), level.height())


def test_halving_in_strips_is_halving_at_once() -> None:
    """Where strips meet nothing is seen: a gradient comes out as from one call over all of it."""
    height = 4 * STRIP_ROWS
    image = QImage(64, height, QImage.Format.Format_RGB32)
    for y in range(height):
        grey = y * 255 // height
        for x in range(64):
            image.setPixelColor(x, y, QColor(grey, grey, grey))
    whole = image.scaled(
        32,
        height // 2,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    halved = build_levels(image)[1]
    differences = {
        abs(halved.pixelColor(10, y).red() - whole.pixelColor(10, y).red())
        for y in range(height // 2)
    }
    assert max(differences) <= 1


def test_each_pixel_of_a_half_is_the_mean_of_four() -> None:
    noise, width, height = random.Random(1), 66, 2 * STRIP_ROWS + 10  # noqa: S311 - no secret
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(width):
            image.setPixel(x, y, 0xFF000000 | noise.getrandbits(24))
    half = halved(image)
    assert (half.width(), half.height()) == (width // 2, height // 2)
    for y in range(height // 2):
        for x in range(width // 2):
            four = [image.pixelColor(2 * x + i, 2 * y + j) for i in (0, 1) for j in (0, 1)]
            for channel in (QColor.red, QColor.green, QColor.blue):
                mean = sum(map(channel, four)) / 4
                assert abs(channel(half.pixelColor(x, y)) - mean) < 3


@pytest.mark.parametrize(
    "source",
    [
        QImage.Format.Format_Mono,
        QImage.Format.Format_Indexed8,
        QImage.Format.Format_Grayscale8,
        QImage.Format.Format_Grayscale16,
        QImage.Format.Format_RGB888,
        QImage.Format.Format_ARGB32,
        QImage.Format.Format_RGBA64,
        QImage.Format.Format_RGBX8888,
    ],
)
def test_every_format_becomes_rgb32(source: QImage.Format) -> None:
    image = plain(100, STRIP_ROWS + 50, "#000000").convertToFormat(source)
    levels = build_levels(image)
    assert {level.format() for level in levels} == {QImage.Format.Format_RGB32}
    assert levels[0].pixelColor(99, STRIP_ROWS + 49) == QColor("#000000")


def test_row_ranges_cover_every_row_once() -> None:
    for height in (1, STRIP_ROWS - 1, STRIP_ROWS, STRIP_ROWS + 1, 5 * STRIP_ROWS + 3):
        rows = [row for strip in row_ranges(height) for row in strip]
        assert rows == list(range(height))
