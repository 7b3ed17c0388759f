"""Joins bulk decisions to the selection of the list, their keys and their sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from klearstack_desktop.model.outbox import OutboxKind
from klearstack_desktop.ui.bulk.sheet import BulkSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from klearstack_desktop.review.bulk import BulkResult
    from klearstack_desktop.review.desk import Desk
    from klearstack_desktop.ui.actions import Actions
    from klearstack_desktop.ui.presenter import Presenter
    from klearstack_desktop.ui.queue.panel import QueuePanel


class BulkBinding(QObject):
    """Looks at what is selected, shows what would be decided, and does it on confirmation."""

    def __init__(
        self,
        *,
        desk: Desk,
        panel: QueuePanel,
        actions: Actions,
        presenter: Presenter,
        window: QWidget,
        open_after: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._panel = panel
        self._presenter = presenter
        self._open_after = open_after
        self._sheet = sheet = BulkSheet(window)
        for name, kind in (
            ("bulk_approve", OutboxKind.APPROVE),
            ("bulk_reject", OutboxKind.REJECT),
        ):
            actions[name].triggered.connect(lambda _is_checked, kind=kind: self._begin(kind))
        panel.bulk_approve_requested.connect(actions["bulk_approve"].trigger)
        panel.bulk_reject_requested.connect(actions["bulk_reject"].trigger)
        desk.bulk.progressed.connect(sheet.set_progress)
        desk.bulk.looked.connect(sheet.show_plan)
        desk.bulk.ended.connect(self._on_ended)
        desk.bulk.failed.connect(sheet.add_failure)
        sheet.finished.connect(window.activateWindow)
        sheet.confirmed.connect(desk.bulk.carry_out)
        sheet.stop_requested.connect(desk.bulk.stop)
        sheet.open_requested.connect(desk.session.open)

    def _begin(self, kind: OutboxKind) -> None:
        ids = self._panel.selected_ids()
        if not ids:
            self._presenter.show_news("Select documents in the list first: Shift+Down, or Ctrl+A.")
            return
        self._sheet.open_looking(len(ids), kind)
        self._desk.bulk.look_at(ids, kind)

    def _on_ended(self, result: BulkResult) -> None:
        self._sheet.show_result(result)
        current = self._desk.session.current
        if current is not None and current.id in result.decided:
            self._open_after(current.id)
