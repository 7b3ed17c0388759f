"""Icons take the colour of the palette when they are painted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtSvg import QSvgRenderer

from klearstack_desktop import resources
from klearstack_desktop.ui import theme
from klearstack_desktop.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

NAMES = sorted(path.stem for path in resources.path("icons").glob("*.svg"))
EXPECTED = {
    *("refresh", "upload", "search", "rotate-left", "rotate-right", "capture", "plus", "minus"),
    *("approve", "reject", "save", "next", "previous", "warning", "check", "clock", "sending"),
    *("duplicate", "lock", "page-missing", "unknown", "user", "undo", "redo", "contrast", "app"),
}


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    before = qapp.palette()
    yield qapp
    qapp.setPalette(before)


def ink(image: QImage) -> set[str]:
    """The colours of the pixels that are fully covered."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def painted(
    name: str, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off
) -> set[str]:
    return ink(icon(name).pixmap(QSize(64, 64), mode, state).toImage())


def test_the_promised_names_are_there() -> None:
    assert set(NAMES) >= EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_is_sound_and_draws_something(app: QApplication, name: str) -> None:
    assert QSvgRenderer(str(resources.path(f"icons/{name}.svg"))).isValid()
    assert painted(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "app"])
def test_drawings_have_no_colour_of_their_own(app: QApplication, name: str) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.ButtonText, QColor("#123456"))
    app.setPalette(palette)
    assert painted(name) == {"#123456"}


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_modes_and_states_follow_the_theme(app: QApplication, look: theme.Theme) -> None:
    app.setPalette(theme.palette_of(look))
    assert painted("plus") == {look.text}
    assert painted("plus", QIcon.Mode.Disabled) == {look.muted}
    assert painted("plus", QIcon.Mode.Selected) == {look.panel}
    assert painted("plus", QIcon.Mode.Normal, QIcon.State.On) == {look.accent}


def test_an_icon_made_in_the_light_is_right_in_the_dark(app: QApplication) -> None:
    app.setPalette(theme.palette_of(theme.LIGHT))
    made = icon("plus")
    copy = QIcon(made)
    app.setPalette(theme.palette_of(theme.DARK))
    assert ink(made.pixmap(64, 64).toImage()) == {theme.DARK.text}
    del made
    assert ink(copy.pixmap(64, 64).toImage()) == {theme.DARK.text}


def test_a_doubled_scale_gives_twice_the_pixels(app: QApplication) -> None:
    pixmap = icon("search").pixmap(QSize(16, 16), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)


def test_an_unknown_name_is_refused_where_it_is_asked_for() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-icon"):
        icon("no-such-icon")


def test_every_icon_that_the_code_names_exists() -> None:
    package = Path(resources.__file__).parent / "ui"
    named = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r"""\bicon\(\s*"([a-z-]+)"\s*\)""", path.read_text("utf-8"))
    }
    assert named
    assert named <= set(NAMES)
