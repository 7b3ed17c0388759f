"""The journal of a real review: opened by key, found, verified, exported; and told at the start."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from klearstack_desktop.model.queue import ReviewState
from klearstack_desktop.ui.journal.dialog import JournalDialog
from klearstack_desktop.ui.journal.model import DOCUMENT, KIND, WHAT
from klearstack_desktop.waiting import until
from tests.end_to_end.driver import CONTROL, SHIFT, Driver
from tests.memory_keyring import MemoryKeyring, installed
from tests.ui.finding import found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.end_to_end.conftest import Review


@pytest.fixture(autouse=True)
def _keychain() -> Iterator[None]:
    with installed(MemoryKeyring()):
        yield


async def journal_of(driver: Driver) -> JournalDialog:
    """Open the journal by its key and wait until it shows its rows."""
    shown = driver.desk.journal.found
    was: list[object] = []
    shown.connect(was.append)
    driver.press(Qt.Key.Key_J, CONTROL | SHIFT)
    dialog = found(driver.window, JournalDialog, "journalDialog")
    await until(shown, lambda: bool(was), "the rows")
    return dialog


async def cells(driver: Driver, dialog: JournalDialog) -> list[tuple[str, str, str]]:
    """Return kind, document and what happened of all rows that are found."""

    def read() -> list[tuple[str, str, str]]:
        model = dialog.model
        return [
            tuple(str(model.data(model.index(row, column))) for column in (KIND, DOCUMENT, WHAT))  # type: ignore[misc]
            for row in range(model.count())
        ]

    await until(driver.desk.journal.fetched, lambda: all(c[2] != "…" for c in read()), "the cells")
    return read()


def test_what_was_done_stands_in_the_journal(review: Review, tmp_path: Path) -> None:
    async def scenario(driver: Driver) -> None:
        first = await driver.ready()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)
        dialog = await journal_of(driver)
        rows = await cells(driver, dialog)
        told = [(kind, what) for kind, document, what in rows if document == first.id]
        assert [kind for kind, _ in told] == ["Answer", "Sending", "Decision"]
        assert told[0][1].startswith("Applied")
        assert told[2][1].startswith("Approved: Approved: ")
        assert rows[-1][0] == "Sign-in"

        kind = found(dialog, QComboBox, "journalKind")
        kind.setCurrentIndex(kind.findText("Decision"))
        await until(driver.desk.journal.found, lambda: dialog.model.count() == 1, "one row")
        assert [kind for kind, _, _ in await cells(driver, dialog)] == ["Decision"]
        details = found(dialog, QPlainTextEdit, "journalDetails").toPlainText()
        assert first.id in details
        assert "pages" in details

        checked: list[object] = []
        driver.desk.journal.checked.connect(checked.append)
        driver.click(found(dialog, QPushButton, "verifyJournalButton"))
        await until(driver.desk.journal.checked, lambda: bool(checked), "the check")
        assert "are as written" in found(dialog, QLabel, "journalResult").text()

        exported: list[object] = []
        driver.desk.journal.exported.connect(lambda *_: exported.append(1))
        driver.click(found(dialog, QPushButton, "exportJournalButton"))
        chooser = found(driver.window, QFileDialog, "exportJournalDialog")
        chooser.fileSelected.emit(str(tmp_path / "record.json"))
        chooser.close()
        await until(driver.desk.journal.exported, lambda: bool(exported), "the export")
        entries = [r["entry"] for r in json.loads((tmp_path / "record.json").read_text())["rows"]]
        facts = {e["kind"]: e["facts"] for e in entries if e["document"] == first.id}
        assert set(facts) == {"decision", "sending", "answer"}
        assert set(facts["decision"]["pages"].values()) == set(first.digests.values())
        assert facts["answer"]["server_date"].endswith("Z")

    review(scenario)


def test_the_document_at_hand_is_one_press_away(review: Review) -> None:
    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        dialog = await journal_of(driver)
        driver.click(found(dialog, QPushButton, "journalThisDocument"))
        assert found(dialog, QLineEdit, "journalDocument").text() == opened.id
        await until(driver.desk.journal.found, lambda: dialog.model.count() == 0, "no row")

    review(scenario)


def test_a_journal_that_lost_rows_is_told_at_the_start(review: Review, tmp_path: Path) -> None:
    async def decide(driver: Driver) -> None:
        first = await driver.ready()
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(first.id, ReviewState.APPROVED)

    async def look(driver: Driver) -> None:
        await driver.ready()
        notice = driver.window.notice_bar.current()
        assert notice is not None
        assert "rows were cut off or replaced" in notice.sentence

    review(decide)
    [work] = tmp_path.glob("profile/accounts/*/work.db")
    with contextlib.closing(sqlite3.connect(work)) as connection, connection:
        connection.execute("DELETE FROM journal WHERE sequence > 2")
    review(look)
