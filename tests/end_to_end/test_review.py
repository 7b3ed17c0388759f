"""A review from the first window to what the server recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, NUMBER, SHIFT, Driver

if TYPE_CHECKING:
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess


def test_correct_save_approve_reject_and_the_next_document_is_there(
    review: Review, server: ServerProcess
) -> None:
    seen: dict[str, str] = {}

    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        seen["approved"] = first.id
        driver.correct(NUMBER, "corrected-1")
        await driver.draft_saved()
        driver.press(Qt.Key.Key_S, CONTROL)
        driver.correct(NUMBER, "corrected-2")
        driver.press(Qt.Key.Key_Return, CONTROL)
        second = await driver.ready(unlike=first.id)
        await driver.reached(first.id, ReviewState.APPROVED)
        seen["rejected"] = second.id
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        driver.type("12 boxes are missing")
        driver.press(Qt.Key.Key_Return)
        await driver.ready(unlike=second.id)
        await driver.reached(second.id, ReviewState.REJECTED)
        assert driver.label("outboxLabel") == "Outbox: empty"

    review(scenario)
    record = server.record()
    assert [(row["call"], row["document_id"]) for row in record] == [
        ("update_document", seen["approved"]),
        ("update_document", seen["approved"]),
        ("approve_reject_doc", seen["approved"]),
        ("approve_reject_doc", seen["rejected"]),
    ]
    assert set(record[0]["values"]) == {"doc_number_value"}
    assert record[1]["values"]["doc_number_value"]["_value"] == "corrected-2"
    assert record[2]["decision"] == "approve"
    assert record[2]["comment"].startswith("Approved: ")
    assert record[2]["comment"].endswith("1 corrected")
    assert (record[3]["decision"], record[3]["comment"]) == ("reject", "12 boxes are missing")


def test_the_first_document_opens_with_the_focus_on_what_needs_a_person(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        key = driver.window.field_panel.active_key
        assert key is not None
        assert driver.focus().objectName() == f"field:{key.name}"
        field = opened.shown.by_key(key)
        assert field is not None
        confidences = [f.confidence for f in opened.shown.fields if f.confidence is not None]
        if min(confidences) < 0.85:
            assert field.confidence is not None
            assert field.confidence < 0.85

    review(scenario)


def test_a_draft_survives_a_restart(review: Review, server: ServerProcess) -> None:
    opened_id = ""

    async def edit(driver: Driver) -> None:
        nonlocal opened_id
        opened_id = (await driver.ready()).id
        driver.correct(NUMBER, "typed before the restart")
        await driver.draft_saved()

    async def look(driver: Driver) -> None:
        opened = await driver.ready()
        assert opened.id == opened_id
        field = opened.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "typed before the restart"
        assert driver.desk.queue.state(opened_id) is ReviewState.DRAFT

    review(edit)
    review(look)
    assert server.record() == []


def test_an_approved_document_is_read_only(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.ready(unlike=first.id)
        await driver.reached(first.id, ReviewState.APPROVED)
        driver.desk.session.open(first.id)
        assert driver.current.is_read_only
        driver.correct(NUMBER, "too late")
        assert driver.current.draft.is_empty
        driver.press(Qt.Key.Key_Return, CONTROL)
        assert driver.current.id == first.id

    review(scenario)
    assert len(server.record()) == 1


def test_undo_takes_a_visit_back_and_redo_brings_it_again(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        before = opened.shown.by_key(NUMBER)
        assert before is not None
        driver.correct(NUMBER, "abc")
        driver.press(Qt.Key.Key_Z, CONTROL)
        undone = driver.current.shown.by_key(NUMBER)
        assert undone is not None
        assert undone.value == before.value
        driver.press(Qt.Key.Key_Y, CONTROL)
        again = driver.current.shown.by_key(NUMBER)
        assert again is not None
        assert again.value == "abc"

    review(scenario)


def test_clicking_a_box_focuses_its_field_and_a_field_marks_its_box(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        pane = driver.window.page_pane
        pane.fit_page()
        active = driver.window.field_panel.active_key
        field = next(f for f in opened.shown.fields if f.box and f.page == 1 and f.key != active)
        area = pane.view.area_of(field.key)
        assert area is not None
        driver.click(pane.view.viewport(), pane.view.mapFromScene(area.center()))
        assert driver.window.field_panel.active_key == field.key
        assert driver.focus().objectName() == f"field:{field.key.name}"

    review(scenario)


def test_search_finds_a_value_and_enter_opens_the_document(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        other = next(e for e in driver.desk.queue.entries() if e.document_id != first.id)
        driver.press(Qt.Key.Key_F, CONTROL)
        assert driver.focus().objectName() == "searchBox"
        driver.type(other.number)
        driver.press(Qt.Key.Key_Return)
        driver.press(Qt.Key.Key_Return)
        opened = await driver.ready(unlike=first.id)
        assert opened.id == other.document_id

    review(scenario)


def test_next_and_previous_walk_through_the_queue_and_drafts_stay(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.correct(NUMBER, "left for later")
        driver.press(Qt.Key.Key_PageDown, CONTROL)
        await driver.ready(unlike=first.id)
        driver.press(Qt.Key.Key_PageUp, CONTROL)
        back = await driver.opened(lambda opened: opened.id == first.id and opened.has_details)
        field = back.shown.by_key(NUMBER)
        assert field is not None
        assert field.value == "left for later"

    review(scenario)


def test_the_comment_that_was_typed_is_the_one_that_is_sent(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.press(Qt.Key.Key_M, CONTROL)
        driver.type("as agreed with Ms Rao")
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)

    review(scenario)
    assert server.record()[0]["comment"] == "as agreed with Ms Rao"


def test_a_double_click_on_approve_is_one_decision(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        await driver.guard_over()
        button = driver.widget("approveButton")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        await driver.reached(first.id, ReviewState.APPROVED)
        await driver.ready(unlike=first.id)

    review(scenario)
    assert len(server.record()) == 1


def test_five_presses_during_a_stall_are_one_decision(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        server.fault("getimage", "slow", times=None, seconds=1.0)
        for _ in range(5):
            driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)
        await driver.ready(unlike=first.id)

    review(scenario)
    assert len(server.record()) == 1


def test_text_is_captured_into_the_active_field(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        source = next(f for f in opened.shown.fields if f.box and f.page == 1)
        driver.window.field_panel.focus_field(NUMBER)
        driver.window.page_pane.fit_page()
        view = driver.window.page_pane.view
        area = view.area_of(source.key)
        assert area is not None
        band = view.mapFromScene(area).boundingRect().adjusted(-5, -5, 5, 5)
        driver.press(Qt.Key.Key_B, CONTROL)
        assert driver.window.page_pane.is_capturing
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=band.topLeft())
        QTest.mouseMove(view.viewport(), band.center())
        QTest.mouseMove(view.viewport(), band.bottomRight())
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=band.bottomRight())
        await until(
            driver.desk.session.changed,
            lambda: NUMBER in driver.current.draft.fields,
            "the captured text",
        )
        edit = driver.current.draft.fields[NUMBER]
        assert edit.mine.value
        assert edit.mine.box is not None

    review(scenario)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_earlier_comment_is_put_in_as_one_step(review: Review, server: ServerProcess) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.press(Qt.Key.Key_M, CONTROL)
        driver.type("as agreed with the buyer")
        driver.press(Qt.Key.Key_Return, CONTROL)
        second = await driver.ready(unlike=first.id)
        await driver.reached(first.id, ReviewState.APPROVED)
        driver.press(Qt.Key.Key_M, CONTROL)
        driver.type("mine")
        driver.press(Qt.Key.Key_F4)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        # The template stands before what was written elsewhere.
        QTest.keyPress(popup, Qt.Key.Key_Down)
        QTest.keyPress(popup, Qt.Key.Key_Return)
        assert driver.current.draft.comment == "as agreed with the buyer"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert driver.current.draft.comment == "mine"
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert driver.current.draft.comment == "as agreed with the buyer"
        await driver.guard_over()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(second.id, ReviewState.APPROVED)

    review(scenario)
    assert [row["comment"] for row in server.record()] == ["as agreed with the buyer"] * 2
