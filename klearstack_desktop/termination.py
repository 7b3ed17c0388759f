"""Ends the program in order when the operating system asks for it."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Signal

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Termination(QObject):
    """Turns SIGTERM and SIGINT into a Qt signal.

    Python runs signal handlers only between two of its own instructions, which an idle Qt loop
    never reaches; the wake-up socket brings the news into the loop.

    Signals:
        requested: the program should flush its store and end, asking nothing.
    """

    requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        self._wakeup_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._handlers_before = {number: signal.signal(number, _noted) for number in SIGNALS}
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)

    def _on_signal(self) -> None:
        numbers = self._near.recv(64)
        if any(number in numbers for number in SIGNALS):
            self.requested.emit()

    def restore(self) -> None:
        """Give the signals back to whoever had them."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        self._near.close()
        self._far.close()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: the wake-up socket carries the signal."""
