"""A workstation that forgets an account, from the menu to the empty folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.end_to_end.driver import NUMBER, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess


def test_the_journal_is_saved_and_the_rest_is_gone(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    kept = tmp_path / "journal.json"

    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.correct(NUMBER, "typed before it is forgotten")
        driver.press(Qt.Key.Key_Return)
        await driver.draft_saved()
        driver.window.action_table["forget"].trigger()
        driver.program.forgetting.export(kept)
        saved = driver.widget("journalSavedLabel")
        assert isinstance(saved, QLabel)
        while "journal.json" not in saved.text():
            await driver.pause()
        name = driver.widget("forgetUserEdit")
        assert isinstance(name, QLineEdit)
        name.setText(server.username)
        close = driver.widget("keepEverythingButton")
        assert isinstance(close, QPushButton)
        driver.click(driver.widget("forgetEverythingButton"))
        while close.text() != "Close the program":
            await driver.pause()
        assert driver.program.desk is None
        assert not driver.widget("documentList").isVisible()
        driver.click(close)

    review(scenario)
    assert "typed before it is forgotten" in str(json.loads(kept.read_text()))
    left = [path for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    assert [path for path in left if "accounts" in path.parts] == []
    for path in left:
        assert b"typed before" not in path.read_bytes(), path
