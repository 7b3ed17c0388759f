"""The keys that the reviewer has chosen: they hold for every account and count at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.key_choices import KeyChoices
from klearstack_desktop.review.lanes import Lane
from klearstack_desktop.review.latest_writer import LatestWriter
from klearstack_desktop.store import keys_file

if TYPE_CHECKING:
    from pathlib import Path

    from klearstack_desktop.review.lanes import Lanes
    from klearstack_desktop.review.tasks import TaskRegister


class ChosenKeys(QObject):
    """The choices as they are, and their file.

    Signals:
        changed: carries the `KeyChoices` that count from now on.
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
        self._current = KeyChoices()
        save = partial(keys_file.save, folder)
        self._writer = LatestWriter(save, lanes, tasks, self.not_kept.emit, "keep the keys")

    @property
    def current(self) -> KeyChoices:
        """The choices that count."""
        return self._current

    async def load(self) -> None:
        """Read the file; without one every action has the keys that it comes with."""
        choices = await self._lanes.run(Lane.STORE_WORK, keys_file.load, self._folder)
        if choices != self._current:
            self._current = choices
            self.changed.emit(choices)

    def change(self, choices: KeyChoices) -> None:
        """Let other choices count at once, and keep them."""
        if choices != self._current:
            self._current = choices
            self.changed.emit(choices)
            self._writer.keep(choices)

    async def written(self) -> None:
        """Wait until what counts is kept, or could not be."""
        await self._writer.written()

    async def read(self, path: Path) -> KeyChoices:
        """Return the choices in a file that somebody handed on; they do not count yet.

        Raises:
            UnusableKeys: it cannot be read.
        """
        return await self._lanes.run(Lane.STORE_WORK, keys_file.read, path)

    async def export(self, path: Path) -> None:
        """Write the choices that count for another workstation.

        Raises:
            NotWritten: the disk or its rights stand in the way.
        """
        await self._lanes.run(Lane.STORE_WORK, keys_file.export, path, self._current)
