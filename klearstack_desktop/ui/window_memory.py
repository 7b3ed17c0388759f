"""Where the window was and how wide its panes were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMainWindow, QSplitter


class WindowMemory:
    """Keeps geometry in a file of its own, so that all files can lie under one folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, window: QMainWindow, panes: QSplitter) -> None:
        """Remember where the window is and how its panes share the width."""
        settings = self._open()
        settings.setValue("geometry", window.saveGeometry())
        settings.setValue("panes", panes.saveState())
        settings.sync()

    def restore(self, window: QMainWindow, panes: QSplitter) -> bool:
        """Put the window where it was; say whether it was remembered."""
        settings = self._open()
        geometry, state = settings.value("geometry"), settings.value("panes")
        if isinstance(state, QByteArray):
            panes.restoreState(state)
        return isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)

    def _open(self) -> QSettings:
        return QSettings(str(self._path), QSettings.Format.IniFormat)
