"""Every text can be read on every surface it is drawn on, and the style sheet is whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.ui import theme
from klearstack_desktop.ui.chips import Tone
from klearstack_desktop.ui.fields.editors import AreaEditor
from klearstack_desktop.ui.settings.working_page import WorkingPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LOOKS = [pytest.param(theme.LIGHT, id="light"), pytest.param(theme.DARK, id="dark")]


def contrast(one: str | QColor, other: str | QColor) -> float:
    """The contrast ratio of WCAG 2, 1 to 21."""
    lighter, darker = sorted((_luminance(QColor(one)), _luminance(QColor(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[QApplication]:
    style, palette, font = qapp.style().name(), qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("surface", ["window", "panel", "input", "accent_soft"])
@pytest.mark.parametrize("words", ["text", "muted", "accent"])
def test_text_is_readable(look: theme.Theme, words: str, surface: str) -> None:
    assert contrast(getattr(look, words), getattr(look, surface)) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("tone", list(Tone))
def test_tones_are_readable_on_their_surfaces(look: theme.Theme, tone: Tone) -> None:
    for surface in (tone.soft(look), look.panel, look.window):
        assert contrast(tone.ink(look), surface) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
def test_buttons_of_decision_and_selected_text_are_readable(look: theme.Theme) -> None:
    assert contrast(look.on_good, look.good) >= 4.5
    assert contrast(look.panel, look.accent) >= 4.5
    assert contrast(look.bad, look.bad_soft) >= 4.5


@pytest.mark.parametrize("look", LOOKS)
def test_the_borders_of_inputs_are_seen(look: theme.Theme) -> None:
    for surface in (look.panel, look.window, look.input):
        assert contrast(look.input_border, surface) >= 3
        assert contrast(look.accent, surface) >= 3


@pytest.mark.parametrize("look", LOOKS)
def test_the_style_sheet_has_no_name_left_and_qt_understands_it(
    undressed: QApplication, qtbot: QtBot, look: theme.Theme
) -> None:
    theme.dress(undressed, look)
    rules = re.sub(r"/\*.*?\*/", "", undressed.styleSheet(), flags=re.DOTALL)
    assert not re.search(r"@\w", rules)
    for image in re.findall(r'url\("([^"]+)"\)', rules):
        assert look.is_dark == ("dark" in image)
    window = QWidget()
    qtbot.addWidget(window)
    for kind in (QLineEdit, QPushButton, QComboBox, QCheckBox):
        kind(window)
    window.grab()  # a rule that Qt cannot read is a warning, and a warning fails the test
    assert theme.current_theme() is look


@pytest.mark.parametrize("look", LOOKS)
def test_a_page_that_scrolls_is_of_one_colour_to_its_edge(
    undressed: QApplication, qtbot: QtBot, look: theme.Theme
) -> None:
    theme.dress(undressed, look)
    window, page = QWidget(), WorkingPage()
    qtbot.addWidget(window)
    QVBoxLayout(window).addWidget(page)
    window.resize(900, 200)
    window.show()
    bar = page.verticalScrollBar()
    below_handle = bar.mapTo(window, bar.rect().bottomLeft() + QPoint(6, -2))
    picture = window.grab().toImage()
    assert bar.isVisible()
    assert picture.pixelColor(below_handle) == picture.pixelColor(2, 2)


@pytest.mark.parametrize("text", ["", "one", "one\ntwo", "one\ntwo\nthree"])
@pytest.mark.parametrize("pixels", [11, 13, 15, 20])
def test_no_line_of_a_text_is_cut(
    undressed: QApplication, qtbot: QtBot, text: str, pixels: int
) -> None:
    theme.dress(undressed, theme.LIGHT)
    font = undressed.font()
    font.setPixelSize(pixels)
    undressed.setFont(font)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    area, other = AreaEditor(), QLineEdit()
    for editor in (area, other):
        column.addWidget(editor)
    area.show_value(text)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    needed = (text.count("\n") + 1) * area.fontMetrics().lineSpacing()
    for focused in (area, other):
        focused.setFocus()
        assert area.viewport().height() >= needed


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["", "primary", "approve", "reject", "link"])
def test_focus_is_seen_on_every_button(
    undressed: QApplication, qtbot: QtBot, look: theme.Theme, kind: str
) -> None:
    theme.dress(undressed, look)
    window = QWidget()
    qtbot.addWidget(window)
    button = QPushButton("Approve", window)
    button.setProperty("kind", kind)
    other = QLineEdit(window)
    other.move(0, 60)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    other.setFocus()
    size, without = button.size(), button.grab().toImage()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert button.grab().toImage() != without
    assert button.sizeHint() == size or button.size() == size


def test_figures_have_one_width(undressed: QApplication) -> None:
    theme.dress(undressed, theme.LIGHT)
    metrics = QPushButton().fontMetrics()
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1
    assert undressed.font().pixelSize() == theme.FONT_PIXELS
