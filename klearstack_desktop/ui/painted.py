"""When the window has painted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal

_OVER: Final = QEvent.Type(QEvent.registerEventType())
_AFTER_PAINTING: Final = Qt.EventPriority.LowEventPriority.value - 1
"""Qt paints at low priority; what has none lower comes before it."""


class NextPainting(QObject):
    """Waits until all is painted that wants to be painted; at once, where nothing does.

    A timer is no way to do that: which of the two comes first is not said anywhere.

    Args:
        parent: what it lives as long as.
        is_heard: wait also until those who are told of a painting after it have heard of it.

    Signals:
        over: it was waited for, and is over.
    """

    over = Signal()

    def __init__(self, parent: QObject, *, is_heard: bool = False) -> None:
        super().__init__(parent)
        self._is_awaited = self._is_coming = False
        self._hearing = QTimer(self, singleShot=True, interval=0) if is_heard else None
        if self._hearing is not None:
            self._hearing.timeout.connect(self._end)

    @property
    def is_awaited(self) -> bool:
        """Whether it is waited for."""
        return self._is_awaited

    def wait(self) -> None:
        """Wait for it; being asked again before it makes no difference."""
        self._is_awaited = True
        if self._hearing is not None:
            # What was painted by now was something else.
            self._hearing.stop()
        if not self._is_coming:
            self._is_coming = True
            QCoreApplication.postEvent(self, QEvent(_OVER), _AFTER_PAINTING)

    def customEvent(self, event: QEvent) -> None:
        """Say that it is over, or let others hear of it first."""
        if event.type() is not _OVER:
            return
        self._is_coming = False
        if self._hearing is not None:
            self._hearing.start()
        else:
            self._end()

    def _end(self) -> None:
        self._is_awaited = False
        self.over.emit()
