"""Rows are painted from pictures, and nobody sees it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QTableView

from klearstack_desktop.ui import theme
from klearstack_desktop.ui.queue.panel import QueuePanel
from tests.ui.finding import found
from tests.ui.queue.entries import entries, entry, take_list, take_one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.dress(qapp, theme.LIGHT)
    yield
    theme.dress(qapp, theme.LIGHT)


def panel_with(qtbot: QtBot) -> QueuePanel:
    panel = QueuePanel()
    panel.resize(310, 600)
    qtbot.addWidget(panel)
    with qtbot.waitExposed(panel):
        panel.show()
    take_list(panel, entries(6))
    return panel


def painted(panel: QueuePanel) -> QImage:
    return found(panel, QTableView, "documentList").viewport().grab().toImage()


def test_a_row_drawn_ahead_looks_like_one_drawn_when_it_is_stood_on(qtbot: QtBot) -> None:
    one, other = panel_with(qtbot), panel_with(qtbot)
    one.foresee(["d3", "nobody knows it"])
    for panel in (one, other):
        panel.select("d3")
    assert painted(one) == painted(other)


def test_a_row_painted_again_looks_the_same(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    panel.select("d2")
    before = painted(panel)
    panel.select("d4")
    assert painted(panel) != before
    panel.select("d2")
    assert painted(panel) == before


def test_what_a_row_says_now_is_painted(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    before = painted(panel)
    known = entry("d1")
    take_one(panel, dataclasses.replace(known, supplier="Somebody Else Ltd"))
    assert painted(panel) != before


def test_another_theme_paints_every_row_anew(qtbot: QtBot, qapp: QApplication) -> None:
    panel = panel_with(qtbot)
    painted(panel)
    theme.dress(qapp, theme.DARK)
    picture = painted(panel)
    rows = [picture.pixelColor(5, y).lightness() for y in range(5, 300, 10)]
    assert max(rows) < 128


def test_a_narrower_list_elides_its_rows(qtbot: QtBot) -> None:
    panel = panel_with(qtbot)
    painted(panel)
    panel.resize(240, 600)
    fresh = panel_with(qtbot)
    fresh.resize(240, 600)
    assert painted(panel) == painted(fresh)
