"""The main window: its frame and the queue at once, all else a part after the other."""

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

from klearstack_desktop.ui.actions import Actions
from klearstack_desktop.ui.queue.panel import QueuePanel
from klearstack_desktop.ui.status_line import StatusLine
from klearstack_desktop.ui.tool_bar import DeskToolBar

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from klearstack_desktop.ui.conflict.changed_panel import ChangedPanel
    from klearstack_desktop.ui.decision.bar import DecisionBar
    from klearstack_desktop.ui.decision.reason_sheet import ReasonSheet
    from klearstack_desktop.ui.fields.line_items import LineItems
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.key_watch import KeyWatch
    from klearstack_desktop.ui.keys_sheet import KeysSheet
    from klearstack_desktop.ui.lock.sheet import LockSheet
    from klearstack_desktop.ui.notice_bar import NoticeBar
    from klearstack_desktop.ui.outbox.panel import OutboxPanel
    from klearstack_desktop.ui.page.pane import PagePane
    from klearstack_desktop.ui.page.strip import FieldStrip
    from klearstack_desktop.ui.page_place import PagePlace
    from klearstack_desktop.ui.palette.binding import PaletteBinding
    from klearstack_desktop.ui.palette.sheet import PaletteSheet
    from klearstack_desktop.ui.pane_cycle import PaneCycle
    from klearstack_desktop.ui.presenter import Presenter
    from klearstack_desktop.ui.shortcut_gate import ShortcutGate
    from klearstack_desktop.ui.signin.sheet import SignInSheet
    from klearstack_desktop.ui.surroundings import Surroundings
    from klearstack_desktop.ui.window_memory import WindowMemory

FIRST_SIZE = QSize(1600, 1000)
# What a window manager usually adds; nobody says before the window is shown.
TITLE_BAR_HEIGHT = 40
SMALLEST_SIZE = QSize(1180, 640)
PANE_WIDTHS = (310, 825, 465)
SMALLEST_WIDTHS = (272, 510, 392)
_LAYOUTS_IN_EACH_OTHER = 4
NOBODY_YET = "Sign in to see your documents."
# What needs nobody to be signed in.
ALWAYS = ("quit", "settings", "doctor", "palette", "keys")


class MainWindow(QMainWindow):
    """The window that reviewers keep open all day.

    Built in two stages, because the list is to be seen as soon as it can be: a new window has its
    frame, the queue, and empty places of the right size. `furnishing.furnish` puts all the others
    there, from the page to the last sheet; until then they are no attributes.

    Attributes:
        action_table: what can be done.
        queue_panel, tool_bar, status_line: there at once.
        column: what is right of the page, from top to bottom.
        memory: where the window was and how wide its panes were.
        rooms: shows the desk, which is its first, or what hides it.
        panes: queue, page and right column.

    Signals:
        close_requested: the reviewer wants to leave; the window stays until `finish_closing`.
    """

    close_requested = Signal()

    changed_panel: ChangedPanel
    decision_bar: DecisionBar
    field_panel: FieldPanel
    field_strip: FieldStrip
    key_watch: KeyWatch
    keys_sheet: KeysSheet
    line_items: LineItems
    lock_sheet: LockSheet
    notice_bar: NoticeBar
    outbox_panel: OutboxPanel
    override_sheet: ReasonSheet
    page_pane: PagePane
    page_place: PagePlace
    palette_binding: PaletteBinding
    pane_cycle: PaneCycle
    palette_sheet: PaletteSheet
    presenter: Presenter
    reject_sheet: ReasonSheet
    shortcut_gate: ShortcutGate
    sign_in_sheet: SignInSheet
    surroundings: Surroundings
    waive_sheet: ReasonSheet

    def __init__(self, memory: WindowMemory) -> None:
        super().__init__()
        self.memory = memory
        self._may_close = False
        self.setWindowTitle("KlearStack Desktop")
        self.setMinimumSize(SMALLEST_SIZE)
        self.action_table = Actions(self)
        self.action_table.fill(self.menuBar())
        self.queue_panel = QueuePanel()
        self.status_line = StatusLine()
        self.tool_bar = DeskToolBar(self.action_table)
        self._right = QWidget()
        self.column = QVBoxLayout(self._right)
        self.panes = QSplitter(Qt.Orientation.Horizontal)
        self.desk_room = self._desk_room()
        self.rooms = QStackedWidget()
        self.rooms.addWidget(self.desk_room)
        self.setCentralWidget(self.rooms)
        self._restore_geometry()
        self._connect_queue()
        self.queue_panel.set_notice(NOBODY_YET)
        self.queue_panel.setEnabled(False)
        # Or Qt gives it to the next that takes it: the empty page, with a frame around it.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.set_working(is_working=False)

    def _desk_room(self) -> QWidget:
        self._right.setProperty("panel", True)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.panes.setObjectName("panes")
        self.panes.setChildrenCollapsible(False)
        self.panes.setHandleWidth(1)
        panes = (self.queue_panel, QWidget(), self._right)
        for pane, width, least in zip(panes, PANE_WIDTHS, SMALLEST_WIDTHS, strict=True):
            pane.setMinimumWidth(least)
            self.panes.addWidget(pane)
            self.panes.setStretchFactor(self.panes.count() - 1, width)
        self.panes.setSizes(list(PANE_WIDTHS))
        desk = QWidget()
        layout = QVBoxLayout(desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tool_bar)
        layout.addWidget(self.panes, 1)
        layout.addWidget(self.status_line)
        return desk

    def _connect_queue(self) -> None:
        panel = self.queue_panel
        self.action_table["search"].triggered.connect(panel.focus_search)
        self.action_table["list"].triggered.connect(panel.focus_list)
        self.action_table["filter"].triggered.connect(panel.toggle_filter)
        self.action_table["my_share"].triggered.connect(panel.toggle_share)
        self.action_table["quit"].triggered.connect(self.close)

    def set_working(self, *, is_working: bool) -> None:
        """Let everything be done, or only what needs nobody to be signed in."""
        for action in self.action_table:
            action.setEnabled(is_working)
        for name in ALWAYS:
            self.action_table[name].setEnabled(True)
        self.action_table["leave_capture"].setEnabled(False)

    def clear_desk(self) -> None:
        """Show nothing of what was on the desk any more, until the window closes."""
        self.rooms.hide()

    def begin_closing(self) -> None:
        """Take no more input; what was typed is being written."""
        self.setEnabled(False)
        self.memory.keep(self, self.page_place.panes_state())
        self.page_place.leave()

    def finish_closing(self) -> None:
        """Really close the window."""
        self.shortcut_gate.retire()
        self.key_watch.retire()
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

    def _restore_geometry(self) -> None:
        if not self.memory.restore(self, self.panes):
            room = self.screen().availableSize() - QSize(0, TITLE_BAR_HEIGHT)
            self.resize(FIRST_SIZE.boundedTo(room))
