"""Joins what waits to be sent to the take-back button and the outbox panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from klearstack_desktop.model.outbox import OutboxKind, OutboxState
from klearstack_desktop.ui.notice_bar import NoticeAction

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.outbox_entries import OutboxEntry
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.outbox.panel import OutboxPanel
    from klearstack_desktop.ui.outbox.take_back_button import TakeBackButton
    from klearstack_desktop.ui.presenter import Presenter
    from klearstack_desktop.ui.status_line import StatusLine

_DECISIONS: Final = {
    OutboxKind.SAVE: "corrections of",
    OutboxKind.APPROVE: "approval of",
    OutboxKind.REJECT: "rejection of",
}
_HELD: Final = "It does not leave by itself at the moment."
_OLD: Final = "old decisions"


class OutboxBinding(QObject):
    """Shows what the outbox holds and turns presses into what shall be done with it."""

    def __init__(
        self,
        *,
        desk: Desk,
        panel: OutboxPanel,
        take_back: TakeBackButton,
        status_line: StatusLine,
        actions: Actions,
        presenter: Presenter,
        monotonic: Callable[[], float],
    ) -> None:
        super().__init__(panel)
        self._submissions = desk.submissions
        self._panel = panel
        self._take_back = take_back
        self._presenter = presenter
        self._monotonic = monotonic
        self._windows: dict[str, float] = {}
        submissions = desk.submissions
        submissions.outbox_changed.connect(self._render)
        panel.withdraw_requested.connect(submissions.withdraw)
        panel.retry_requested.connect(submissions.retry)
        panel.confirm_requested.connect(submissions.confirm_old)
        panel.dismiss_requested.connect(submissions.dismiss)
        panel.copy_requested.connect(self._copy)
        panel.open_requested.connect(desk.session.open)
        status_line.outbox_pressed.connect(panel.toggle)
        actions["take_back"].triggered.connect(self._take_back_newest)
        actions["outbox"].triggered.connect(panel.toggle)
        self._render()

    def _take_back_newest(self) -> None:
        # First, because the document that opens takes the focus, unless it is in a sheet.
        self._panel.close_panel()
        self._submissions.take_back()

    def _render(self) -> None:
        entries = self._submissions.entries()
        self._panel.show_entries(entries)
        self._show_newest(entries)
        self._ask_about_old(entries)

    def _show_newest(self, entries: Sequence[OutboxEntry]) -> None:
        """Name the decision that the key takes back."""
        waiting = [entry for entry in entries if _can_be_taken_back(entry)]
        self._windows = {
            entry.row_id: self._windows.get(entry.row_id, self._left(entry)) for entry in waiting
        }
        newest = waiting[-1] if waiting else None
        if newest is None:
            self._take_back.end()
            return
        name = f"{_DECISIONS[newest.kind]} {newest.label}"
        if newest.is_in_window and newest.due is not None:
            window = self._windows[newest.row_id]
            self._take_back.count_down(name, self._left(newest), window)
        else:
            self._take_back.hold(name, newest.note or _HELD)

    def _left(self, entry: OutboxEntry) -> float:
        return 0.0 if entry.due is None else max(entry.due - self._monotonic(), 0.0)

    def _ask_about_old(self, entries: Sequence[OutboxEntry]) -> None:
        old = [entry for entry in entries if entry.asks]
        if not old:
            self._presenter.end_progress(_OLD)
            return
        things = "1 decision is" if len(old) == 1 else f"{len(old)} decisions are"
        show = NoticeAction("Show", lambda: self._panel.open_panel(old[0].row_id))
        sentence = f"{things} more than a day old and will not go out before you say so."
        self._presenter.show_progress(_OLD, sentence, show)

    def _copy(self, row_id: str) -> None:
        QGuiApplication.clipboard().setText(self._submissions.details_of(row_id))


def _can_be_taken_back(entry: OutboxEntry) -> bool:
    is_waiting = entry.state is OutboxState.WAITING and entry.can_withdraw
    return is_waiting and entry.kind.is_decision
