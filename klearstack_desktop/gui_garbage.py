"""Collects garbage cycles in the window's thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MILLISECONDS = 1000


class GuiGarbage(QObject):
    """Takes Python's collector over while the window is open.

    Left to itself the collector runs in whichever thread happens to allocate; if a closed dialog is
    among the garbage, its timers and widgets are then destroyed in a worker thread, which Qt
    forbids.
    """

    def __init__(self) -> None:
        super().__init__()
        self._has_spared = False
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._collect)
        self._timer.start(INTERVAL_MILLISECONDS)

    def _collect(self) -> None:
        for generation in reversed(range(3)):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                return

    def spare_what_is_there(self) -> None:
        """Look no more at what is there now: what a start made stays until the end.

        There are several hundred thousand objects, and a look at all of them is a stall. Where
        several programs run in one process, one after another, whoever runs them has seen to that.
        """
        if gc.get_freeze_count() == 0:
            self._has_spared = True
            gc.freeze()

    def close(self) -> None:
        """Collect what is left and give the collector back."""
        self._timer.stop()
        if self._has_spared:
            gc.unfreeze()
        gc.collect()
        gc.enable()
