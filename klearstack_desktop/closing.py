"""Closing the window: what still waits is sent first, and asked about only if it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.outbox import OutboxState
from klearstack_desktop.ui.outbox.closing_sheet import ClosingSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.ui.main_window import MainWindow

SEND_SECONDS: Final = 3.0
"""How long a window that is being closed sends before it asks."""

_SENDING: Final = "closing"


class Closing(QObject):
    """Lets a reviewer leave.

    Signals:
        agreed: nothing stands in the way any more.

    Args:
        window: what is being closed.
        tasks: owns the waiting.
        desk: returns the signed-in account, or None.
    """

    agreed = Signal()

    def __init__(
        self, window: MainWindow, tasks: TaskRegister, desk: Callable[[], Desk | None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._tasks = tasks
        self._desk = desk
        self._is_under_way = False
        self._sheet: ClosingSheet | None = None

    def begin(self) -> None:
        """End the time to take decisions back, send for some seconds, then ask or agree."""
        desk = self._desk()
        if desk is None or not desk.submissions.unsent():
            self.agreed.emit()
        elif not self._is_under_way:
            self._is_under_way = True
            self._tasks.spawn(self._send(desk), "send before closing")

    async def _send(self, desk: Desk) -> None:
        presenter = self._window.presenter
        presenter.show_progress(_SENDING, "Sending what you decided before the window closes…")
        unsent = await desk.submissions.end_windows(SEND_SECONDS)
        presenter.end_progress(_SENDING)
        if unsent:
            self._ask(desk, unsent)
        else:
            self.agreed.emit()

    def _ask(self, desk: Desk, unsent: int) -> None:
        self._sheet = sheet = ClosingSheet(unsent, _why(desk), self._window)
        sheet.leave_chosen.connect(self.agreed)
        sheet.stay_chosen.connect(self._stay)
        sheet.wait_chosen.connect(lambda: self._wait(desk))
        sheet.open()

    def _wait(self, desk: Desk) -> None:
        desk.submissions.outbox_changed.connect(lambda: self._look(desk))
        self._look(desk)

    def _look(self, desk: Desk) -> None:
        if self._sheet is None:
            return
        unsent = desk.submissions.unsent()
        self._sheet.set_unsent(unsent)
        if not unsent:
            self._sheet.accept()
            self._sheet = None
            self.agreed.emit()

    def _stay(self) -> None:
        self._sheet = None
        self._is_under_way = False


def _why(desk: Desk) -> str:
    """Return what holds up the oldest of what waits, where that is known."""
    waiting = (e for e in desk.submissions.entries() if e.state is OutboxState.WAITING)
    return next((entry.note for entry in waiting if entry.note), "")
