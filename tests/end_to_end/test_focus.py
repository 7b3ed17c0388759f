"""Where the focus is can be seen, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from klearstack_desktop.ui import theme
from tests.end_to_end.test_keys import two_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver


@pytest.fixture(params=[theme.LIGHT, theme.DARK], ids=["light", "dark"])
def _dressed(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[None]:
    """Dress the program as its users see it."""
    before = qapp.style().objectName(), qapp.font(), qapp.palette()
    theme.dress(qapp, request.param)
    yield
    style, font, palette = before
    qapp.setStyleSheet("")
    qapp.setStyle(style)
    qapp.setFont(font)
    qapp.setPalette(palette)


@pytest.mark.usefixtures("_dressed")
def test_the_focus_can_be_seen_on_every_kind_of_widget(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await two_pages(driver)
        seen: dict[type, QWidget] = {}
        for widget in driver.window.findChildren(QWidget):
            takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            if takes_keys and widget.isVisible() and widget.isEnabled():
                seen.setdefault(type(widget), widget)
        assert len(seen) >= 8
        invisible = []
        for kind, widget in seen.items():
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            with_focus = widget.grab().toImage()
            (
                driver.widget("searchBox")
                if widget is not driver.widget("searchBox")
                else (driver.widget("commentBox"))
            ).setFocus()
            if not isValid(widget) or widget.grab().toImage() == with_focus:
                invisible.append(f"{kind.__name__} {widget.objectName()}")
        assert not invisible, invisible

    review(scenario)
