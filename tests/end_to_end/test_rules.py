"""What a rule finds is said below the field, and settled with one key."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableView

from klearstack_desktop.model.document import FieldKey
from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.store.journal_reader import JournalReader
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, SHIFT, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

TOTAL = FieldKey("total_value")
DATE = FieldKey("doc_date_value")
REASON = "The supplier dates ahead"


def value(driver: Driver, key: FieldKey) -> str:
    field = driver.current.shown.by_key(key)
    assert field is not None
    return field.value


def note(driver: Driver, key: FieldKey) -> str:
    label = driver.widget(f"note:field:{key.name}")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


async def sound_document(driver: Driver) -> str:
    """Open the first document whose amounts add up, and return its total."""
    await driver.ready()
    for document in driver.desk.queue.documents():
        driver.desk.session.open(document.id)
        opened = await driver.ready()
        total = opened.shown.by_key(TOTAL)
        if total and opened.shown.tables and not tuple(opened.findings.broken_rules):
            return total.value
    raise AssertionError("no sample adds up")


async def changed(driver: Driver, key: FieldKey, wanted: str) -> None:
    await until(driver.desk.session.changed, lambda: value(driver, key) == wanted, wanted)


def test_a_wrong_sum_is_put_right_with_one_key_and_taken_back_with_one(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        right = await sound_document(driver)
        driver.correct(TOTAL, "1.00")
        assert driver.current.findings.needs_person(TOTAL)
        assert " make" in note(driver, TOTAL) or "Lines add up to" in note(driver, TOTAL)
        wrong = value(driver, TOTAL)
        driver.press(Qt.Key.Key_E, CONTROL)
        assert not driver.current.findings.of(TOTAL)
        assert value(driver, TOTAL) != wrong
        assert float(value(driver, TOTAL).replace(",", "")) == float(right.replace(",", ""))
        assert driver.current.undo_label == "fix of Total"
        assert driver.focus().objectName() == "field:total_value"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert value(driver, TOTAL) == wrong
        link = driver.window.findChild(QPushButton, "fix:total_value")
        assert link is not None
        assert link.isVisible()
        assert link.text().startswith("Use ")
        assert "Ctrl+E" in link.toolTip()
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        assert not driver.current.findings.of(TOTAL)

    review(scenario)


def test_where_nothing_is_offered_that_is_said(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await sound_document(driver)
        driver.window.field_panel.focus_field(TOTAL)
        driver.press(Qt.Key.Key_E, CONTROL)
        await driver.notice("Nothing is offered")
        driver.press(Qt.Key.Key_E, CONTROL | SHIFT)
        await driver.notice("no warning here")
        driver.correct(TOTAL, "1.00")
        driver.press(Qt.Key.Key_E, CONTROL | SHIFT)
        await driver.notice("must be put right")
        assert not driver.window.override_sheet.isVisible()

    review(scenario)


def test_a_warning_stands_for_a_reason_that_is_sent_and_journalled(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await sound_document(driver)
        document_id = driver.current.id
        driver.correct(DATE, "24-Dec-2099")
        assert note(driver, DATE) == "Invoice date is in the future"
        assert driver.current.findings.needs_person(DATE)
        driver.press(Qt.Key.Key_E, CONTROL | SHIFT)
        assert driver.label("overrideAbout") == "Invoice date is in the future"
        driver.type(REASON)
        driver.press(Qt.Key.Key_Return)
        assert note(driver, DATE) == f"Invoice date is in the future. Overridden: {REASON}"
        assert not driver.current.findings.needs_person(DATE)
        assert driver.focus().objectName() == "field:doc_date_value"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert driver.current.findings.needs_person(DATE)
        driver.press(Qt.Key.Key_Y, CONTROL)
        assert not driver.current.findings.needs_person(DATE)
        await driver.draft_saved()
        await driver.guard_over()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(document_id, ReviewState.APPROVED)

    review(scenario)
    comment = server.record()[-1]["comment"]
    assert comment.endswith(f"Invoice date is in the future, overridden: {REASON}")
    folder = next((tmp_path / "profile").rglob("work.db")).parent
    with contextlib.closing(JournalReader(folder)) as reader:
        entries = [str(row.entry) for row in reader.every_row()]
    (decision,) = (entry for entry in entries if '"overridden"' in entry)
    for part in ("date_in_future", "Invoice date is in the future", REASON, "doc_date_value"):
        assert part in decision


def test_a_reason_is_there_after_a_restart(review: Review) -> None:
    async def warned(driver: Driver) -> None:
        await sound_document(driver)
        driver.correct(DATE, "24-Dec-2099")
        driver.press(Qt.Key.Key_E, CONTROL | SHIFT)
        driver.press(Qt.Key.Key_1)
        driver.press(Qt.Key.Key_Return)
        assert driver.current.findings.overridden
        await driver.draft_saved()

    async def come_back(driver: Driver) -> None:
        await driver.ready()
        (stood,) = driver.current.findings.overridden
        assert stood.reason == "Compared with the page: it stands there so"
        driver.press(Qt.Key.Key_Z, CONTROL)
        assert not driver.current.findings.overridden

    review(warned)
    review(come_back)


def test_a_wrong_line_is_put_right_from_its_row(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        for document in driver.desk.queue.documents():
            driver.desk.session.open(document.id)
            opened = await driver.ready()
            columns = opened.shown.tables[0].columns if opened.shown.tables else ()
            if {"quantity", "unit_price", "total"} <= set(columns) and not opened.findings.errors:
                break
        table = driver.current.shown.tables[0]
        column = table.columns.index("total")
        row = next(
            number
            for number, row in enumerate(table.rows)
            if all(row[table.columns.index(name)].value for name in ("quantity", "unit_price"))
        )
        right = table.rows[row][column].value
        driver.window.line_items.focus_grid()
        grid = driver.window.line_items.findChild(QTableView, "lineItems")
        assert grid is not None
        grid.setCurrentIndex(grid.model().index(row, column))
        driver.type("1")
        driver.press(Qt.Key.Key_E, CONTROL)
        fixed = driver.current.shown.tables[0].rows[row][column].value
        assert float(fixed.replace(",", "")) == float(right.replace(",", ""))

    review(scenario)


def test_what_is_wrong_with_the_rules_of_a_workstation_is_said(
    review: Review, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    broken = '[[rule]]\nid = "ours"\ncheck = "magic"\n'
    off = '[[rule]]\nid = "date_in_future"\nenabled = false\n'
    (folder / "rules.toml").write_text(broken + off, encoding="utf-8")

    async def scenario(driver: Driver) -> None:
        assert "the rule ours is left out" in await driver.notice("rules.toml")
        await sound_document(driver)
        driver.correct(DATE, "24-Dec-2099")
        assert not driver.current.findings.needs_person(DATE)

    review(scenario)
