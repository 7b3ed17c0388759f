"""Closing the window: what waits is written and sent first, and asked about if it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from klearstack_desktop.model.outbox import OutboxState
from klearstack_desktop.review.draft_keeper import why_not_saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.tasks import TaskRegister
    from klearstack_desktop.ui.main_window import MainWindow
    from klearstack_desktop.ui.outbox.closing_sheet import ClosingSheet

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
        self._waits_for: Desk | None = None

    def begin(self) -> None:
        """Write the last edits, send for some seconds what was decided, then ask or agree."""
        desk = self._desk()
        if desk is None or not (_has_unwritten(desk) or desk.submissions.unsent()):
            self.agreed.emit()
        elif not self._is_under_way:
            self._is_under_way = True
            self._begin_writing(desk)

    def _begin_writing(self, desk: Desk) -> None:
        self._tasks.spawn(self._write(desk), "write before closing")

    async def _write(self, desk: Desk) -> None:
        try:
            await desk.drafts.flush()
        except Exception as failure:  # noqa: BLE001 - the keeper reports it and goes on trying
            self._ask_about_edits(desk, why_not_saved(failure))
        else:
            self._begin_sending(desk)

    def _ask_about_edits(self, desk: Desk, why: str) -> None:
        # Loaded late: no start needs it.
        from klearstack_desktop.ui.outbox.unwritten_sheet import UnwrittenSheet

        sheet = UnwrittenSheet(why, self._window)
        sheet.retry_chosen.connect(lambda: self._begin_writing(desk))
        sheet.lose_chosen.connect(lambda: self._begin_sending(desk))
        sheet.stay_chosen.connect(self._stay)
        sheet.open()

    def _begin_sending(self, desk: Desk) -> None:
        if desk.submissions.unsent():
            self._tasks.spawn(self._send(desk), "send before closing")
        else:
            self.agreed.emit()

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
        # Loaded late: no start needs it.
        from klearstack_desktop.ui.outbox.closing_sheet import ClosingSheet

        self._sheet = sheet = ClosingSheet(unsent, _why(desk), self._window)
        sheet.leave_chosen.connect(self.agreed)
        sheet.stay_chosen.connect(self._stay)
        sheet.wait_chosen.connect(lambda: self._wait(desk))
        sheet.open()

    def _wait(self, desk: Desk) -> None:
        self._waits_for = desk
        desk.submissions.outbox_changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        if self._sheet is None or self._waits_for is None:
            return
        unsent = self._waits_for.submissions.unsent()
        self._sheet.set_unsent(unsent)
        if not unsent:
            self._sheet.accept()
            self._sheet = None
            self.agreed.emit()

    def _stay(self) -> None:
        if self._waits_for is not None:
            self._waits_for.submissions.outbox_changed.disconnect(self._look)
            self._waits_for = None
        self._sheet = None
        self._is_under_way = False


def _has_unwritten(desk: Desk) -> bool:
    return desk.drafts.saved_revision < desk.drafts.revision


def _why(desk: Desk) -> str:
    """Return what holds up the oldest of what waits, where that is known."""
    waiting = (e for e in desk.submissions.entries() if e.state is OutboxState.WAITING)
    return next((entry.note for entry in waiting if entry.note), "")
