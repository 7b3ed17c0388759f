"""The main window: composes the panels and joins them to a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from klearstack_desktop.model.settings import Settings
from klearstack_desktop.ui.actions import Actions
from klearstack_desktop.ui.active_place import ActivePlace
from klearstack_desktop.ui.bulk.binding import BulkBinding
from klearstack_desktop.ui.compare_binding import CompareBinding
from klearstack_desktop.ui.conflict.changed_panel import ChangedPanel
from klearstack_desktop.ui.conflict_binding import ConflictBinding
from klearstack_desktop.ui.decision.bar import DecisionBar
from klearstack_desktop.ui.decision.reason_sheet import OVERRIDE, REJECT, WAIVE, ReasonSheet
from klearstack_desktop.ui.decision_binding import DecisionBinding
from klearstack_desktop.ui.document_binding import DocumentBinding
from klearstack_desktop.ui.editors_binding import EditorsBinding
from klearstack_desktop.ui.fields.line_items import LineItems
from klearstack_desktop.ui.fields.panel import FieldPanel
from klearstack_desktop.ui.file_dialog import ask_for_files
from klearstack_desktop.ui.file_drop import FileDrop
from klearstack_desktop.ui.findings_binding import FindingsBinding
from klearstack_desktop.ui.hold.binding import HoldBinding
from klearstack_desktop.ui.journal_binding import JournalBinding
from klearstack_desktop.ui.key_watch import KeyWatch
from klearstack_desktop.ui.keys_sheet import KeysSheet
from klearstack_desktop.ui.line_binding import LineBinding
from klearstack_desktop.ui.lock.binding import LockBinding
from klearstack_desktop.ui.lock.sheet import LockSheet
from klearstack_desktop.ui.notice_bar import NoticeBar
from klearstack_desktop.ui.offline_binding import OfflineBinding
from klearstack_desktop.ui.outbox.commands import OutboxCommands
from klearstack_desktop.ui.outbox.panel import OutboxPanel
from klearstack_desktop.ui.outbox_binding import OutboxBinding
from klearstack_desktop.ui.page.pane import PagePane
from klearstack_desktop.ui.page.strip import FieldStrip
from klearstack_desktop.ui.page_place import PagePlace
from klearstack_desktop.ui.palette.binding import PaletteBinding
from klearstack_desktop.ui.palette.sheet import PaletteSheet
from klearstack_desktop.ui.pane_cycle import Pane, PaneCycle
from klearstack_desktop.ui.presenter import Presenter
from klearstack_desktop.ui.queue.panel import QueuePanel
from klearstack_desktop.ui.queue_binding import QueueBinding
from klearstack_desktop.ui.role_binding import RoleBinding
from klearstack_desktop.ui.shortcut_gate import ShortcutGate
from klearstack_desktop.ui.signin.sheet import SignInSheet
from klearstack_desktop.ui.status_binding import StatusBinding
from klearstack_desktop.ui.status_line import StatusLine
from klearstack_desktop.ui.strip_binding import StripBinding
from klearstack_desktop.ui.sweep_binding import SweepBinding
from klearstack_desktop.ui.tool_bar import DeskToolBar
from klearstack_desktop.ui.undo_binding import UndoBinding
from klearstack_desktop.ui.upload_binding import UploadBinding
from klearstack_desktop.ui.view_binding import ViewBinding

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from klearstack_desktop.model.problems import Problem
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.review.idle_lock import IdleLock
    from klearstack_desktop.ui.window_memory import WindowMemory

FIRST_SIZE = QSize(1600, 1000)
# What a window manager usually adds; nobody says before the window is shown.
TITLE_BAR_HEIGHT = 40
SMALLEST_SIZE = QSize(1180, 640)
PANE_WIDTHS = (310, 825, 465)
SMALLEST_WIDTHS = (272, 510, 392)
_LAYOUTS_IN_EACH_OTHER = 4
PAGE_ACTIONS = (
    "fit_width",
    "fit_page",
    "zoom_in",
    "zoom_out",
    "rotate_left",
    "rotate_right",
    "contrast",
    "capture",
)
# What needs nobody to be signed in.
ALWAYS = ("quit", "settings", "doctor", "palette", "keys")
UPLOADABLE = "Documents (*.pdf *.jpg *.jpeg *.png *.tif *.tiff)"


class MainWindow(QMainWindow):
    """The window that reviewers keep open all day.

    Signals:
        close_requested: the reviewer wants to leave; the window stays until `finish_closing`.
    """

    close_requested = Signal()

    def __init__(self, monotonic: Callable[[], float], memory: WindowMemory) -> None:
        super().__init__()
        self._memory = memory
        self._monotonic = monotonic
        self._may_close = False
        self._bindings: list[object] = []
        self._document: DocumentBinding | None = None
        self._settings = Settings()
        self.setWindowTitle("KlearStack Desktop")
        self.setMinimumSize(SMALLEST_SIZE)
        self.action_table = Actions(self)
        self.action_table.fill(self.menuBar())
        self.queue_panel = QueuePanel()
        self.page_pane = PagePane(actions={name: self.action_table[name] for name in PAGE_ACTIONS})
        self.field_panel = FieldPanel()
        self.line_items = LineItems()
        self.field_panel.set_footer(self.line_items)
        self.line_items.cell_entered.connect(self.field_panel.reveal_in_footer)
        self.field_strip = FieldStrip()
        self.decision_bar = DecisionBar()
        self.status_line = StatusLine()
        self.notice_bar = NoticeBar(self.page_pane.view)
        self.presenter = Presenter(self.notice_bar)
        self.sign_in_sheet = SignInSheet(parent=self)
        self.tool_bar = DeskToolBar(self.action_table)
        self.changed_panel = ChangedPanel()
        desk = self._desk_widget()
        self.lock_sheet = LockSheet()
        self._rooms = QStackedWidget()
        self._rooms.addWidget(desk)
        self._rooms.addWidget(self.lock_sheet)
        self.setCentralWidget(self._rooms)
        self.reject_sheet, self.waive_sheet, self.override_sheet = (
            ReasonSheet(desk, question, self.decision_bar, self.field_panel.focus_active)
            for question in (REJECT, WAIVE, OVERRIDE)
        )
        self.outbox_panel = OutboxPanel(desk, self.status_line, monotonic)
        self.keys_sheet = KeysSheet(self, self.action_table)
        self.palette_sheet = PaletteSheet(desk, self.field_panel.focus_active)
        self._palette = PaletteBinding(self.action_table, self.palette_sheet)
        self.action_table.add_page_ways(self.page_pane)
        self.action_table.add_field_ways(self.field_panel)
        self.page_place = PagePlace(
            main=self,
            panes=self._splitter,
            pane=self.page_pane,
            actions=self.action_table,
            memory=self._memory,
        )
        self._cycle = self._pane_cycle()
        self.action_table["next_pane"].triggered.connect(self._cycle.go_on)
        self.action_table["quit"].triggered.connect(self.close)
        self.action_table["keys"].triggered.connect(self.keys_sheet.show)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._gate = ShortcutGate(
                self.action_table.is_window_key, application, self.action_table.outranks_widgets
            )
            self._keys = KeyWatch(application)
        self._restore_geometry()
        self.queue_panel.set_notice("Sign in to see your documents.")
        self.queue_panel.setEnabled(False)
        # Or Qt gives it to the next that takes it: the empty page, with a frame around it.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.decision_bar.show_nothing()
        self._set_working(is_working=False)

    def _pane_cycle(self) -> PaneCycle:
        return PaneCycle(
            (
                Pane(self.queue_panel, self.queue_panel.focus_list),
                Pane(self.page_pane, self.page_place.enter),
                Pane(self.field_panel, self.field_panel.focus_active),
                Pane(self.line_items, self.line_items.focus_grid),
                Pane(self.decision_bar, self.decision_bar.focus_decision),
            )
        )

    def _desk_widget(self) -> QWidget:
        right = QWidget()
        right.setProperty("panel", True)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.changed_panel)
        column.addWidget(self.field_panel, 1)
        column.addWidget(self.field_strip)
        column.addWidget(self.decision_bar)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("panes")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        panes = (self.queue_panel, self.page_pane, right)
        for pane, width, least in zip(panes, PANE_WIDTHS, SMALLEST_WIDTHS, strict=True):
            pane.setMinimumWidth(least)
            self._splitter.addWidget(pane)
            self._splitter.setStretchFactor(self._splitter.count() - 1, width)
        self._splitter.setSizes(list(PANE_WIDTHS))
        desk = QWidget()
        layout = QVBoxLayout(desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tool_bar)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.status_line)
        return desk

    def show_desk(self, desk: Desk) -> None:
        """Join the panels to a signed-in account and show them."""
        details = desk.details
        self._account = (details.server, details.company, details.user)
        self.lock_sheet.set_account(details.user, details.company)
        self.tool_bar.set_account(f"{details.company} · {details.user}")
        queue = QueueBinding(desk, self.queue_panel, self.action_table, self.presenter)
        lines = LineBinding(
            desk=desk,
            line_items=self.line_items,
            actions=self.action_table,
            memory=self._memory,
        )
        active = ActivePlace(desk.session, self.field_panel, self.line_items)
        document = DocumentBinding(
            desk=desk,
            pages=self.page_pane,
            fields=self.field_panel,
            line_items=self.line_items,
            lines=lines,
            active=active,
            actions=self.action_table,
            presenter=self.presenter,
        )
        strip = StripBinding(
            desk=desk,
            pages=self.page_pane,
            active=active,
            strip=self.field_strip,
            actions=self.action_table,
        )
        self._document = document
        self.work_by(self._settings)
        decision = DecisionBinding(
            desk=desk,
            bar=self.decision_bar,
            reject_sheet=self.reject_sheet,
            waive_sheet=self.waive_sheet,
            pages=self.page_pane,
            line_items=self.line_items,
            actions=self.action_table,
            presenter=self.presenter,
            open_after=queue.open_after_decision,
            monotonic=self._monotonic,
            keys=self._keys,
        )
        findings = FindingsBinding(
            desk=desk,
            fields=self.field_panel,
            line_items=self.line_items,
            active=active,
            sheet=self.override_sheet,
            actions=self.action_table,
            presenter=self.presenter,
        )
        document.walk_finished.connect(self.decision_bar.focus_decision)
        upload = UploadBinding(desk, self.presenter)
        self.action_table["upload"].triggered.connect(lambda: self._choose_files(upload))
        self._drop = FileDrop(self)
        self._drop.dropped.connect(upload.upload)
        status = StatusBinding(desk, self.status_line)
        offline = OfflineBinding(desk, self.queue_panel)
        desk.service.sign_in_needed.connect(self._ask_again)
        outbox = OutboxBinding(
            desk=desk,
            panel=self.outbox_panel,
            take_back=self.tool_bar.take_back,
            status_line=self.status_line,
            actions=self.action_table,
            presenter=self.presenter,
            monotonic=self._monotonic,
        )
        conflict = ConflictBinding(
            desk=desk,
            panel=self.changed_panel,
            fields=self.field_panel,
            pages=self.page_pane,
            actions=self.action_table,
            presenter=self.presenter,
            window=self,
        )
        asides = [
            HoldBinding(
                desk=desk,
                actions=self.action_table,
                presenter=self.presenter,
                window=self,
                open_after=queue.open_after_decision,
            ),
            BulkBinding(
                desk=desk,
                panel=self.queue_panel,
                actions=self.action_table,
                presenter=self.presenter,
                window=self,
                open_after=queue.open_after_decision,
            ),
            SweepBinding(
                desk=desk,
                panel=self.queue_panel,
                fields=self.field_panel,
                actions=self.action_table,
                presenter=self.presenter,
                window=self,
            ),
        ]
        journal = JournalBinding(desk, self, self.action_table, self.presenter)
        self._bindings = [
            *(queue, document, strip, decision, findings, upload, status),
            *(offline, outbox, conflict, journal, *asides),
        ]
        self._palette.set_offerings(self.queue_panel.commands, OutboxCommands(desk.submissions))
        self._set_working(is_working=True)
        self.page_place.restore()
        self._bindings.append(UndoBinding(desk, self.action_table, self))
        self._bindings.append(
            CompareBinding(
                desk=desk,
                actions=self.action_table,
                presenter=self.presenter,
                window=self,
                commit=self.line_items.commit,
                ask_rejection=decision.ask_rejection,
                ask_reason_for=findings.ask_reason_for,
            )
        )
        self._bindings.append(RoleBinding(desk, self.decision_bar, self.action_table))
        self._bindings.append(EditorsBinding(desk, self.field_panel))
        self._bindings.append(ViewBinding(desk, self.page_pane, self.field_panel))
        # Last, because it opens the first document and all others must hear of that.
        queue.show_queue()
        if desk.recovered:
            self.presenter.show_news(desk.recovered)

    def work_by(self, settings: Settings) -> None:
        """Let other settings of this workstation count from now on."""
        self._settings = settings
        self.field_strip.setVisible(settings.shows_field_strip)
        if self._document is not None:
            self._document.goes_on_after_capture = settings.goes_on_after_capture

    def join_lock(self, lock: IdleLock) -> LockBinding:
        """Let a lock hide the desk and open it again, until what joins them is retired."""
        return LockBinding(
            lock=lock,
            rooms=self._rooms,
            sheet=self.lock_sheet,
            actions=self.action_table,
        )

    def clear_desk(self) -> None:
        """Show nothing of what was on the desk any more, until the window closes."""
        self._rooms.hide()

    def begin_closing(self) -> None:
        """Take no more input; what was typed is being written."""
        self.setEnabled(False)
        self._memory.keep(self, self.page_place.panes_state())
        self.page_place.leave()

    def finish_closing(self) -> None:
        """Really close the window."""
        self._gate.retire()
        self._keys.retire()
        self._may_close = True
        self.close()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Place what asked for it before anything is painted, so that nothing is painted twice.

        Qt places the parts of a part only after what was waiting already, the painting among it.
        """
        if event.type() is QEvent.Type.UpdateRequest:
            for _ in range(_LAYOUTS_IN_EACH_OTHER):
                # No receiver means all of them.
                QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the program to end instead of vanishing at once."""
        if self._may_close:
            super().closeEvent(event)
        else:
            event.ignore()
            self.close_requested.emit()

    def _ask_again(self, problem: Problem) -> None:
        if not self.sign_in_sheet.isVisible():
            self.sign_in_sheet.ask_again(*self._account, why=problem.sentence)
            self.sign_in_sheet.open()

    def _choose_files(self, upload: UploadBinding) -> None:
        ask_for_files(self, "uploadDialog", "Upload documents", UPLOADABLE, upload.upload)

    def _set_working(self, *, is_working: bool) -> None:
        for action in self.action_table:
            action.setEnabled(is_working)
        for name in ALWAYS:
            self.action_table[name].setEnabled(True)
        self.action_table["leave_capture"].setEnabled(False)

    def _restore_geometry(self) -> None:
        if not self._memory.restore(self, self._splitter):
            room = self.screen().availableSize() - QSize(0, TITLE_BAR_HEIGHT)
            self.resize(FIRST_SIZE.boundedTo(room))
