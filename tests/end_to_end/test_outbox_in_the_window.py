"""Taking back, the outbox panel and leaving, with real keys in the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QListView, QPushButton, QTableView, QToolButton
from shiboken6 import isValid

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT
from tests.ui.finding import found

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.end_to_end.driver import Driver
    from tests.server_process import ServerProcess

LONG = 30
"""Seconds to take back that no test lives to see the end of."""


async def begun(driver: Driver) -> None:
    """Wait for the first document, and let every decision wait for long."""
    await driver.ready()
    driver.desk.submissions.set_undo_seconds(LONG)


def decisions(server: ServerProcess) -> list[str]:
    return [row["document_id"] for row in server.record() if row["call"] == "approve_reject_doc"]


async def approved(driver: Driver) -> str:
    """Approve what is open and wait until the next document is."""
    document_id = (await driver.ready()).id
    driver.press(Qt.Key.Key_Return, CONTROL)
    await driver.reached(document_id, ReviewState.WAITING)
    await driver.ready(unlike=document_id)
    return document_id


async def cut_off(driver: Driver, server: ServerProcess) -> str:
    """Approve a document while the server is down, with no time to take it back."""
    document_id = (await driver.ready()).id
    server.kill()
    driver.press(Qt.Key.Key_Return, CONTROL)
    entries = driver.desk.submissions.entries
    await until(
        driver.desk.submissions.outbox_changed,
        lambda: any(entry.can_retry for entry in entries()),
        "a try in vain",
    )
    return document_id


async def closing_sheet(driver: Driver) -> QDialog:
    while (sheet := driver.window.findChild(QDialog, "closingSheet")) is None:
        await driver.pause()
    return sheet


def test_one_key_takes_back_the_last_decision_and_opens_its_draft(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        driver.correct(NUMBER, "taken back")
        first = await approved(driver)
        second = driver.current.id
        button = found(driver.window, QToolButton, "undoDecisionButton")
        assert button.isVisible()
        assert "Take back the approval of" in button.text()
        driver.correct(NUMBER, "half typed")
        driver.press(Qt.Key.Key_Backspace, CONTROL | SHIFT)
        await driver.opened(lambda opened: opened.id == first and not opened.is_read_only)
        number = driver.current.shown.by_key(NUMBER)
        assert number is not None
        assert number.value == "taken back"
        await until(
            driver.desk.submissions.outbox_changed, lambda: not button.isVisible(), "the button"
        )
        kept = driver.desk.queue.draft(second).fields[NUMBER]
        assert kept.mine.value == "half typed", "what was being edited is a draft"

    review(scenario)
    assert decisions(server) == []


def test_a_press_on_the_button_takes_back_the_newest(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        first = await approved(driver)
        second = await approved(driver)
        driver.click(driver.widget("undoDecisionButton"))
        await driver.opened(lambda opened: opened.id == second and not opened.is_read_only)
        assert driver.desk.queue.state(first) is ReviewState.WAITING
        waiting.append(first)

    waiting: list[str] = []
    review(scenario)
    assert decisions(server) == waiting, "closing sends what still waits"


def test_where_nothing_waits_the_key_says_so(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.press(Qt.Key.Key_Backspace, CONTROL | SHIFT)
        await driver.notice("No decision waits")

    review(scenario)


def test_the_panel_takes_back_by_keyboard_alone(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        first = await approved(driver)
        before = driver.focus()
        driver.press(Qt.Key.Key_X, CONTROL | SHIFT)
        panel = driver.window.outbox_panel
        table = found(panel, QTableView, "outboxTable")
        assert driver.focus() is table
        assert table.model().index(0, 2).data().startswith("leaves in ")
        driver.press(Qt.Key.Key_Delete)
        await driver.reached(first, ReviewState.OPEN)
        driver.press(Qt.Key.Key_Escape)
        assert not panel.isVisible()
        assert driver.focus() is before

    review(scenario)
    assert decisions(server) == []


def test_a_button_of_the_panel_never_hands_the_focus_to_a_field(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        first = await approved(driver)
        second = await approved(driver)
        driver.press(Qt.Key.Key_X, CONTROL | SHIFT)
        panel = driver.window.outbox_panel
        driver.press(Qt.Key.Key_Tab)
        assert driver.focus() is found(panel, QPushButton, "withdrawButton")
        driver.press(Qt.Key.Key_Space)
        await driver.reached(first, ReviewState.OPEN)
        driver.press(Qt.Key.Key_Space)
        assert panel.isAncestorOf(driver.focus()), "the next key is the panel's, too"
        assert driver.current.draft.is_empty
        assert driver.desk.queue.state(second) is ReviewState.WAITING, "nobody chose it"

    review(scenario)
    assert len(decisions(server)) == 1


def test_closing_ends_the_windows_and_sends_without_asking(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        first = await approved(driver)
        second = await approved(driver)
        chosen.extend((first, second))

    chosen: list[str] = []
    review(scenario)
    assert sorted(decisions(server)) == sorted(chosen)


def test_closing_asks_where_something_cannot_be_sent(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        document_id = await cut_off(driver, server)
        driver.window.close()
        sheet = await closing_sheet(driver)
        driver.press(Qt.Key.Key_Escape)
        assert not sheet.isVisible()
        assert driver.desk.queue.state(document_id) is ReviewState.WAITING, "the work goes on"
        server.start_again()
        await driver.reached(document_id, ReviewState.APPROVED)

    review(scenario)
    assert len(decisions(server)) == 1


def test_a_window_that_waits_goes_by_itself_once_all_is_sent(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await cut_off(driver, server)
        driver.window.close()
        sheet = await closing_sheet(driver)
        driver.click(found(sheet, QPushButton, "waitUnsentButton"))
        driver.press(Qt.Key.Key_Escape)
        while isValid(sheet):
            await driver.pause()
        driver.window.close()
        driver.click(found(await closing_sheet(driver), QPushButton, "waitUnsentButton"))
        server.start_again()
        # Nothing else may press a button before the program has gone by itself.
        while driver.is_open:
            await driver.pause()

    review(scenario)
    assert len(decisions(server)) == 1


def test_what_was_left_goes_out_after_the_next_start(review: Review, server: ServerProcess) -> None:
    left: list[str] = []

    async def leaving(driver: Driver) -> None:
        left.append(await cut_off(driver, server))

    async def again(driver: Driver) -> None:
        await driver.signed_in()
        await driver.reached(left[0], ReviewState.APPROVED)

    review(leaving)
    server.start_again()
    review(again)
    assert decisions(server) == left


def test_details_for_support_hold_no_value(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        driver.correct(NUMBER, "confidential-4711")
        document_id = await approved(driver)
        driver.click(driver.widget("outboxLabel"))
        driver.click(found(driver.window.outbox_panel, QPushButton, "copyDetailsButton"))
        copied = QGuiApplication.clipboard().text()
        assert document_id in copied
        assert "4711" not in copied

    review(scenario)


def palette(driver: Driver, typed: str) -> None:
    driver.press(Qt.Key.Key_K, CONTROL)
    driver.type(typed)
    driver.press(Qt.Key.Key_Return)


def test_the_palette_takes_back_and_sends_now_what_waits(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        await begun(driver)
        first = await approved(driver)
        palette(driver, "take back approval")
        await driver.reached(first, ReviewState.OPEN)
        driver.press(Qt.Key.Key_K, CONTROL)
        driver.type("send now")
        rows = found(driver.window, QListView, "paletteList")
        said = rows.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Nothing waits for another try." in said
        driver.press(Qt.Key.Key_Escape)
        driver.desk.submissions.set_undo_seconds(0)
        waiting = await cut_off(driver, server)
        server.start_again()
        palette(driver, "send now what")
        await driver.reached(waiting, ReviewState.APPROVED)

    review(scenario)
    assert len(decisions(server)) == 1


def test_the_palette_turns_to_another_segment(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        palette(driver, "show approved")
        segment = driver.window.queue_panel.findChild(QPushButton, "stateFilter:approved")
        assert segment is not None
        assert segment.isChecked()

    review(scenario)
