"""What was closed or left is gone from memory, however long the program runs."""

from __future__ import annotations

import gc
import time
import weakref
from collections import Counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from klearstack_desktop.pages.page import Page
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver


_MOST_ROUNDS: Final = 8


def collect() -> None:
    """Destroy what is due, then collect twice: what that held falls in a second round."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    gc.collect()


def widgets() -> Counter[str]:
    return Counter(type(widget).__name__ for widget in QApplication.allWidgets())


def pages() -> int:
    collect()
    return sum(isinstance(each, Page) for each in gc.get_objects())


async def opened(driver: Driver, document_id: str) -> None:
    driver.desk.session.open(document_id)
    await driver.opened(
        lambda opened: opened.id == document_id and opened.readiness.is_ready and bool(opened.seen)
    )
    sharpening = driver.desk.sharpening
    # While a page is decoded once more there are two of it.
    await until(sharpening.rested, lambda: sharpening.is_at_rest, "everything to be sharp")


async def counted(driver: Driver, wanted: int) -> None:
    """Wait until so many pages are in memory: what is let go of is freed in a worker thread."""
    deadline = time.monotonic() + 10
    while (found := pages()) != wanted:
        assert time.monotonic() < deadline, f"{found} pages in memory, {wanted} expected"
        await driver.pause()


def test_a_closed_window_is_gone_with_its_desk_and_its_pages(review: Review) -> None:
    kept: list[weakref.ref[object]] = []
    # What other tests of this process hold is spared by the collector, and so not counted; what
    # they let go of is collected before anything is.
    pages_before = pages()
    before = widgets()

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        desk = driver.desk
        parts = (desk.session, desk.queue, desk.submissions, desk.prefetch, driver.program)
        kept.extend(weakref.ref(each) for each in (driver.window, desk, *parts))
        assert pages() > pages_before

    review(scenario)
    collect()
    assert [ref() for ref in kept if ref() is not None] == []
    assert widgets() == before
    assert pages() == pages_before


def test_of_documents_that_were_left_no_page_and_no_widget_stays(review: Review) -> None:
    pages_before = pages()

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        # Nothing is made ready, so that only the open document has pages.
        driver.desk.prefetch.set_documents(0)
        driver.desk.prefetch.set_most_bytes(0)
        ids = [entry.document_id for entry in driver.desk.queue.entries()]
        before: Counter[str] = Counter()
        seen = before
        # Both lists of fields, which take turns, make what they need when they first need it.
        for _ in range(_MOST_ROUNDS):
            for document_id in ids:
                await opened(driver, document_id)
                await counted(driver, pages_before + len(driver.current.pages))
            before, seen = seen, widgets()
            if seen == before:
                break
        assert seen == before, "each round leaves widgets"

    review(scenario)


def test_what_was_opened_and_closed_again_leaves_no_widget(review: Review) -> None:
    names = ("settings", "doctor", "journal", "keys", "palette", "hold", "reject", "outbox")

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        for name in (*names, "forget"):
            counted = []
            for _ in range(2):
                focus = driver.focus()
                driver.window.action_table[name].trigger()
                await driver.pause()
                assert driver.focus() is not focus
                driver.press(Qt.Key.Key_Escape)
                await driver.pause()
                collect()
                counted.append(widgets())
            assert counted[1] == counted[0], name

    review(scenario)
