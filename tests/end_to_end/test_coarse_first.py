"""A page that nobody made ready is there coarse at once, and sharp without another key."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor

from klearstack_desktop.model.detail import Detail
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

A3_AT_300_DPI = (3508, 4961)
BLACK, WHITE = 50, 205
"""What a stripe must not be lighter, or darker, than."""


def striped_page() -> bytes:
    """A page with stripes one pixel wide, which are one grey wherever it is not sharp."""
    width, height = A3_AT_300_DPI
    page = Image.frombytes("L", A3_AT_300_DPI, b"\x00\xff" * (width * height // 2))
    file = io.BytesIO()
    page.save(file, "JPEG", quality=95)
    return file.getvalue()


class Paints(QObject):
    """Notes how sharp the first page of the open document was, each time the view was painted."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self.details: list[Detail] = []
        self._session = driver.desk.session
        self._viewport = driver.window.page_pane.view.viewport()
        self._viewport.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        current = self._session.current
        page = current.pages.get(1) if current is not None else None
        if event.type() is QEvent.Type.Paint and page is not None:
            self.details.append(page.detail)
        return False

    def retire(self) -> None:
        self._viewport.removeEventFilter(self)


def greys(driver: Driver) -> list[int]:
    """The middle of the view, pixel by pixel."""
    view = driver.window.page_pane.view.viewport()
    image = view.grab().toImage()
    y = image.height() // 2
    across = range(image.width() // 2 - 20, image.width() // 2 + 20)
    return [QColor(image.pixel(x, y)).lightness() for x in across]


def test_a_page_is_painted_coarse_first_and_then_sharp(
    review: Review, server: ServerProcess
) -> None:
    async def open_cold(driver: Driver) -> None:
        opened = await driver.ready()
        driver.desk.prefetch.set_documents(0)
        cold = driver.desk.queue.documents()[-1].id
        assert cold != opened.id
        assert driver.desk.prefetch._ready.get(cold) is None
        server.replace_page(cold, 1, striped_page(), "image/jpeg")
        view = driver.window.page_pane.view
        driver.window.page_pane.zoom_reset()
        paints = Paints(driver)
        driver.desk.session.open(cold)
        await until(
            view.sheet_painted,
            lambda: paints.details[-1:] == [Detail.FULL],
            "the sharp page to be painted",
        )
        paints.retire()
        assert paints.details[0] < Detail.FULL
        assert paints.details == sorted(paints.details)
        assert min(greys(driver)) < BLACK
        assert max(greys(driver)) > WHITE

    review(open_cold)
