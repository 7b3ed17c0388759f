"""How people here write: from the settings, else from the system, to whoever shows values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

from klearstack_desktop.model.formats.locales import WORLD, formats_of
from klearstack_desktop.review.lanes import Lane

if TYPE_CHECKING:
    from klearstack_desktop.model.formats.locales import LocaleFormats
    from klearstack_desktop.model.settings import Settings
    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.review.working import WorkingSettings


class Region(QObject):
    """Reads the conventions of a locale away from the window's thread and tells them.

    Signals:
        known: carries the `LocaleFormats` that count from now on.

    Args:
        working: its ``locale`` names a locale; empty means the system's.
        lanes: where the tables are read; that takes longer than a frame.
        tasks: owns the reading.
    """

    known = Signal(object)

    def __init__(self, working: WorkingSettings, lanes: Lanes, tasks: TaskRegister) -> None:
        super().__init__()
        self._lanes = lanes
        self._tasks = tasks
        self._wanted = ""
        working.changed.connect(self.follow)

    def follow(self, settings: Settings) -> None:
        """Follow the settings' ``locale``; where it names none, the system's."""
        wanted = settings.locale or system_locale()
        if wanted != self._wanted:
            self._wanted = wanted
            self._tasks.spawn(self._learn(wanted), "learn how people here write")

    async def _learn(self, name: str) -> None:
        formats: LocaleFormats = await self._lanes.run(Lane.DECODE, formats_of, name)
        if name == self._wanted:
            self.known.emit(formats)


def system_locale() -> str:
    """Return the name of the locale that the system is set to; English where it is set to none."""
    name = QLocale.system().name()
    return WORLD if name in {"", "C"} else name
