"""Another person works on the same document: what the window says and asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTableWidget

from klearstack_desktop.api import Credentials, KlearStackClient, ServerProfile
from klearstack_desktop.model.changes import FieldChange
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.review.outbox_entries import name_in
from klearstack_desktop.ui.conflict.merge_sheet import MergeSheet
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT
from tests.ui.finding import found

if TYPE_CHECKING:
    from klearstack_desktop.review.open_document import OpenDocument
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess


def number_of(opened: OpenDocument) -> str:
    field = opened.shown.by_key(NUMBER)
    assert field is not None
    return field.value


async def colleague_sets_number(server: ServerProcess, opened: OpenDocument, value: str) -> None:
    field = opened.base.by_key(NUMBER)
    assert field is not None
    credentials = Credentials(server.company, "meera", server.passwords["meera"])
    client = KlearStackClient(ServerProfile(server.url), credentials)
    try:
        change = {field.name: FieldChange(value, field.box)}
        await asyncio.to_thread(client.update_document, opened.id, change)
    finally:
        client.close()


async def clashed(driver: Driver, server: ServerProcess) -> MergeSheet:
    """Save what a colleague has changed meanwhile, and open the sheet by its key."""
    opened = await driver.ready()
    driver.correct(NUMBER, "mine-1")
    await colleague_sets_number(server, opened, "theirs-2")
    driver.press(Qt.Key.Key_S, CONTROL)
    await driver.notice("Somebody else also changed")
    assert driver.window.findChild(MergeSheet, "mergeSheet") is None, "nobody is interrupted"
    driver.press(Qt.Key.Key_G, CONTROL | SHIFT)
    sheet = found(driver.window, MergeSheet, "mergeSheet")
    while not sheet.is_listening:
        await driver.pause()
    return sheet


async def saved(driver: Driver) -> None:
    while QApplication.focusWidget() is None:
        await driver.pause()  # the window gets the focus back from the sheet
    saving = asyncio.Event()
    driver.desk.submissions.saved.connect(lambda _document_id: saving.set())
    driver.press(Qt.Key.Key_S, CONTROL)
    await saving.wait()


def test_what_somebody_else_changed_names_its_document(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        await colleague_sets_number(server, opened, "theirs-2")
        driver.desk.session.read_details_again()
        told = await driver.notice("Somebody else changed")
        assert told.startswith(f"{name_in(driver.desk.queue, opened.id)}: ")

    review(scenario)


def sent_numbers(server: ServerProcess) -> str:
    return str([row for row in server.record() if row["call"] == "update_document"])


def test_mine_stands_and_is_sent_after_the_choice(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await clashed(driver, server)
        driver.press(Qt.Key.Key_M)
        driver.press(Qt.Key.Key_Return)
        assert number_of(driver.current) == "mine-1"
        assert not driver.current.open_clashes
        await saved(driver)
        assert driver.desk.queue.state(driver.current.id) is not ReviewState.CONFLICT

    review(scenario)
    assert "mine-1" in sent_numbers(server)


def test_theirs_stands_and_nothing_is_left_to_send(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await clashed(driver, server)
        driver.press(Qt.Key.Key_T)
        driver.press(Qt.Key.Key_Return)
        assert number_of(driver.current) == "theirs-2"
        assert not driver.current.draft.has_corrections

    review(scenario)
    assert "mine-1" not in sent_numbers(server)


def test_escape_keeps_the_draft_and_the_question(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await clashed(driver, server)
        driver.press(Qt.Key.Key_Escape)
        assert number_of(driver.current) == "mine-1"
        assert driver.current.open_clashes
        assert driver.desk.queue.state(driver.current.id) is ReviewState.CONFLICT

    review(scenario)


def test_what_changed_since_the_approval_stands_beside_what_was_seen(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        before = number_of(opened)
        await colleague_sets_number(server, opened, "changed-3")
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.CONFLICT)
        driver.desk.session.open(opened.id)
        await driver.ready()
        panel = driver.window.changed_panel
        await until(
            driver.desk.conflicts.differences_changed, lambda: bool(panel.differences), "the panel"
        )
        table = found(panel, QTableWidget, "changedTable")
        assert panel.isVisible()
        texts = [table.model().index(0, column).data() for column in (1, 2)]
        assert texts == [before, "changed-3"]
        driver.click(driver.widget("changedReadButton"))
        assert not panel.isVisible()
        assert driver.current.readiness.is_ready, "it can be decided anew"

    review(scenario)
    assert not [row for row in server.record() if row["call"] == "approve_reject_doc"]
