from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from klearstack_desktop.model.settings import Settings
from klearstack_desktop.review.lanes import Lanes
from klearstack_desktop.review.tasks import TaskRegister
from klearstack_desktop.review.working import WorkingSettings
from klearstack_desktop.ui.region import Region, system_locale

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from klearstack_desktop.model.formats.locales import LocaleFormats


def test_the_settings_decide_how_people_write_and_the_system_where_they_are_silent(
    qapp: QApplication, tmp_path: Path
) -> None:
    told: list[str] = []

    async def follow() -> None:
        lanes, failures = Lanes(), list[object]()
        tasks = TaskRegister(failures.append)
        working = WorkingSettings(tmp_path, lanes, tasks)
        region = Region(working, lanes, tasks)
        arrived = asyncio.Event()

        def note(formats: LocaleFormats) -> None:
            told.append(formats.name)
            arrived.set()

        region.known.connect(note)
        await working.load()
        for settings in (Settings(locale="de_CH"), Settings(locale="de_CH", undo_seconds=9)):
            await arrived.wait()
            arrived.clear()
            working.change(settings)
        await working.written()
        await tasks.close()
        lanes.close()
        assert failures == []

    asyncio.run(follow())
    assert told == [system_locale(), "de_CH"], "another setting does not tell the same again"
