from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.model.settings import Settings
from klearstack_desktop.review.lanes import Lanes
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.review.working import WorkingSettings
from klearstack_desktop.store import settings_file
from klearstack_desktop.waiting import until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path


def at_work(folder: Path, work: Callable[[WorkingSettings], Awaitable[None]]) -> None:
    """Run a coroutine with the settings of a folder; failures of tasks fail the test."""
    failures: list[BaseException] = []

    async def run() -> None:
        lanes, tasks = Lanes(), TaskRegister(failures.append)
        try:
            await work(WorkingSettings(folder, lanes, tasks))
        finally:
            await tasks.close()
            lanes.close()

    asyncio.run(run())
    assert failures == []


def test_what_is_changed_counts_at_once_and_at_the_next_start(tmp_path: Path) -> None:
    async def change(settings: WorkingSettings) -> None:
        await settings.load()
        assert settings.current == Settings()
        counted: list[Settings] = []
        settings.changed.connect(counted.append)
        for seconds in range(10, 21):
            settings.change(Settings(undo_seconds=seconds))
        assert settings.current.undo_seconds == 20
        assert [entry.undo_seconds for entry in counted] == list(range(10, 21))
        settings.change(settings.current)
        assert len(counted) == 11
        await settings.written()

    at_work(tmp_path, change)
    assert settings_file.load(tmp_path) == Settings(undo_seconds=20)

    async def start_again(settings: WorkingSettings) -> None:
        counted: list[Settings] = []
        settings.changed.connect(counted.append)
        await settings.load()
        assert counted == [settings.current] == [Settings(undo_seconds=20)]

    at_work(tmp_path, start_again)


def test_settings_that_cannot_be_kept_count_all_the_same_and_say_so(tmp_path: Path) -> None:
    # A folder in the file's place: not even the system's administrator can write over it.
    (tmp_path / settings_file.FILE_NAME).mkdir()

    async def change(settings: WorkingSettings) -> None:
        said: list[str] = []
        settings.not_kept.connect(said.append)
        settings.change(Settings(undo_seconds=9))
        await until(settings.not_kept, lambda: bool(said), "the sentence")
        assert settings.current.undo_seconds == 9

    at_work(tmp_path, change)
