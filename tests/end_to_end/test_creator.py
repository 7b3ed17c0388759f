"""Who may correct but not decide: the same keys save and go on, and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableView, QTabWidget

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.ui.decision.key_button import KeyButton
from klearstack_desktop.ui.decision_binding import DecisionBinding
from klearstack_desktop.ui.keys.model import ACTION
from klearstack_desktop.ui.settings.places import Page
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver, sign_in_options

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

SAVE_AND_NEXT = "Save corrections and open the next document"


def button(driver: Driver, name: str) -> KeyButton:
    found = driver.widget(name)
    assert isinstance(found, KeyButton)
    return found


def listed_keys(driver: Driver) -> set[str]:
    driver.press(Qt.Key.Key_F1)
    sheet = driver.window.keys_sheet
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    sheet.close()
    return texts


async def told_about_keys(driver: Driver) -> set[str]:
    """Return the actions of the page of keys, and what it says where a key is taken."""
    driver.press(Qt.Key.Key_Comma, CONTROL)
    await driver.pause()
    pages, table = driver.widget("settingsPages"), driver.widget("keysTable")
    assert isinstance(pages, QTabWidget)
    assert isinstance(table, QTableView)
    while pages.tabText(pages.currentIndex()) != Page.KEYS.value:
        pages.setCurrentIndex(pages.currentIndex() + 1)
    table.setFocus()
    driver.press(Qt.Key.Key_Return)
    driver.press(Qt.Key.Key_Return, CONTROL)
    rows = range(table.model().rowCount())
    told = {str(table.model().index(row, ACTION).data()) for row in rows}
    told.add(driver.label("keysMessage"))
    driver.press(Qt.Key.Key_Escape)
    await driver.pause()
    return told


def test_a_creator_learns_the_role_once_and_then_saves_and_goes_on(
    review: Review, server: ServerProcess
) -> None:
    seen: dict[str, str] = {}

    async def learn(driver: Driver) -> None:
        first = await driver.ready()
        seen["first"] = first.id
        assert button(driver, "approveButton").accessibleName() == "Approve"
        driver.press(Qt.Key.Key_Return, CONTROL)
        second = await driver.ready(unlike=first.id)
        await driver.reached(first.id, ReviewState.NOT_SENT)
        assert "takes you for a Creator" in await driver.notice("Creator")
        approve, reject = button(driver, "approveButton"), button(driver, "rejectButton")
        assert (approve.accessibleName(), approve.isEnabled()) == ("Save and next", True)
        assert not reject.isEnabled()
        assert "A Creator may correct and save" in reject.accessibleDescription()
        actions = driver.window.action_table
        assert actions["approve"].text() == SAVE_AND_NEXT
        assert not actions["reject"].isEnabled()
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        assert not driver.window.reject_sheet.isVisible()
        texts = listed_keys(driver)
        assert SAVE_AND_NEXT in texts
        assert "Approve and open the next document" not in texts
        told = await told_about_keys(driver)
        assert SAVE_AND_NEXT in told
        assert f"Ctrl+Return is taken: “{SAVE_AND_NEXT}” has it everywhere." in told
        assert not any("Approve and open" in each for each in told)
        await driver.guard_over()
        assert driver.current.id == second.id

    async def work(driver: Driver) -> None:
        opened = await driver.ready()
        assert button(driver, "approveButton").accessibleName() == "Save and next"
        seen["corrected"] = opened.id
        saved: list[str] = []
        driver.desk.submissions.saved.connect(saved.append)
        driver.correct(NUMBER, "corrected")
        driver.press(Qt.Key.Key_Return, CONTROL)
        following = await driver.ready(unlike=opened.id)
        await until(
            driver.desk.submissions.saved, lambda: saved == [opened.id], "the corrections to arrive"
        )
        # Nothing was corrected here: it is only left.
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.ready(unlike=following.id)

    review(learn, sign_in_options(server, "arjun"))
    review(work, sign_in_options(server, "arjun"))
    (only,) = server.record()
    assert (only["call"], only["document_id"]) == ("update_document", seen["corrected"])
    assert only["values"]["doc_number_value"]["_value"] == "corrected"


def test_what_a_creator_may_not_do_is_said_wherever_it_is_asked_for(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.NOT_SENT)
        driver.window.action_table["bulk_approve"].trigger()
        await driver.notice("neither approve nor reject")
        decision = driver.window.decision_bar.findChild(DecisionBinding)
        assert decision is not None
        decision.ask_rejection("It is another one twice")
        await driver.notice("not reject")
        assert not driver.window.reject_sheet.isVisible()

    review(scenario, sign_in_options(server, "arjun"))
    assert server.record() == []
