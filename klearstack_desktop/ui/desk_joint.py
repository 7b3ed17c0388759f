"""Joins a furnished main window to a signed-in account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.ui.active_place import ActivePlace
from klearstack_desktop.ui.bulk.binding import BulkBinding
from klearstack_desktop.ui.compare_binding import CompareBinding
from klearstack_desktop.ui.conflict_binding import ConflictBinding
from klearstack_desktop.ui.decision_binding import DecisionBinding
from klearstack_desktop.ui.document_binding import DocumentBinding
from klearstack_desktop.ui.editors_binding import EditorsBinding
from klearstack_desktop.ui.file_dialog import ask_for_files
from klearstack_desktop.ui.file_drop import FileDrop
from klearstack_desktop.ui.findings_binding import FindingsBinding
from klearstack_desktop.ui.hold.binding import HoldBinding
from klearstack_desktop.ui.journal_binding import JournalBinding
from klearstack_desktop.ui.line_binding import LineBinding
from klearstack_desktop.ui.offline_binding import OfflineBinding
from klearstack_desktop.ui.outbox.commands import OutboxCommands
from klearstack_desktop.ui.outbox_binding import OutboxBinding
from klearstack_desktop.ui.queue_binding import QueueBinding
from klearstack_desktop.ui.role_binding import RoleBinding
from klearstack_desktop.ui.status_binding import StatusBinding
from klearstack_desktop.ui.strip_binding import StripBinding
from klearstack_desktop.ui.sweep_binding import SweepBinding
from klearstack_desktop.ui.undo_binding import UndoBinding
from klearstack_desktop.ui.upload_binding import UploadBinding
from klearstack_desktop.ui.view_binding import ViewBinding

if TYPE_CHECKING:
    from collections.abc import Callable

    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.model.settings import Settings
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.main_window import MainWindow

UPLOADABLE = "Documents (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"


class DeskJoint(QObject):
    """All that joins the panels of a window to a desk; it lives as long as the window does.

    Each part lives as long as the widget that it was given to.

    Args:
        window: furnished.
        desk: has started; its documents show as soon as `show_queue` is called.
        settings: how this workstation works.
        monotonic: counts seconds.
    """

    def __init__(
        self, window: MainWindow, desk: Desk, settings: Settings, monotonic: Callable[[], float]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        details = desk.details
        self._account = (details.server, details.company, details.user)
        window.lock_sheet.set_account(details.user, details.company)
        window.tool_bar.set_account(f"{details.company} · {details.user}")
        # The first to hear of it, before anything of the parts changes.
        desk.session.opened.connect(window.surroundings.wait)
        queue = QueueBinding(desk, window.queue_panel, window.action_table, window.presenter)
        lines = LineBinding(
            desk=desk,
            line_items=window.line_items,
            actions=window.action_table,
            memory=window.memory,
        )
        active = ActivePlace(desk.session, window.field_panel, window.line_items)
        document = DocumentBinding(
            desk=desk,
            pages=window.page_pane,
            fields=window.field_panel,
            line_items=window.line_items,
            lines=lines,
            active=active,
            actions=window.action_table,
            presenter=window.presenter,
        )
        StripBinding(
            desk=desk,
            pages=window.page_pane,
            active=active,
            strip=window.field_strip,
            actions=window.action_table,
        )
        self._document = document
        self.work_by(settings)
        decision = DecisionBinding(
            desk=desk,
            bar=window.decision_bar,
            reject_sheet=window.reject_sheet,
            waive_sheet=window.waive_sheet,
            pages=window.page_pane,
            line_items=window.line_items,
            actions=window.action_table,
            presenter=window.presenter,
            open_after=queue.open_after_decision,
            monotonic=monotonic,
            keys=window.key_watch,
        )
        findings = FindingsBinding(
            desk=desk,
            fields=window.field_panel,
            line_items=window.line_items,
            active=active,
            sheet=window.override_sheet,
            actions=window.action_table,
            presenter=window.presenter,
        )
        document.walk_finished.connect(window.decision_bar.focus_decision)
        upload = UploadBinding(desk, window.presenter)
        window.action_table["upload"].triggered.connect(lambda: self._choose_files(upload))
        FileDrop(window).dropped.connect(upload.upload)
        StatusBinding(desk, window.status_line)
        OfflineBinding(desk, window.queue_panel)
        desk.service.sign_in_needed.connect(self._ask_again)
        OutboxBinding(
            desk=desk,
            panel=window.outbox_panel,
            take_back=window.tool_bar.take_back,
            status_line=window.status_line,
            actions=window.action_table,
            presenter=window.presenter,
            monotonic=monotonic,
        )
        ConflictBinding(
            desk=desk,
            panel=window.changed_panel,
            fields=window.field_panel,
            pages=window.page_pane,
            actions=window.action_table,
            presenter=window.presenter,
            window=window,
        )
        HoldBinding(
            desk=desk,
            actions=window.action_table,
            presenter=window.presenter,
            window=window,
            open_after=queue.open_after_decision,
        )
        BulkBinding(
            desk=desk,
            panel=window.queue_panel,
            actions=window.action_table,
            presenter=window.presenter,
            window=window,
            open_after=queue.open_after_decision,
        )
        SweepBinding(
            desk=desk,
            panel=window.queue_panel,
            fields=window.field_panel,
            actions=window.action_table,
            presenter=window.presenter,
            window=window,
        )
        JournalBinding(desk, window, window.action_table, window.presenter)
        window.palette_binding.set_offerings(
            window.queue_panel.commands, OutboxCommands(desk.submissions)
        )
        window.set_working(is_working=True)
        window.page_place.restore()
        UndoBinding(desk, window.action_table, window)
        CompareBinding(
            desk=desk,
            actions=window.action_table,
            presenter=window.presenter,
            window=window,
            commit=window.line_items.commit,
            ask_rejection=decision.ask_rejection,
            ask_reason_for=findings.ask_reason_for,
        )
        RoleBinding(desk, window.decision_bar, window.action_table)
        EditorsBinding(desk, window.field_panel)
        ViewBinding(desk, window.page_pane, window.field_panel)
        self._queue = queue

    def show_queue(self, chosen: str | None = None) -> None:
        """Show the documents and open one, now that all who must hear of that are there.

        Args:
            chosen: the document that the reviewer chose already, or None.
        """
        self._queue.show_queue(chosen)
        if self._desk.recovered:
            self._window.presenter.show_news(self._desk.recovered)

    def work_by(self, settings: Settings) -> None:
        """Let other settings of this workstation count from now on."""
        self._document.goes_on_after_capture = settings.goes_on_after_capture

    def _ask_again(self, problem: Problem) -> None:
        sheet = self._window.sign_in_sheet
        if not sheet.isVisible():
            sheet.ask_again(*self._account, why=problem.sentence)
            sheet.open()

    def _choose_files(self, upload: UploadBinding) -> None:
        ask_for_files(self._window, "uploadDialog", "Upload documents", UPLOADABLE, upload.upload)
