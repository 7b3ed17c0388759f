"""The real window while a long list arrives: nothing moves under the reviewer's hands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel

from klearstack_desktop.ui.queue.list_view import DocumentList
from klearstack_desktop.ui.queue.model import QueueModel
from klearstack_desktop.ui.queue.order import QueueOrder
from klearstack_desktop.ui.queue.shown_rows import Role
from tests.end_to_end.driver import SHIFT
from tests.ui.finding import found

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

COUNT = 600


def many(like: Document, first: int, count: int) -> list[Document]:
    return [replace(like, id=f"more-{number:05}") for number in range(first, first + count)]


def rows_of(driver: Driver) -> DocumentList:
    return found(driver.window.queue_panel, DocumentList, "documentList")


def model_of(driver: Driver) -> QueueModel:
    model = rows_of(driver).model()
    assert isinstance(model, QueueModel)
    return model


def at_the_top(driver: Driver) -> tuple[str, int]:
    """Return which document stands at the top of what is seen, and how far it is cut off."""
    index = rows_of(driver).indexAt(QPoint(5, 0))
    return index.data(Role.DOCUMENT_ID), rows_of(driver).visualRect(index).top()


async def settled(driver: Driver) -> None:
    while model_of(driver).has_work:
        await driver.pause()


def test_selection_and_place_stay_while_documents_come_go_and_are_judged(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        # Only this test says from now on what the list is.
        server.stop()
        queue, rows = driver.desk.queue, rows_of(driver)
        known = list(queue.documents())
        queue.fill([*known, *many(opened.base, 0, COUNT)])
        rows.setFocus()
        rows.scrollToBottom()
        # Not as the view does it, which would look at the keyboard.
        alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
        rows.selectionModel().setCurrentIndex(rows.model().index(COUNT - 40, 0), alone)
        for _ in range(4):
            driver.press(Qt.Key.Key_Down, SHIFT)
        selected = rows.selected_ids()
        assert len(selected) == 5
        place = at_the_top(driver)
        filling = queue.filling()
        # New ones come before and behind, others do not come any more, some say something else.
        filling.take([*many(opened.base, COUNT, 7), *known])
        assert (rows.selected_ids(), at_the_top(driver)) == (selected, place)
        filling.take(many(opened.base, 5, COUNT - 5))
        filling.take([replace(each, file_name="other.pdf") for each in many(opened.base, 900, 9)])
        assert (rows.selected_ids(), at_the_top(driver)) == (selected, place)
        filling.finish()
        assert (rows.selected_ids(), at_the_top(driver)) == (selected, place)
        assert len(queue) == len(known) + 7 + COUNT - 5 + 9
        while queue.judging.due:
            await driver.pause()
        assert (rows.selected_ids(), at_the_top(driver)) == (selected, place)
        assert driver.current.id == opened.id

    review(scenario)


def test_rows_show_what_was_read_at_once_and_what_was_found_soon(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        # Only this test says from now on what the list is.
        server.stop()
        queue, model = driver.desk.queue, model_of(driver)
        box = found(driver.window.queue_panel, QComboBox, "sortBox")
        box.setCurrentIndex(box.findData(QueueOrder.TO_CHECK))
        queue.fill([*queue.documents(), *many(opened.base, 0, COUNT)])
        row = model.row_of("more-00599")
        assert row is not None
        entry = model.index(row).data(Role.ENTRY)
        assert entry.supplier
        assert entry.to_check is None
        await driver.pause()
        count = found(driver.window.queue_panel, QLabel, "queueCount")
        assert count.text().endswith("still to be examined…")
        while queue.judging.due:
            await driver.pause()
        await settled(driver)
        row = model.row_of("more-00599")
        assert row is not None
        judged = model.index(row).data(Role.ENTRY)
        assert judged.to_check == queue.entry("more-00599").to_check
        assert not count.text().endswith("still to be examined…")
        shown = [model.index(place).data(Role.ENTRY).to_check for place in range(model.rowCount())]
        assert shown == sorted(shown, reverse=True)

    review(scenario)
