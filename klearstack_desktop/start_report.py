"""Tells a benchmark when the queue could first be worked with."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


class StartReport(QObject):
    """Writes the time at which a window's list had painted rows and the window answered, once.

    The file holds one number in ASCII: seconds of `time.monotonic`, which on one computer count
    from the same moment in all processes.

    Args:
        window: the main window.
        path: the file; it is there as soon as it is whole.
    """

    def __init__(self, window: QWidget, path: Path) -> None:
        super().__init__(window)
        view = window.findChild(QAbstractItemView, "documentList")
        if view is None:
            raise LookupError("the window has no list")
        self._view = view
        self._path = path
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look out for the first painting with rows."""
        if event.type() is QEvent.Type.Paint and self._view.model().rowCount():
            watched.removeEventFilter(self)
            # The filter comes before the painting; a timer comes after it, and after what waits.
            QTimer.singleShot(0, self._write)
        return False

    def _write(self) -> None:
        now = time.monotonic()
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.write_text(str(now), "ascii")
        beside.replace(self._path)
