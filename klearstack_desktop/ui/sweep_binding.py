"""Joins the sweep of one field to the list, its key and its sheet."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from klearstack_desktop.ui.sweep.sheet import SweepSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.fields.panel import FieldPanel
    from klearstack_desktop.ui.presenter import Presenter
    from klearstack_desktop.ui.queue.panel import QueuePanel

NOTHING_SENT = "It is kept in the drafts; nothing was sent."
NOTHING_LISTED = "There is no document in the list."


class SweepBinding(QObject):
    """Opens the sheet over what is selected or listed, and turns what is done there into intents.

    The keys of undo, redo, "as it was read", the offered fix, the next problem and refresh work on
    the sheet as they do on the desk; no other key of the desk does.
    """

    def __init__(
        self,
        *,
        desk: Desk,
        panel: QueuePanel,
        fields: FieldPanel,
        actions: Actions,
        presenter: Presenter,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._sweep = desk.sweeping.sweep
        self._edits = desk.sweeping.edits
        self._panel = panel
        self._fields = fields
        self._presenter = presenter
        self._window = window
        self._actions = actions
        self._outfitter = fields.outfitter.twin(self)
        desk.sweeping.value_history.recalled.connect(self._outfitter.set_known)
        actions["sweep"].triggered.connect(self._begin)

    @cached_property
    def _sheet(self) -> SweepSheet:
        """The sheet, made when it is opened first: it takes longer than a frame."""
        sheet = SweepSheet(self._outfitter, self._window)
        sheet.rows.row_of = self._sweep.row
        self._connect_sweep(sheet)
        self._connect_sheet(sheet)
        self._lend_actions(sheet)
        return sheet

    def _lend_actions(self, sheet: SweepSheet) -> None:
        edits, actions = self._edits, self._actions
        for name, deed in (
            ("undo", edits.undo),
            ("redo", edits.redo),
            ("revert", edits.revert),
            ("apply_fix", self._apply_fix),
            ("next_problem", self._go_on),
            ("previous_problem", self._go_back),
            ("refresh", self._sweep.retry),
        ):
            sheet.addAction(_LentAction(actions[name], deed, sheet))
        for name in ("apply_fix", "refresh"):
            actions[name].changed.connect(self._say_keys)
        self._say_keys_on(sheet)

    def _connect_sweep(self, sheet: SweepSheet) -> None:
        sweep = self._sweep
        sweep.counted.connect(sheet.show_fields)
        sweep.begun.connect(self._on_begun)
        sweep.moved.connect(sheet.show_current)
        sweep.row_changed.connect(sheet.rows.show_row)
        sweep.tally_changed.connect(sheet.show_tally)
        sweep.closed.connect(self._on_closed)
        self._edits.remarked.connect(sheet.show_remark)
        self._edits.walk_finished.connect(sheet.show_end)
        self._desk.drafts.status_changed.connect(sheet.show_draft)

    def _connect_sheet(self, sheet: SweepSheet) -> None:
        sweep, edits = self._sweep, self._edits
        sheet.field_chosen.connect(sweep.choose)
        sheet.open_requested.connect(self._open_current)
        sheet.finished.connect(self._end)
        rows = sheet.rows
        rows.sight_changed.connect(sweep.look_at)
        rows.moved_by.connect(sweep.go_by)
        rows.chosen.connect(sweep.go_to)
        rows.edited.connect(edits.set_value)
        rows.accepted.connect(edits.confirm)
        rows.painted.connect(edits.note_painted)
        rows.revert_requested.connect(edits.revert)
        rows.fix_pressed.connect(edits.apply_fix)
        rows.retry_requested.connect(sweep.retry)

    def _on_begun(self) -> None:
        self._sheet.begin(self._sweep.key, self._sweep.ids)

    def _apply_fix(self) -> None:
        self._edits.apply_fix()

    def _go_on(self) -> None:
        self._sweep.go_to_next(1)

    def _go_back(self) -> None:
        self._sweep.go_to_next(-1)

    def _say_keys(self) -> None:
        self._say_keys_on(self._sheet)

    def _say_keys_on(self, sheet: SweepSheet) -> None:
        fix, retry = (self._actions.first_key(name) for name in ("apply_fix", "refresh"))
        sheet.rows.set_keys(fix=fix, retry=retry)

    def _end(self) -> None:
        tally = self._sweep.tally
        self._sweep.close()
        if tally.confirmed or tally.corrected:
            self._presenter.show_news(f"{tally.in_words}. {NOTHING_SENT}")

    def _on_closed(self) -> None:
        self._sheet.let_go()
        if self._sheet.isVisible():
            self._sheet.reject()

    def _begin(self) -> None:
        ids = self._panel.listed_ids()
        if not ids:
            self._presenter.show_news(NOTHING_LISTED)
            return
        self._sheet.show_draft(self._desk.drafts.status)
        self._sheet.open_counting(len(ids))
        self._sweep.open(ids, self._fields.active_key)

    def _open_current(self) -> None:
        current, key = self._sweep.current, self._sweep.key
        self._sheet.accept()
        if current is not None:
            self._desk.session.open(current)
            if key is not None:
                self._fields.focus_field(key)


class _LentAction(QAction):
    """Lets the keys of an action of the window do a deed of the sheet while that is open."""

    def __init__(self, action: QAction, deed: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self.setAutoRepeat(action.autoRepeat())
        self.triggered.connect(deed)
        action.changed.connect(self._take_keys)
        self._take_keys()

    def _take_keys(self) -> None:
        if self.shortcuts() != self._action.shortcuts():
            self.setShortcuts(self._action.shortcuts())
