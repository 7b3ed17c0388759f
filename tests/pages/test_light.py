from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage

from klearstack_desktop.pages.levels import build_levels
from klearstack_desktop.pages.light import Light, lit
from klearstack_desktop.pages.page import Page

if TYPE_CHECKING:
    from collections.abc import Generator

LIGHTS = st.builds(Light, st.integers(-100, 100), st.integers(-100, 100), st.booleans())


def page_of(colour: str, size: tuple[int, int] = (300, 700)) -> Page:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return Page(build_levels(image), rendition=(30, 70), upright_turns=1)


def ended(work: Generator[None, None, Page]) -> tuple[Page, int]:
    """Drive it to its end; return what came and in how many steps."""
    steps = 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value, steps
        steps += 1


def test_inverting_turns_black_into_white_on_every_level() -> None:
    page, steps = ended(lit(page_of("#ffff00"), Light(is_inverted=True)))
    assert {level.pixelColor(3, 5).name() for level in page.levels} == {"#0000ff"}
    assert steps > len(page.levels)


def test_size_rendition_and_rotation_stay_and_nothing_is_transparent() -> None:
    before = page_of("#102030")
    page, _ = ended(lit(before, Light(20, -30)))
    assert (page.size, page.rendition, page.upright_turns) == (before.size, (30, 70), 1)
    assert [level.size() for level in page.levels] == [level.size() for level in before.levels]
    assert page.levels[0].pixel(1, 1) >> 24 == 0xFF
    assert before.levels[0].pixelColor(1, 1).name() == "#102030"


def test_brightness_and_contrast_do_what_they_say() -> None:
    grey = page_of("#606060")
    assert ended(lit(grey, Light(brightness=40)))[0].levels[0].pixelColor(0, 0).red() > 0x60
    assert ended(lit(grey, Light(contrast=40)))[0].levels[0].pixelColor(0, 0).red() < 0x60
    light_grey = page_of("#a0a0a0")
    assert ended(lit(light_grey, Light(contrast=40)))[0].levels[0].pixelColor(0, 0).red() > 0xA0


@given(LIGHTS)
def test_what_was_lighter_never_becomes_darker_unless_inverted(light: Light) -> None:
    table = light.table()
    assert len(table) == 256
    assert list(table) == sorted(table, reverse=light.is_inverted)


def test_the_plain_light_changes_nothing() -> None:
    assert Light().is_plain
    assert Light().table() == bytes(range(256))
