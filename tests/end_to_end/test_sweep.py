"""One field of many documents in the whole program, with keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from klearstack_desktop.model.policy import MustLookAt, Policy
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.sweep import SweepTally
from klearstack_desktop.ui.sweep.sheet import SweepSheet
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver

if TYPE_CHECKING:
    from klearstack_desktop.model.document import FieldKey
    from klearstack_desktop.review.sweep import Sweep
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess


def sweep_of(driver: Driver) -> Sweep:
    return driver.desk.sweeping.sweep


def sheet_of(driver: Driver) -> SweepSheet:
    sheet = driver.window.findChild(SweepSheet)
    assert sheet is not None
    return sheet


async def swept(driver: Driver, key: FieldKey) -> list[str]:
    """Open the sweep from the field that has the focus; return the ids of the documents."""
    await driver.opened(lambda opened: opened.readiness.is_ready)
    policy = Policy(must_look_at=MustLookAt.LISTED, listed=(key.name,))
    driver.desk.standards.judge_by(policy)
    driver.window.field_panel.focus_field(key)
    driver.press(Qt.Key.Key_A, CONTROL | SHIFT)
    sweep = sweep_of(driver)
    await until(sweep.moved, lambda: sweep.current is not None, "the first document")
    assert sweep.key == key
    return list(sweep.ids)


async def painted(driver: Driver, document_id: str) -> None:
    """Wait until the crop of the current document is on the screen."""
    sweep = sweep_of(driver)

    def is_there() -> bool:
        row = sweep.row(document_id)
        has_crop = row is not None and row.crop is not None and row.crop.cut is not None
        return has_crop and row is not None and row.opened.has_details

    await until(sweep.row_changed, is_there, "the crop")
    shown = sheet_of(driver).rows.current_row
    assert shown is not None
    assert shown.document_id == document_id
    shown.repaint()
    await driver.pause()


def test_two_are_corrected_three_confirmed_and_one_is_sent_after_a_restart(
    review: Review, server: ServerProcess
) -> None:
    corrected: list[str] = []
    confirmed: list[str] = []

    async def sweeping(driver: Driver) -> None:
        await swept(driver, NUMBER)
        sweep = sweep_of(driver)
        for typed in ("R-1", None, "R-2", None, None):
            current = sweep.current
            assert current is not None
            await painted(driver, current)
            assert isinstance(driver.focus(), QLineEdit)
            if typed is None:
                confirmed.append(current)
            else:
                driver.type(typed)
                corrected.append(current)
            driver.press(Qt.Key.Key_Return)
            assert sweep.current != current
        assert (sweep.tally.confirmed, sweep.tally.corrected) == (3, 2)
        driver.press(Qt.Key.Key_Escape)
        await driver.pause()
        assert not sheet_of(driver).isVisible()
        await driver.notice("3 confirmed · 2 corrected")
        await driver.draft_saved()

    async def deciding(driver: Driver) -> None:
        await driver.opened(lambda opened: opened.readiness.is_ready)
        queue = driver.desk.queue
        for document_id, typed in zip(corrected, ("R-1", "R-2"), strict=True):
            assert queue.state(document_id) is ReviewState.DRAFT
            assert queue.draft(document_id).fields[NUMBER].mine.value == typed
        for document_id in confirmed:
            assert NUMBER in queue.draft(document_id).checked
        while driver.current.id != corrected[0]:
            before = driver.current.id
            driver.press(Qt.Key.Key_PageDown, CONTROL)
            await driver.ready(unlike=before)
        await driver.ready()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(corrected[0], ReviewState.APPROVED)

    review(sweeping)
    assert server.record() == [], "nothing is sent by the sweep"
    review(deciding)
    record = server.record()
    assert [row["call"] for row in record] == ["update_document", "approve_reject_doc"]
    assert {row["document_id"] for row in record} == {corrected[0]}
    assert "R-1" in str(record[0])


def test_closing_leads_back_to_where_the_reviewer_was(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await swept(driver, NUMBER)
        opened, sweep = driver.current.id, sweep_of(driver)
        driver.press(Qt.Key.Key_Down)
        assert sweep.current != opened
        driver.press(Qt.Key.Key_Escape)
        await driver.pause()
        assert driver.current.id == opened
        assert QApplication.activeModalWidget() is None
        assert driver.focus().objectName() == f"field:{NUMBER.name}"
        assert sweep.current is None
        assert sweep.tally == SweepTally()

    review(scenario)


def test_only_what_is_selected_is_swept_and_a_document_opens_from_there(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.opened(lambda opened: opened.readiness.is_ready)
        driver.press(Qt.Key.Key_L, CONTROL)
        driver.press(Qt.Key.Key_Home)
        driver.press(Qt.Key.Key_Down, SHIFT)
        driver.press(Qt.Key.Key_Down, SHIFT)
        selected = driver.window.queue_panel.selected_ids()
        driver.press(Qt.Key.Key_A, CONTROL | SHIFT)
        sweep = sweep_of(driver)
        await until(sweep.moved, lambda: sweep.current is not None, "the first document")
        assert set(sweep.ids) <= set(selected)
        wanted = next(i for i in sweep.ids if i != driver.current.id)
        while sweep.current != wanted:
            driver.press(Qt.Key.Key_Down if sweep.ids[-1] != sweep.current else Qt.Key.Key_Up)
        key = sweep.key
        driver.press(Qt.Key.Key_Tab)
        assert driver.focus().objectName() == "sweepOpenButton"
        driver.press(Qt.Key.Key_Return)
        await driver.opened(lambda opened: opened.id == wanted)
        assert driver.window.field_panel.active_key == key

    review(scenario)


def test_undo_works_on_the_sheet_and_the_keys_of_a_decision_do_not(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        [first, *_others] = await swept(driver, NUMBER)
        sweep = sweep_of(driver)
        assert sweep.current == first
        driver.type("R-9")
        assert driver.desk.queue.draft(first).fields[NUMBER].mine.value == "R-9"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert not driver.desk.queue.draft(first).fields
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert driver.desk.queue.draft(first).fields[NUMBER].mine.value == "R-9"
        driver.press(Qt.Key.Key_O, CONTROL | SHIFT)
        assert not driver.desk.queue.draft(first).fields
        driver.press(Qt.Key.Key_Return, CONTROL)
        driver.press(Qt.Key.Key_S, CONTROL)
        await driver.guard_over()
        assert sweep.current == first

    review(scenario)
    assert server.record() == []
