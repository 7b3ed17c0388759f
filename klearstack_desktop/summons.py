"""Two programs and one account: the second calls the window of the first to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


class Summons(QObject):
    """Brings a window to the front whenever another program was refused its account.

    The other program, which cannot take the account's lock, writes into a file beside it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._come_to_the_front)

    def heed(self, path: Path) -> None:
        """Watch a file, which is there, instead of the one watched before."""
        self.ignore()
        self._watcher.addPath(str(path))

    def ignore(self) -> None:
        """Watch nothing any more."""
        if watched := self._watcher.files():
            self._watcher.removePaths(watched)

    def _come_to_the_front(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
