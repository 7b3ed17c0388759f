"""How this workstation works: the settings that hold for every account and count at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.rules.book import RuleBook, shipped_rules
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.latest_writer import LatestWriter
from klearstack_desktop.store import rules_file, settings_file

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.tasks import TaskRegister


class WorkingSettings(QObject):
    """The settings as they are, and their file; the rules are read once, at the start.

    Signals:
        changed: carries the `Settings` that count from now on.
        not_kept: carries a sentence: they count, but the next start will not know them.

    Args:
        folder: where the file lies.
        lanes: where the disk is waited for.
        tasks: owns the writing.
    """

    changed = Signal(object)
    not_kept = Signal(str)

    def __init__(self, folder: Path, lanes: Lanes, tasks: TaskRegister) -> None:
        super().__init__()
        self._folder = folder
        self._lanes = lanes
        self._current = Settings()
        self._rules = shipped_rules()
        save = partial(settings_file.save, folder)
        self._writer = LatestWriter(save, lanes, tasks, self.not_kept.emit, "keep the settings")

    @property
    def current(self) -> Settings:
        """The settings that count."""
        return self._current

    @property
    def rules(self) -> RuleBook:
        """The rules that count: those that ship, with those of this workstation laid over."""
        return self._rules

    async def load(self) -> None:
        """Read settings and rules; the defaults count where there are none to be read."""
        self._rules = await self._lanes.run(Lane.STORE_WORK, rules_file.load, self._folder)
        self._current = await self._lanes.run(Lane.STORE_WORK, settings_file.load, self._folder)
        self.changed.emit(self._current)

    def change(self, settings: Settings) -> None:
        """Let other settings count at once, and keep them."""
        if settings == self._current:
            return
        self._current = settings
        self.changed.emit(settings)
        self._writer.keep(settings)

    async def written(self) -> None:
        """Wait until what counts is kept, or could not be."""
        await self._writer.written()
