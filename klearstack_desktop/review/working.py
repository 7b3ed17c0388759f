"""How this workstation works: the settings that hold for every account and count at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.problems import Problem
from klearstack_desktop.model.rules.book import RuleBook, shipped_rules
from klearstack_desktop.model.settings import Settings
from klearstack_desktop.review.lanes import Lane
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
        self._tasks = tasks
        self._current = Settings()
        self._rules = shipped_rules()
        self._writing: asyncio.Task[object] | None = None

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
        if self._writing is None:
            self._writing = self._tasks.spawn(self._write(), "keep the settings")

    async def written(self) -> None:
        """Wait until what counts is kept, or could not be."""
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        """Write until what counts is kept: a number that is turned up changes often."""
        try:
            kept: Settings | None = None
            while kept != self._current:
                kept = self._current
                await self._lanes.run(Lane.STORE_WORK, settings_file.save, self._folder, kept)
        except Problem as problem:
            self.not_kept.emit(problem.sentence)
        finally:
            self._writing = None
