"""What lies on the workstation is damaged between two runs of the program."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from tests.end_to_end.driver import NUMBER, Driver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import Review

TYPED = "typed-before-the-damage"
PAGE = 4096


def damage(path: Path) -> None:
    """Destroy the page that holds the decisions, as a failing disk would."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'decision'"
        ).fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE : page * PAGE] = b"\xa5" * PAGE
    path.write_bytes(content)


def test_a_damaged_file_is_recovered_and_the_reviewer_is_told(
    review: Review, tmp_path: Path
) -> None:
    async def type_something(driver: Driver) -> None:
        opened = await driver.ready()
        edited.append(opened.id)
        driver.correct(NUMBER, TYPED)
        await driver.draft_saved()

    async def look(driver: Driver) -> None:
        await driver.notice("The file with your work was damaged. Recovered: 1 draft,")
        driver.desk.session.open(edited[0])
        opened = await driver.ready()
        assert opened.draft.fields[NUMBER].mine.value == TYPED

    edited: list[str] = []
    review(type_something)
    (folder,) = (tmp_path / "profile" / "accounts").iterdir()
    damage(folder / "work.db")
    review(look)
    (set_aside,) = folder.glob("work.db.damaged-*Z")
    assert set_aside.stat().st_mode & 0o077 == 0
