"""Notices when the queue can first be worked with."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

LONGEST_MILLISECONDS: Final = 1000


class FirstRows(QObject):
    """Tells once that a window's list has painted rows and the window answers.

    Signals:
        painted: the rows were painted; never comes as long as the queue is empty.
        over: nobody needs to wait for them any more: `expect_soon` was called, and they were
            painted or have not come within a second.

    Args:
        window: the main window.
    """

    painted = Signal()
    over = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        view = window.findChild(QAbstractItemView, "documentList")
        if view is None:
            raise LookupError("the window has no list")
        self._view = view
        self._is_painted = False
        self._is_expected = False
        self._is_over = False
        view.viewport().installEventFilter(self)

    @property
    def is_painted(self) -> bool:
        """Whether rows were painted already."""
        return self._is_painted

    def expect_soon(self) -> None:
        """Wait no longer than a second from now on."""
        self._is_expected = True
        pause = 0 if self._is_painted else LONGEST_MILLISECONDS
        QTimer.singleShot(pause, self, self._end)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look out for the first painting with rows."""
        if event.type() is QEvent.Type.Paint and self._view.model().rowCount():
            watched.removeEventFilter(self)
            # The filter comes before the painting; a timer comes after it, and after what waits.
            QTimer.singleShot(0, self, self._tell)
        return False

    def _tell(self) -> None:
        self._is_painted = True
        self.painted.emit()
        if self._is_expected:
            self._end()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self.over.emit()
