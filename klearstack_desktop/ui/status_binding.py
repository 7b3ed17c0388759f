"""Joins what happens behind the window to the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.status_line import ConnectionState

if TYPE_CHECKING:
    from klearstack_desktop.review.day_tally import DoneToday
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.draft_keeper import DraftStatus
    from klearstack_desktop.review.outbox_entries import OutboxCounts
    from klearstack_desktop.review.service import Connection
    from klearstack_desktop.ui.status_line import StatusLine


class StatusBinding(QObject):
    """Shows connection, outbox, draft and today's work truthfully."""

    def __init__(self, desk: Desk, status_line: StatusLine) -> None:
        super().__init__(status_line)
        self._line = status_line
        self._drafts = desk.drafts
        desk.service.connection_changed.connect(self._on_connection_changed)
        desk.drafts.status_changed.connect(self._on_draft_status_changed)
        desk.session.opened.connect(self._on_opened)
        desk.submissions.saved.connect(self._on_saved)
        desk.submissions.counts_changed.connect(self._on_counts_changed)
        desk.submissions.done_changed.connect(self._on_done_changed)
        desk.prefetch.ready_changed.connect(status_line.set_ready)
        self._on_counts_changed(desk.submissions.counts)
        self._on_done_changed(desk.submissions.done)
        if desk.service.connection is not None:
            self._on_connection_changed(desk.service.connection, desk.service.obstacle)

    def _on_connection_changed(self, connection: Connection, sentence: str) -> None:
        self._line.set_connection(ConnectionState(connection.value), sentence)

    def _on_draft_status_changed(self, status: DraftStatus) -> None:
        self._line.set_draft(status.text, status.revision, is_problem=status.is_problem)

    def _on_opened(self, _opened: object) -> None:
        self._say("")

    def _on_saved(self, _document_id: str) -> None:
        self._say("Corrections saved to KlearStack")

    def _say(self, news: str) -> None:
        """Show news in place of the draft sign, unless that speaks of a problem."""
        if self._drafts.status.is_problem:
            self._on_draft_status_changed(self._drafts.status)
        else:
            self._line.set_draft(news, self._drafts.saved_revision)

    def _on_counts_changed(self, counts: OutboxCounts) -> None:
        self._line.set_outbox(counts.waiting, counts.sending, counts.failed)

    def _on_done_changed(self, done: DoneToday) -> None:
        self._line.set_done(done.count, done.median_seconds)
