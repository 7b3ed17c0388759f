"""The queue in the whole program: holding, searching, several documents at once; keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, SHIFT, Driver

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess


async def at_the_list(driver: Driver) -> list[str]:
    await driver.opened(lambda opened: opened.readiness.is_ready)
    driver.press(Qt.Key.Key_L, CONTROL)
    return [document.id for document in driver.desk.queue.documents()]


def shown(driver: Driver, name: str) -> bool:
    return driver.widget(name).isVisible()


def title(driver: Driver) -> str:
    found = driver.window.findChild(QLabel, "bulkTitle")
    assert found is not None
    return found.text()


def test_a_document_is_put_aside_and_the_next_one_opens(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.opened(lambda opened: opened.readiness.is_ready)
        first = driver.current.id
        driver.press(Qt.Key.Key_L, CONTROL | SHIFT)
        assert shown(driver, "holdSheet")
        await driver.pause()
        driver.press(Qt.Key.Key_Return)
        await driver.opened(lambda opened: opened.id != first)
        assert driver.desk.queue.state(first) is ReviewState.ON_HOLD
        await driver.notice("On hold until")
        # It is passed over until its day.
        assert driver.window.queue_panel.next_open(driver.current.id) != first

    review(scenario)


def test_several_are_rejected_for_one_reason(review: Review, server: ServerProcess) -> None:
    chosen: list[str] = []

    async def scenario(driver: Driver) -> None:
        await at_the_list(driver)
        driver.press(Qt.Key.Key_Home)
        driver.press(Qt.Key.Key_Down, SHIFT)
        driver.press(Qt.Key.Key_Down, SHIFT)
        chosen.extend(driver.window.queue_panel.selected_ids())
        assert len(chosen) == 3
        driver.press(Qt.Key.Key_Delete, CONTROL | SHIFT)
        await until(driver.desk.bulk.looked, lambda: title(driver) == "Reject 3 documents?", "it")
        confirm = driver.window.findChild(QPushButton, "bulkConfirmButton")
        assert confirm is not None
        assert not confirm.isEnabled(), "a rejection needs a reason"
        driver.press(Qt.Key.Key_Return)
        assert title(driver) == "Reject 3 documents?"
        driver.type("wrong company")
        driver.press(Qt.Key.Key_Return)
        await until(driver.desk.bulk.ended, lambda: "are rejected" in title(driver), "the end")
        for document_id in chosen:
            await driver.reached(document_id, ReviewState.REJECTED)
        driver.press(Qt.Key.Key_Escape)
        assert driver.current.id not in chosen

    review(scenario)
    decided = [row for row in server.record() if row["call"] == "approve_reject_doc"]
    assert [row["comment"] for row in decided] == ["wrong company"] * 3


def test_only_what_needs_nobody_is_approved_together(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        ids = await at_the_list(driver)
        driver.press(Qt.Key.Key_A, CONTROL)
        assert len(driver.window.queue_panel.selected_ids()) == len(ids)
        plans: list[object] = []
        driver.desk.bulk.looked.connect(plans.append)
        driver.press(Qt.Key.Key_Return, CONTROL | SHIFT)
        await until(driver.desk.bulk.looked, lambda: bool(plans), "the plan")
        plan = plans[0]
        ready = [looked_at.id for looked_at in plan.ready]  # type: ignore[attr-defined]
        left_out = {one.document_id for one in plan.left_out}  # type: ignore[attr-defined]
        assert ready
        assert left_out
        assert left_out | set(ready) == set(ids)
        for document_id in ready:
            assert driver.desk.queue.entry(document_id).to_check == 0
        rows = driver.window.findChild(QListWidget, "bulkLeftOut")
        assert rows is not None
        assert rows.count() == len(left_out)
        driver.press(Qt.Key.Key_Return)
        await until(driver.desk.bulk.ended, lambda: "approved" in title(driver), "the end")
        for document_id in ready:
            await driver.reached(document_id, ReviewState.APPROVED)
        for document_id in left_out:
            assert not driver.desk.queue.state(document_id).is_decided
        driver.press(Qt.Key.Key_Escape)
        assert QApplication.activeModalWidget() is None

    review(scenario)


def test_what_only_the_lines_say_is_found_while_typing(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.opened(lambda opened: bool(opened.shown.tables) and opened.has_details)
        found = driver.current
        cell = next(
            word
            for table in found.shown.tables
            for row in table.rows
            for value in row
            for word in value.value.split()
            if len(word) > 4 and word.isalpha()
        )
        entry = driver.desk.queue.entry(found.id)
        assert cell.casefold() not in entry.search_text, "the list itself tells it"

        def is_shown() -> bool:
            rows = driver.window.queue_panel.around(found.id, 20)
            if found.id in rows and driver.label("queueCount") != "8 documents":
                return True
            # The index is fed while people work.
            driver.desk.searching.ask(cell)
            return False

        driver.press(Qt.Key.Key_F, CONTROL)
        driver.type(cell)
        await until(driver.desk.searching.found, is_shown, f"a document with {cell}")
        assert driver.focus().objectName() == "searchBox"

    review(scenario)


def test_the_list_says_as_the_desk_does_how_much_a_document_made_ready_ahead_needs(
    review: Review,
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        prefetch = driver.desk.prefetch
        await until(prefetch.ready_changed, lambda: prefetch.count >= 4, "the next documents")
        for _ in range(4):
            before = driver.current.id
            driver.press(Qt.Key.Key_PageDown, CONTROL)
            await driver.ready(unlike=before)
            entry = driver.desk.queue.entry(driver.current.id)
            assert entry.to_check == driver.current.findings.waiting

    review(scenario)
