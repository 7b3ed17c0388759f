"""Puts into a main window what its first screen does without: page, fields, decision, sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from klearstack_desktop.ui.conflict.changed_panel import ChangedPanel
from klearstack_desktop.ui.decision.bar import DecisionBar
from klearstack_desktop.ui.decision.reason_sheet import OVERRIDE, REJECT, WAIVE, ReasonSheet
from klearstack_desktop.ui.fields.line_items import LineItems
from klearstack_desktop.ui.fields.panel import FieldPanel
from klearstack_desktop.ui.key_watch import KeyWatch
from klearstack_desktop.ui.keys_sheet import KeysSheet
from klearstack_desktop.ui.lock.sheet import LockSheet
from klearstack_desktop.ui.main_window import SMALLEST_WIDTHS
from klearstack_desktop.ui.notice_bar import NoticeBar
from klearstack_desktop.ui.outbox.panel import OutboxPanel
from klearstack_desktop.ui.page.pane import PagePane
from klearstack_desktop.ui.page.strip import FieldStrip
from klearstack_desktop.ui.page_place import PAGE_PLACE, PagePlace
from klearstack_desktop.ui.palette.binding import PaletteBinding
from klearstack_desktop.ui.palette.sheet import PaletteSheet
from klearstack_desktop.ui.pane_cycle import Pane, PaneCycle
from klearstack_desktop.ui.presenter import Presenter
from klearstack_desktop.ui.shortcut_gate import ShortcutGate
from klearstack_desktop.ui.signin.sheet import SignInSheet
from klearstack_desktop.ui.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from klearstack_desktop.ui.main_window import MainWindow

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


def furnish(window: MainWindow, monotonic: Callable[[], float]) -> Iterator[None]:
    """Furnish a new window, a part between two of the yields, so that it answers meanwhile.

    Args:
        window: as it is made.
        monotonic: counts seconds.
    """
    yield from _page(window)
    yield from _fields(window)
    yield from _decision(window)
    window.sign_in_sheet = SignInSheet(parent=window)
    yield
    window.lock_sheet = LockSheet()
    window.rooms.addWidget(window.lock_sheet)
    yield
    window.outbox_panel = OutboxPanel(window.desk_room, window.status_line, monotonic)
    yield
    window.keys_sheet = KeysSheet(window, window.action_table)
    window.palette_sheet = PaletteSheet(window.desk_room, window.field_panel.focus_active)
    window.palette_binding = PaletteBinding(window.action_table, window.palette_sheet)
    yield
    _ways(window)


def _page(window: MainWindow) -> Iterator[None]:
    actions = window.action_table
    pane = PagePane(actions={name: actions[name] for name in PAGE_ACTIONS})
    pane.setMinimumWidth(SMALLEST_WIDTHS[PAGE_PLACE])
    window.page_pane = pane
    yield
    widths = window.panes.saveState()
    empty = window.panes.replaceWidget(PAGE_PLACE, pane)
    if empty is not None:
        empty.deleteLater()
    window.panes.restoreState(widths)
    yield
    window.notice_bar = NoticeBar(pane.view)
    window.presenter = Presenter(window.notice_bar)
    yield


def _fields(window: MainWindow) -> Iterator[None]:
    window.changed_panel = ChangedPanel()
    window.column.addWidget(window.changed_panel)
    yield
    window.field_panel = FieldPanel()
    yield
    window.line_items = LineItems()
    window.field_panel.set_footer(window.line_items)
    window.line_items.cell_entered.connect(window.field_panel.reveal_in_footer)
    yield
    window.column.addWidget(window.field_panel, 1)
    window.field_strip = FieldStrip()
    window.column.addWidget(window.field_strip)
    yield


def _decision(window: MainWindow) -> Iterator[None]:
    window.decision_bar = DecisionBar()
    window.column.addWidget(window.decision_bar)
    window.decision_bar.show_nothing()
    yield
    sheets = []
    for question in (REJECT, WAIVE, OVERRIDE):
        sheets.append(
            ReasonSheet(
                window.desk_room, question, window.decision_bar, window.field_panel.focus_active
            )
        )
        yield
    window.reject_sheet, window.waive_sheet, window.override_sheet = sheets


def _ways(window: MainWindow) -> None:
    actions = window.action_table
    actions.add_page_ways(window.page_pane)
    actions.add_field_ways(window.field_panel)
    window.page_place = PagePlace(
        main=window,
        panes=window.panes,
        pane=window.page_pane,
        actions=actions,
        memory=window.memory,
    )
    window.pane_cycle = PaneCycle(
        (
            Pane(window.queue_panel, window.queue_panel.focus_list),
            Pane(window.page_pane, window.page_place.enter),
            Pane(window.field_panel, window.field_panel.focus_active),
            Pane(window.line_items, window.line_items.focus_grid),
            Pane(window.decision_bar, window.decision_bar.focus_decision),
        )
    )
    window.surroundings = Surroundings(
        (
            *(window.decision_bar.card, window.decision_bar.comment, window.field_strip),
            *(window.page_pane.thumbnails, window.queue_panel.rows),
        ),
        window,
    )
    actions["next_pane"].triggered.connect(window.pane_cycle.go_on)
    actions["keys"].triggered.connect(window.keys_sheet.show)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        window.shortcut_gate = ShortcutGate(
            actions.is_window_key, application, actions.outranks_widgets
        )
        window.key_watch = KeyWatch(application)
