from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from klearstack_desktop.ui import theme
from klearstack_desktop.ui.page.pane import PagePane
from tests.ui.page.sheets import BOXES, plain_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.dress(qapp, theme.LIGHT)
    yield
    theme.dress(qapp, theme.LIGHT)


@pytest.fixture
def pane(qtbot: QtBot) -> PagePane:
    """A visible pane without a document."""
    shown = PagePane()
    qtbot.addWidget(shown)
    shown.resize(700, 600)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.activateWindow()
    return shown


@pytest.fixture
def opened(qtbot: QtBot, pane: PagePane) -> PagePane:
    """A pane with a document of three pages, the first two there, three boxes on the first."""
    with qtbot.waitSignal(pane.painted):
        pane.set_document("doc-1", 3)
        pane.set_boxes(BOXES)
        pane.set_page(1, plain_page())
        pane.set_page(2, plain_page("#f0f0f0"))
    return pane
