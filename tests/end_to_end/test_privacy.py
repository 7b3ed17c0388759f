"""What the program leaves on the disk, and for whose eyes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from klearstack_desktop.model.queue import ReviewState
from tests.end_to_end.driver import CONTROL, NUMBER, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review
    from tests.server_process import ServerProcess

TYPED = "typed-and-approved-4711"


def test_secrets_are_in_no_file_and_values_in_the_databases_only(
    review: Review, server: ServerProcess, tmp_path: Path
) -> None:
    values: list[str] = [TYPED]

    async def scenario(driver: Driver) -> None:
        opened = await driver.ready()
        values.extend(f.value for f in opened.shown.fields if len(f.value) > 7)
        driver.correct(NUMBER, TYPED)
        await driver.draft_saved()
        server.fault("approve_reject_doc", "status_500_html")
        driver.press(Qt.Key.Key_Return, CONTROL)
        await driver.reached(opened.id, ReviewState.OUTCOME_UNKNOWN)

    review(scenario)
    files = [path for path in (tmp_path / "profile").rglob("*") if path.is_file()]
    assert any(path.name == "work.db" for path in files)
    for path in files:
        content = path.read_bytes()
        assert server.password.encode() not in content, path
        if ".db" not in path.name:
            for value in values:
                assert value.encode() not in content, path


def test_files_and_folders_of_an_account_are_their_owners_alone(
    review: Review, tmp_path: Path
) -> None:
    async def scenario(driver: Driver) -> None:
        await driver.ready()
        driver.correct(NUMBER, TYPED)
        await driver.draft_saved()

    review(scenario)
    if os.name == "posix":
        for path in (tmp_path / "profile" / "accounts").rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, path
