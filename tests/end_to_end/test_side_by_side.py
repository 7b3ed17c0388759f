"""Two documents side by side: opened, looked through and left with keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.fieldmap import FieldRole
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.model.slips.facts import facts_of
from klearstack_desktop.model.slips.warning import DUPLICATE, RESUBMITTED
from klearstack_desktop.ui.compare.sheet import CompareSheet
from klearstack_desktop.ui.decision.reason_sheet import ReasonEditor
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, SHIFT, Driver

if TYPE_CHECKING:
    from klearstack_desktop.model.document import Document
    from klearstack_desktop.ui.compare.page_side import PageSide
    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

NUMBER = FieldKey("doc_number_value")
SUPPLIER = FieldKey("supplier_name_value")


def sheet_of(driver: Driver) -> CompareSheet | None:
    found = driver.window.findChildren(CompareSheet)
    return next((sheet for sheet in found if sheet.isVisible()), None)


def sheet(driver: Driver) -> CompareSheet:
    found = sheet_of(driver)
    assert found is not None, "nothing stands side by side"
    return found


def words(driver: Driver, name: str) -> str:
    label = sheet(driver).findChild(QLabel, name)
    assert label is not None
    return label.text()


def relations(driver: Driver) -> dict[str, str]:
    """Return how values stand to each other, shape and word, by the label of the field."""
    table, found = sheet(driver).table, {}
    for row in range(table.rowCount()):
        shape, label = table.item(row, 0), table.item(row, 1)
        assert shape is not None
        assert label is not None
        found[label.text()] = shape.text()
    return found


async def side_by_side(driver: Driver) -> CompareSheet:
    """Press the key, and wait until the sheet has the keys."""
    driver.press(Qt.Key.Key_T, CONTROL)
    while not sheet(driver).isActiveWindow():
        await driver.pause()
    return sheet(driver)


async def back_at_the_desk(driver: Driver) -> None:
    """Wait until the sheet is gone and the window has the keys."""
    assert sheet_of(driver) is None
    while not driver.window.isActiveWindow():
        await driver.pause()


async def has_pages(driver: Driver, side: PageSide) -> None:
    while side.width_at_actual_size is None:
        await driver.pause()


async def a_duplicate(driver: Driver) -> tuple[Document, Document]:
    """Make the second document like the first one, and return both; the second one is open."""
    first = (await driver.ready()).shown
    driver.press(Qt.Key.Key_PageDown, CONTROL)
    second = await driver.ready(unlike=first.id)
    driver.correct(SUPPLIER, first.value_of(FieldRole.SUPPLIER))
    driver.correct(NUMBER, first.value_of(FieldRole.NUMBER))

    def is_found() -> bool:
        return any(finding.code == DUPLICATE for finding in driver.current.findings)

    await until(driver.desk.session.changed, is_found, "the duplicate to be found")
    driver.window.field_panel.focus_field(NUMBER)
    await side_by_side(driver)
    await has_pages(driver, sheet(driver).own)
    await has_pages(driver, sheet(driver).other)
    return first, second.shown


def test_a_duplicate_stands_side_by_side_with_one_key_and_esc_leads_back(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first, second = await a_duplicate(driver)
        assert words(driver, "compareWhy").startswith(
            "Likely a duplicate: same supplier and number"
        )
        count = driver.desk.standards.known.seen.count
        assert f"Compared with {count} documents that this workstation has seen" in words(
            driver, "compareWith"
        )
        found = relations(driver)
        assert found["Invoice number"] == "= same"
        assert found["Total"] == "≠ differs"
        assert next(iter(found.values())) != "= same", "what differs comes first"
        assert words(driver, "ownPageNumber") == "Page 1 of 1"
        assert words(driver, "otherPageNumber").startswith("Page 1 of")
        # The modal sheet takes the keys of the desk: nothing is approved behind it.
        driver.press(Qt.Key.Key_Return, CONTROL)
        assert driver.desk.queue.state(second.id) is not ReviewState.APPROVED
        driver.press(Qt.Key.Key_Return, CONTROL)
        assert driver.desk.queue.state(second.id) is not ReviewState.APPROVED
        driver.press(Qt.Key.Key_Escape)
        await back_at_the_desk(driver)
        assert driver.window.field_panel.active_key == NUMBER
        assert driver.focus().objectName() == "field:doc_number_value"
        assert driver.current.id == second.id
        await side_by_side(driver)
        driver.press(Qt.Key.Key_T, CONTROL)
        await back_at_the_desk(driver)
        assert first.id != second.id

    review(scenario)


def test_both_pages_scroll_and_zoom_as_one(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await a_duplicate(driver)
        own, other = sheet(driver).own, sheet(driver).other

        def widths() -> list[float]:
            return [
                (side.width_at_actual_size or 0) * side.view.camera.zoom for side in (own, other)
            ]

        before = widths()[0]
        for _ in range(4):
            driver.press(Qt.Key.Key_Plus)
        assert widths()[0] > 1.5 * before
        assert widths()[1] == pytest.approx(widths()[0], rel=0.01)
        for one, follower in ((own, other), (other, own)):
            bar = one.view.verticalScrollBar()
            bar.setValue(bar.maximum() if one is own else bar.minimum())
            followed = follower.view.verticalScrollBar()
            assert followed.value() == (followed.maximum() if one is own else followed.minimum())
        driver.press(Qt.Key.Key_0)
        assert own.view.camera.mode is other.view.camera.mode
        assert widths()[0] < 1.5 * before

    review(scenario)


def test_from_there_a_duplicate_is_rejected_with_the_reason_prepared(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first, second = await a_duplicate(driver)
        driver.press(Qt.Key.Key_R)
        await back_at_the_desk(driver)
        editor = driver.focus()
        assert isinstance(editor, ReasonEditor)
        title = f"{first.value_of(FieldRole.NUMBER)} of {first.value_of(FieldRole.SUPPLIER)}"
        assert editor.value() == f"Duplicate of an invoice already received: {title}"
        driver.press(Qt.Key.Key_Escape)
        assert driver.focus().objectName() == "field:doc_number_value"
        await side_by_side(driver)
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        await back_at_the_desk(driver)
        driver.press(Qt.Key.Key_Return)
        await driver.reached(second.id, ReviewState.REJECTED)

    review(scenario)


def test_from_there_the_warning_is_let_stand_and_the_other_one_opened(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first, second = await a_duplicate(driver)
        driver.press(Qt.Key.Key_L)
        await back_at_the_desk(driver)
        assert driver.focus().objectName() == "overrideReason"
        driver.type("Sent twice, paid once")
        driver.press(Qt.Key.Key_Return)
        reasons = [f.reason for f in driver.current.findings.overridden if f.code == DUPLICATE]
        assert reasons == ["Sent twice, paid once"]
        button = (await side_by_side(driver)).findChild(QPushButton, "compareLetStandButton")
        assert button is not None
        assert not button.isEnabled()
        driver.press(Qt.Key.Key_O)
        await back_at_the_desk(driver)
        assert driver.current.id == first.id
        # And back the same way.
        await driver.ready(unlike=second.id)
        await side_by_side(driver)
        driver.press(Qt.Key.Key_O)
        assert driver.current.id == second.id

    review(scenario)


def test_arrows_go_from_one_to_the_next(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first, second = await a_duplicate(driver)
        driver.press(Qt.Key.Key_Escape)
        await back_at_the_desk(driver)
        # What is typed counts for others once it is on its way to the service.
        driver.press(Qt.Key.Key_S, CONTROL)
        driver.press(Qt.Key.Key_PageDown, CONTROL)
        await driver.opened(lambda opened: opened.id not in {first.id, second.id})
        await driver.guard_over()
        driver.correct(SUPPLIER, first.value_of(FieldRole.SUPPLIER))
        driver.correct(NUMBER, first.value_of(FieldRole.NUMBER))
        await until(
            driver.desk.standards.known_changed,
            lambda: (
                len(driver.desk.standards.known.seen.likely_same(facts_of(driver.current.shown)))
                == 2
            ),
            "both",
        )
        await side_by_side(driver)
        assert words(driver, "comparePlace") == "1 of 2"
        beside = driver.desk.side_by_side
        assert beside.pair is not None
        shown = [beside.pair.other.id]
        driver.press(Qt.Key.Key_Right)
        shown.append(beside.pair.other.id)
        assert words(driver, "comparePlace") == "2 of 2"
        assert sorted(shown) == sorted([first.id, second.id])
        driver.press(Qt.Key.Key_Right)
        driver.press(Qt.Key.Key_Left)
        assert words(driver, "comparePlace") == "2 of 2"
        driver.press(Qt.Key.Key_Escape)

    review(scenario)


def test_without_the_server_a_sentence_says_why_a_page_is_not_there(
    review: Review, server: ServerProcess
) -> None:
    async def scenario(driver: Driver) -> None:
        first, second = await a_duplicate(driver)
        assert first.id != second.id
        driver.press(Qt.Key.Key_Escape)
        await back_at_the_desk(driver)
        driver.desk._fetching.forget(first.id)
        driver.desk.session._ready.forget(first.id)
        server.fault("getimage", "cut_before", times=None)
        notice = (await side_by_side(driver)).other.findChild(QLabel, "pageNoticeText")
        assert notice is not None
        while not notice.isVisible() or notice.text().startswith("Loading"):
            await driver.pause()
        assert notice.text()
        server.clear_faults()
        retry = sheet(driver).other.findChild(QPushButton, "retryPageButton")
        assert retry is not None
        driver.click(retry)
        await has_pages(driver, sheet(driver).other)
        driver.press(Qt.Key.Key_Escape)

    review(scenario)


def test_what_was_rejected_here_is_said_field_by_field_and_compared(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        total = first.shown.value_of(FieldRole.TOTAL)
        driver.press(Qt.Key.Key_R, CONTROL | SHIFT)
        driver.type("not ours")
        driver.press(Qt.Key.Key_Return)
        await driver.reached(first.id, ReviewState.REJECTED)
        second = await driver.ready(unlike=first.id)
        driver.correct(SUPPLIER, first.shown.value_of(FieldRole.SUPPLIER))
        driver.correct(NUMBER, first.shown.value_of(FieldRole.NUMBER))

        def sentence() -> str:
            said = (f.sentence for f in driver.current.findings if f.code == RESUBMITTED)
            return next(said, "")

        def is_said() -> bool:
            return "Changed: " in sentence()

        await until(driver.desk.session.changed, is_said, "the rejection")
        assert "“not ours”" in sentence()
        await side_by_side(driver)
        assert "rejected here on" in words(driver, "compareWhy")
        assert relations(driver)["Total"] == "≠ differs"
        beside = driver.desk.side_by_side
        assert beside.pair is not None
        there = {row.label: row.there for row in beside.pair.rows}
        assert there["Total"] == total
        driver.press(Qt.Key.Key_Escape)
        assert driver.current.id == second.id

    review(scenario)
