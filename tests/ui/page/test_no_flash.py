"""Between two pages that are there nothing else is ever painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject

from klearstack_desktop.ui.page.sheet import Sheet
from tests.ui.page.sheets import plain_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from klearstack_desktop.ui.page.pane import PagePane


class Frames(QObject):
    """Notes at each paint event which page is on the sheet."""

    def __init__(self, pane: PagePane) -> None:
        super().__init__(pane)
        self._view = pane.view
        self.pages: list[object] = []
        self._view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            sheets = [item for item in self._view.scene().items() if isinstance(item, Sheet)]
            self.pages.append(sheets[0].page if sheets else None)
        return False


@pytest.fixture
def frames(opened: PagePane) -> Iterator[Frames]:
    watched = Frames(opened)
    yield watched
    opened.view.viewport().removeEventFilter(watched)


def test_from_page_to_page(qtbot: QtBot, opened: PagePane, frames: Frames) -> None:
    for step in (opened.next_page, opened.previous_page, opened.next_page):
        with qtbot.waitSignal(opened.page_shown):
            step()
    assert len(frames.pages) >= 3
    assert None not in frames.pages


def test_from_document_to_document(qtbot: QtBot, opened: PagePane, frames: Frames) -> None:
    for name in ("doc-2", "doc-3"):
        opened.set_document(name, 1)
        # A frame between the document and its page: the old page stays.
        opened.view.viewport().repaint()
        with qtbot.waitSignal(opened.painted):
            opened.set_page(1, plain_page("#dddddd"))
    assert len(frames.pages) >= 4
    assert None not in frames.pages
